"""The top of the command line: groups commands, and turns errors into messages and exit codes."""

from __future__ import annotations

import json
import sys
import traceback
from typing import Any

import click

from sojourn.errors import Cancelled, SojournError, UsageError

FAILED, USAGE, STOPPED = 1, 2, 130
STOPPED_WORDS = "stopped; nothing half done is kept"


class CommandLine(click.Group):
    """A group of commands in sections; its `main` always exits, with the exit codes of the command line."""

    def __init__(self, *args: Any, **options: Any) -> None:
        """As click.Group."""
        super().__init__(*args, **options)
        self.sections: dict[str, tuple[str, ...]] = {}

    def section(self, title: str, *commands: click.Command) -> None:
        """Add commands that the help lists together, in this order."""
        self.sections[title] = tuple(command.name or "" for command in commands)
        for command in commands:
            self.add_command(command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands by section."""
        for title, names in self.sections.items():
            with formatter.section(title):
                formatter.write_dl([(name, self.commands[name].get_short_help_str(100)) for name in names])

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run a command and exit."""
        given = list(args[0] if args and args[0] is not None else extra.get("args") or sys.argv[1:])
        try:
            status = super().main(*args, **{"prog_name": "sojourn", **extra, "standalone_mode": False})
        except (SojournError, click.ClickException, click.Abort) as error:
            if "--debug" in given:
                traceback.print_exc()
            sys.exit(tell(error, as_json="--json" in given))
        sys.exit(status if isinstance(status, int) else 0)


def tell(error: Exception, as_json: bool) -> int:
    """Say on standard error what went wrong and what to do, and give the exit code."""
    if isinstance(error, click.Abort):
        error = Cancelled(STOPPED_WORDS)
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
        return USAGE
    if as_json:
        said = json.dumps({"error": {"code": _code(error), "message": _message(error)}})
    else:
        said = f"sojourn: {_message(error)}{_help(error)}"
    click.echo(said, err=True)
    return _status(error)


def _status(error: Exception) -> int:
    if isinstance(error, Cancelled):
        return STOPPED
    return USAGE if isinstance(error, UsageError | click.UsageError) else FAILED


def _code(error: Exception) -> str:
    if isinstance(error, SojournError):
        return error.code
    return UsageError.code if isinstance(error, click.UsageError) else SojournError.code


def _message(error: Exception) -> str:
    return error.format_message() if isinstance(error, click.ClickException) else str(error)


def _help(error: Exception) -> str:
    """Where click noticed wrong usage, the command that explains right usage."""
    if isinstance(error, click.UsageError) and error.ctx is not None:
        return f"\nSee: {error.ctx.command_path} --help"
    return ""
