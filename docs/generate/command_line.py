"""The help of every command."""

from __future__ import annotations

from collections.abc import Iterator

import click

from docs.generate.markdown import code, page
from sojourn.cli.app import sojourn

WIDTH = 110
ABOUT = """
Exit codes: 0 done, 1 the work failed, 2 wrong usage, 130 stopped. Results go to standard output, progress and errors to
standard error. `--json` prints JSON and nothing else, also of errors.
"""


def command_line() -> str:
    """The help of `sojourn`, and of each command in the order of its sections."""
    parts = ["# Command line", ABOUT, code(_help(sojourn, "sojourn"))]
    for names in sojourn.sections.values():
        for name in names:
            parts += [f"## sojourn {name}", *_commands(sojourn.commands[name], f"sojourn {name}")]
    return page(*parts)


def _commands(command: click.Command, name: str) -> Iterator[str]:
    """The help of a command, and of those in it."""
    yield code(_help(command, name))
    for inner in command.commands.values() if isinstance(command, click.Group) else ():
        yield from _commands(inner, f"{name} {inner.name}")


def _help(command: click.Command, name: str) -> str:
    settings = {"help_option_names": ["-h", "--help"], "terminal_width": WIDTH, "max_content_width": WIDTH}
    with click.Context(command, info_name=name, **settings) as context:  # type: ignore[arg-type]  # mixed values
        return command.get_help(context)
