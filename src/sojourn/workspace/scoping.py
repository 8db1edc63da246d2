"""From the journeys that were asked about to the words in which a map's file says so, and back."""

from __future__ import annotations

from typing import Any

import msgspec

from sojourn.conditions import to_text
from sojourn.documents.cells import Scope
from sojourn.journeys.definition import Definition, Step
from sojourn.maps.measuring.look import Look
from sojourn.periods import DAY, HOUR, SECOND

UNITS = ((DAY, "d"), (HOUR, "h"), (HOUR // 60, "m"), (SECOND, "s"))


def scope_of(definition: Definition, look: Look) -> Scope:
    """What a definition says, as a map's file has it; windows by the day."""
    between = definition.between
    return Scope(
        start=_words(definition.start),
        goal=_words(definition.goal),
        gap=None if definition.gap is None else _duration(definition.gap),
        case=definition.case,
        between=None if between is None else (look.day(between[0]), look.day(between[1] - 1)),
        where=None if definition.where is None else to_text(definition.where),
        customers=None if definition.customers is None else to_text(definition.customers),
    )


def arguments(scope: Scope) -> dict[str, Any]:
    """The arguments of `ws.journeys` for what a map's file says."""
    said = {name: value for name, value in msgspec.structs.asdict(scope).items() if value is not None}
    for name in ("start", "goal"):
        if isinstance(said.get(name), tuple):
            said[name] = list(said[name])
    return {"name" if name == "journeys" else name: value for name, value in said.items()}


def _words(step: Step | None) -> str | tuple[str, ...] | None:
    return step if step is None or isinstance(step, str | tuple) else to_text(step)


def _duration(microseconds: int) -> str:
    """In the largest unit that leaves no rest."""
    size, unit = next((size, unit) for size, unit in UNITS if microseconds % size == 0 or size == SECOND)
    return f"{microseconds // size}{unit}"
