"""A process of its own that works on a workspace, says what is done, and can be told when to die.

    python -m tests.promises.worker [--die-in FUNCTION | --die-at LINE] VERB FOLDER [ARGUMENT ...]

It kills itself with SIGKILL when the function of that name is entered, or before it runs the n-th line of Sojourn's
own code. Nothing is flushed and nothing is closed.
"""

from __future__ import annotations

import argparse
import os
import resource
import signal
import sys
import threading
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import Any

ROOMS = ("/store/", "/workspace/", "/journeys/", "/engines/", "/identities/", "/sojourn/lock", "/sojourn/files")


def main() -> None:
    arguments = _arguments()
    if arguments.largest_file:
        resource.setrlimit(resource.RLIMIT_FSIZE, (arguments.largest_file, arguments.largest_file))
    import sojourn

    if arguments.user:
        _import_everything(sojourn)
        os.setgid(arguments.user)
        os.setuid(arguments.user)
    lines = _watched(arguments.die_in, arguments.die_at)
    try:
        with sojourn.open(arguments.folder) as ws:
            _say("open")
            VERBS[arguments.verb](ws, *arguments.rest)
    except sojourn.SojournError as error:
        _say("failed", type(error).__name__, str(error))
    _say("memory", _peak_kilobytes())
    _say("lines", next(lines))


def _peak_kilobytes() -> int:
    """The most memory that this process held. `ru_maxrss` would begin with what its parent held when it forked."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM"))


def _import_everything(sojourn: Any) -> None:
    """By doing it all once: Python's own files may be out of reach of the user that the process is to be."""
    with TemporaryDirectory() as folder, sojourn.open(folder) as ws:
        ws.load([{"user_id": "anna", "event": "Visit", "occurred_at": "2026-01-01"}])
        assert ws.journeys().transitions().starts


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--die-in")
    parser.add_argument("--die-at", type=int)
    parser.add_argument("--largest-file", type=int)
    parser.add_argument("--user", type=int)
    parser.add_argument("verb", choices=VERBS)
    parser.add_argument("folder")
    parser.add_argument("rest", nargs="*")
    return parser.parse_args()


def load(ws: Any, *files: str) -> None:
    for file in files:
        _say("done", file, ws.load(file).accepted)


def compile_journeys(ws: Any) -> None:
    _say("done", ws.journeys().units().size)


def forget(ws: Any, *values: str) -> None:
    for value in values:
        ws.forget(value)
        _say("done", value)


def hold(ws: Any) -> None:
    sys.stdin.read()


VERBS = {"load": load, "compile": compile_journeys, "forget": forget, "hold": hold}


def _say(*words: object) -> None:
    sys.stdout.write("\t".join(map(str, words)) + "\n")
    sys.stdout.flush()


def _watched(function: str | None, line: int | None) -> count[int]:
    """Counts the lines of Sojourn's own code that run, if it has to, and kills the process at the given one."""
    lines = count()
    if function is None and line is None:
        return lines

    def each_line(frame: FrameType, event: str, arg: object) -> Any:
        if event == "line" and next(lines) == line:
            os.kill(os.getpid(), signal.SIGKILL)
        return each_line

    def each_call(frame: FrameType, event: str, arg: object) -> Any:
        if not any(room in frame.f_code.co_filename for room in ROOMS):
            return None
        if frame.f_code.co_name == function:
            os.kill(os.getpid(), signal.SIGKILL)
        return each_line if line is not None else None

    threading.settrace(each_call)
    sys.settrace(each_call)
    return lines


if __name__ == "__main__":
    main()
