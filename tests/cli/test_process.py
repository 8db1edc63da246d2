"""The command line as a shell runs it: a process with an exit code and two streams."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import EVENTS, tiny_shop

SOURCES = Path(__file__).parents[2] / "src"


def sojourn(*arguments: object, code: str = "from sojourn.cli import main; main()") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        env=os.environ | {"PYTHONPATH": str(SOURCES)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_python_m_sojourn_is_the_command() -> None:
    done = sojourn(code="import runpy, sys; sys.argv = ['sojourn', '--help']; runpy.run_module('sojourn')")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Usage: sojourn [OPTIONS] COMMAND")


def test_help_imports_nothing_heavy() -> None:
    code = "import sys, sojourn.cli.app; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    heavy = {"duckdb", "jinja2", "numba", "numpy", "pandas", "pyarrow", "rich", "yaml"}
    assert heavy & set(sojourn(code=code).stdout.split()) == set()


def test_json_stands_alone_on_standard_output(tmp_path: Path) -> None:
    (tmp_path / "events.csv").write_text(EVENTS)
    loaded = sojourn("load", tmp_path / "shop", tmp_path / "events.csv", "--json")
    assert (loaded.returncode, json.loads(loaded.stdout)["loads"][0]["accepted"]) == (0, 7)
    asked = sojourn("transitions", tmp_path / "shop", "--json")
    assert (asked.returncode, json.loads(asked.stdout)["starts"]) == (0, {"Product Viewed": 3})


@pytest.mark.parametrize(("arguments", "status"), [(["transitions", "nowhere"], 1), (["transitions"], 2)])
def test_an_error_has_a_status_and_no_traceback(arguments: list[str], status: int) -> None:
    done = sojourn(*arguments)
    assert (done.returncode, done.stdout) == (status, "")
    assert done.stderr.startswith("sojourn: ")
    assert "Traceback" not in done.stderr


def test_a_mistake_of_ours_asks_to_be_reported() -> None:
    code = """
from sojourn.cli import app, main
def broken(**options):
    raise KeyError("x")
app.completion.callback = broken
main()
"""
    done = sojourn("completion", "bash", code=code)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("sojourn: this should not have happened (KeyError: 'x').")
    assert "Traceback" in sojourn("completion", "bash", "--debug", code=code).stderr


def test_a_workspace_in_use_is_told_apart_from_a_broken_one(tmp_path: Path) -> None:
    shop = tiny_shop(tmp_path)
    code = f"""
import subprocess, sys
from sojourn.workspace import Workspace
with Workspace({str(shop)!r}):
    again = [sys.executable, "-m", "sojourn", "transitions", {str(shop)!r}, "--json"]
    sys.exit(subprocess.run(again).returncode)
"""
    done = sojourn(code=code)
    assert done.returncode == 1
    assert json.loads(done.stderr)["error"]["code"] == "workspace-locked"
