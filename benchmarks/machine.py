"""Where and on what a run was made."""

from __future__ import annotations

import os
import platform
import subprocess
from pathlib import Path

from benchmarks.environments import ROOT


def machine() -> str:
    """Processor, cores and memory, in words."""
    return f"{_processor()}, {os.cpu_count()} cores, {_memory()} GiB, {platform.system()} {platform.machine()}"


def commit() -> str:
    """The commit that was measured, with a + where files were changed since."""
    found = subprocess.run(
        ["git", "describe", "--always", "--dirty=+"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return found.stdout.strip() or "unknown"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
        return next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or "unknown processor"


def _memory() -> int:
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30)
