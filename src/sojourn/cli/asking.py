"""Commands that ask journeys one thing: all of them open a workspace, ask, and print in the same way."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from sojourn.cli.opening import opened
from sojourn.cli.options import DEFINITION, allow_unknown, command, printing, together, workspace_argument
from sojourn.cli.output import refuse_unknown_names, show, with_groups
from sojourn.cli.progress import Report, reporting

if TYPE_CHECKING:
    from sojourn.analysis import Journeys
    from sojourn.results import Measured
    from sojourn.workspace import Workspace

M = TypeVar("M", bound="Measured")


def asks(text: Callable[[M], str], without: Collection[str] = ()) -> Callable[[Callable[..., M]], click.Command]:
    """A command that asks one thing of journeys: the function gets them, and its own options.

    Adds WORKSPACE, the options that say which journeys (but those in `without`), and printing: as `text` or as JSON.
    """
    names = [name for name in DEFINITION if name not in without]

    def decorate(ask: Callable[..., M]) -> click.Command:
        @wraps(ask)
        def run(workspace: Path, as_json: bool, allow_unknown: bool, **options: Any) -> None:
            which = {name: options.pop(name) for name in names}
            with opened(workspace) as shop, reporting() as progress:
                result = ask(journeys_of(shop, which, progress), **options)
            if not allow_unknown:
                refuse_unknown_names(result)
            show(result, lambda measured: with_groups(measured, text), as_json)

        shared = (DEFINITION[name] for name in names)
        return command()(together(workspace_argument, *shared, allow_unknown, printing)(run))

    return decorate


def journeys_of(shop: Workspace, which: dict[str, Any], progress: Report) -> Journeys:
    """The journeys that the options of DEFINITION say."""
    given = {name: _one_or_several(value) for name, value in which.items()}
    return shop.journeys(given.pop("journey", None), **given, progress=progress)


def _one_or_several(given: str | tuple[str, ...] | None) -> Any:
    """What one option gave: a word, a window, several events, or None for nothing."""
    if isinstance(given, tuple) and len(given) < 2:
        return given[0] if given else None
    return given
