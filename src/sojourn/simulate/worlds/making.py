"""Worlds by name, for the command line and for benchmarks."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from sojourn.errors import UsageError
from sojourn.simulate.worlds.attribution import attribution
from sojourn.simulate.worlds.before_after import before_after
from sojourn.simulate.worlds.chance import chance
from sojourn.simulate.worlds.experiment import experiment
from sojourn.simulate.worlds.known import KnownWorld
from sojourn.simulate.worlds.pain_points import pain_points
from sojourn.simulate.worlds.personas import personas

HIDDEN = 0.75
"""How strong the hidden trait of the world "hidden" is, in units of the strongest recorded one."""

WORLDS: dict[str, Callable[..., KnownWorld[Any]]] = {
    "pain-points": pain_points,
    "null": partial(pain_points, null=True),
    "hidden": partial(pain_points, hidden=HIDDEN),
    "chance": chance,
    "attribution": attribution,
    "personas": personas,
    "experiment": experiment,
    "before-after": before_after,
}


def make(name: str, seed: int = 1, customers: int | None = None, days: int | None = None) -> KnownWorld[Any]:
    """A world by its name, of its usual size where none is given.

    Raises UsageError for a name that no world has, or a number of customers where the world has none to choose.
    """
    if name not in WORLDS:
        raise UsageError(f'No world is called "{name}". Take one of: {", ".join(WORLDS)}.')
    if name == "before-after" and customers is not None:
        raise UsageError("How many customers this world has follows from its orders. Leave the number away.")
    given = {"customers": customers, "days": days}
    return WORLDS[name](seed, **{name: value for name, value in given.items() if value is not None})
