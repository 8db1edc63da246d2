"""The command `sojourn`: one file per group of commands, each a thin layer over a workspace and its journeys.

Nothing heavy is imported before a command runs, so that `sojourn --help` is quick.
"""

from __future__ import annotations

import sys
from types import TracebackType

import click

from sojourn.cli.app import sojourn
from sojourn.cli.failing import STOPPED_WORDS


def main() -> None:
    """Run the command line and exit: 0 done, 1 the work failed, 2 wrong usage, 130 stopped."""
    if "--debug" not in sys.argv:
        sys.excepthook = _unforeseen
    sojourn()


def _unforeseen(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """A mistake of ours: no traceback for people who did not ask for one, but a way to report it."""
    if issubclass(kind, KeyboardInterrupt):
        click.echo(f"sojourn: {STOPPED_WORDS}", err=True)
        return
    said = f"sojourn: this should not have happened ({kind.__name__}: {error})."
    click.echo(f"{said} Please run it again with --debug and report what it prints.", err=True)
