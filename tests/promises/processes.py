"""Start workers, hear what they say, kill them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
DEADLINE = 300


class Outcome(NamedTuple):
    """What a worker said, line by line as words, and how it ended (negative: the signal that killed it)."""

    said: list[list[str]]
    ended: int

    def all(self, word: str) -> list[list[str]]:
        return [words[1:] for words in self.said if words[0] == word]


def run(*arguments: object, kill_after: float | None = None) -> Outcome:
    """Run a worker to its end, or kill it so many seconds after it has opened its workspace."""
    with started(*arguments) as process:
        assert process.stdout
        first = process.stdout.readline() if kill_after is not None else ""
        try:
            rest, _ = process.communicate(timeout=DEADLINE if kill_after is None else kill_after)
        except subprocess.TimeoutExpired:
            process.kill()
            rest, _ = process.communicate()
    return Outcome([line.split("\t") for line in (first + rest).splitlines()], process.returncode)


def lines_of(*arguments: object) -> int:
    """How many lines of Sojourn's own code run when nobody kills the worker."""
    ((lines,),) = run("--die-at", -1, *arguments).all("lines")
    return int(lines)


@contextmanager
def started(*arguments: object) -> Iterator[subprocess.Popen[str]]:
    """A running worker; killed at the end if it still runs."""
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.promises.worker", *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": path},
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()
