"""What commands have in common: the workspace, which journeys are asked about, and how the answer is printed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

Decorated = Callable[..., Any]
Decorator = Callable[[Decorated], Decorated]


class Section(click.Option):
    """An option that the help lists under a title of its own."""

    def __init__(self, *args: Any, title: str, **options: Any) -> None:
        """As click.Option."""
        super().__init__(*args, **options)
        self.title = title


class Command(click.Command):
    """A command whose help lists its own options first, then those it shares with others, by title."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the options by title."""
        titles: dict[str, list[tuple[str, str]]] = {"Options": []}
        for option in self.get_params(ctx):
            line = option.get_help_record(ctx) if isinstance(option, click.Option) else None
            if line is not None:
                title = "Printing" if option.name == "help" else getattr(option, "title", "Options")
                titles.setdefault(title, []).append(line)
        for title, lines in titles.items():
            if lines:
                with formatter.section(title):
                    formatter.write_dl(lines)


def command(name: str | None = None) -> Callable[[Decorated], click.Command]:
    """Like click.command, with the help in sections."""
    return click.command(name, cls=Command)


def together(*decorators: Decorator) -> Decorator:
    """Several decorators as one; the first is listed first in the help."""

    def decorate(function: Decorated) -> Decorated:
        for decorator in reversed(decorators):
            function = decorator(function)
        return function

    return decorate


def _printing(*names: str, **options: Any) -> Decorator:
    return click.option(*names, cls=Section, title="Printing", **options)


def _which(*names: str, **options: Any) -> Decorator:
    return click.option(*names, cls=Section, title="Which journeys", **options)


workspace_argument = click.argument("workspace", type=click.Path(path_type=Path))
printing = together(
    _printing("--json", "as_json", is_flag=True, help="Print JSON and nothing else."),
    _printing("--debug", is_flag=True, expose_value=False, help="Show the traceback of an error."),
)
DEFINITION = {
    "journey": _which("--journey", metavar="NAME", help="A stored definition; what else is given replaces its parts."),
    "start": _which("--start", metavar="EVENT", multiple=True, help="A journey starts with this event."),
    "goal": _which("--goal", metavar="EVENT", multiple=True, help="A journey ends with this event."),
    "gap": _which("--gap", metavar="TIME", help="A longer pause ends a journey, such as 30m or 14d."),
    "case": _which("--case", metavar="FIELD", help="Each value of case_id or of a property is a journey."),
    "between": _which("--between", metavar="FIRST LAST", nargs=2, help="Journeys that start in a window, inclusive."),
    "where": _which("--where", metavar="CONDITION", help="""Steps that meet this, such as "channel = 'web'"."""),
    "customers": _which("--customers", metavar="CONDITION", help="""Customers that meet this: "plan = 'pro'"."""),
}
CUTS = ("journey", "start", "goal", "gap", "case", "between")
"""What cuts journeys out of histories; some measures are of whole histories, or use such a word for another thing."""

unit = _which("--unit", type=click.Choice(["customer", "journey"]), help="Count customers or journeys.")
over = click.option(
    "--over", default="event", show_default=True, metavar="WHAT", help="event, touchpoint, stage or channel."
)
by = click.option("--by", metavar="WHAT", help="Also for each channel, segment:NAME or property:NAME ...")
allow_unknown = _printing(
    "--allow-unknown", is_flag=True, help="Count names that the log does not have as never having happened."
)
