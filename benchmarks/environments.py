"""An environment for each peer, under `.bench/environments`, from its pinned and hashed list."""

from __future__ import annotations

import fcntl
import re
import subprocess
import sys
from pathlib import Path
from typing import TextIO

ROOT = Path(__file__).parent.parent
WORK = ROOT / ".bench"
LISTS = ROOT / "benchmarks" / "peers"
LIBRARIES = ("retentioneering", "pm4py")
ENGINES = ("duckdb", "polars", "chdb")
OWN = "sojourn"
PEERS = (*LIBRARIES, *ENGINES)


def work_alone() -> TextIO:
    """Keep other benchmarks of this checkout out while the file that is returned is open: they would share logs, and
    take each other's time.
    """
    WORK.mkdir(exist_ok=True)
    held = (WORK / "lock").open("w")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.exit("Another benchmark is running in this checkout. Wait for it to end.")
    return held


def module_of(tool: str) -> str:
    return "benchmarks.sojourn_tool" if tool == OWN else f"benchmarks.peers.{tool}.tool"


def python_of(tool: str) -> Path:
    """The interpreter of a tool's environment; for Sojourn the one that runs this."""
    return Path(sys.executable) if tool == OWN else WORK / "environments" / tool / "bin" / "python"


def is_made(tool: str) -> bool:
    """Whether the environment is there, and made from the list as it is."""
    made = WORK / "environments" / tool / "installed.txt"
    return tool == OWN or (made.exists() and made.read_text("utf-8") == _listed(tool))


def make(tool: str) -> None:
    """Make the environment where it is not there yet, or the list has changed. Raises CalledProcessError."""
    if is_made(tool):
        return
    folder = WORK / "environments" / tool
    print(f"Making the environment of {tool}", flush=True)
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
    pip = [str(python_of(tool)), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    subprocess.run([*pip, "-r", str(LISTS / tool / "requirements.txt")], check=True)
    (folder / "installed.txt").write_text(_listed(tool), "utf-8")


def version_of(tool: str) -> str:
    """The pinned version of a peer; Sojourn's from its project file."""
    if tool == OWN:
        found = re.search(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)
    else:
        found = re.search(rf"^{tool}==(\S+)", _listed(tool), re.MULTILINE)
    assert found is not None
    return found[1]


def _listed(tool: str) -> str:
    return (LISTS / tool / "requirements.txt").read_text("utf-8")
