"""Progress of long work on standard error: a bar on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from time import monotonic

import click

Report = Callable[[str, int, int], None]
"""Called with (what is being done, how much is done, how much there is or 0), from any thread; 0 of 0 is a sentence."""
PAUSE = 3.0


@contextmanager
def reporting() -> Iterator[Report]:
    """Where to report progress to, while the block runs."""
    if not sys.stderr.isatty():
        yield lines(lambda line: click.echo(line, err=True))
        return
    with _bar() as report:
        yield report


def lines(write: Callable[[str], None], clock: Callable[[], float] = monotonic) -> Report:
    """Reports as lines, the first after a pause and then one every pause, so that short work stays silent."""
    last, guard = clock(), Lock()

    def report(doing: str, done: int, total: int) -> None:
        nonlocal last
        if done == total == 0:
            write(f"{doing}.")
            return
        with guard:
            if clock() - last >= PAUSE:
                last = clock()
                write(f"{doing}: {done:,} of {total:,}" if total else f"{doing}: {done:,}")

    return report


@contextmanager
def _bar() -> Iterator[Report]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[counts]}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        tasks, guard = {}, Lock()

        def report(doing: str, done: int, total: int) -> None:
            if done == total == 0:
                progress.console.print(f"{doing}.", highlight=False)
                return
            with guard:
                if doing not in tasks:
                    tasks[doing] = progress.add_task(doing, total=total or None, counts="")
                counts = f"{done:,} of {total:,}" if total else f"{done:,}"
                progress.update(tasks[doing], completed=done, total=total or None, counts=counts)

        yield report
