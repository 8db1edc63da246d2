"""How much of a log the vocabulary and `stages.yaml` know by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from msgspec import Struct

from sojourn.journeys.stages import StageModel


class UnmatchedName(Struct, frozen=True):
    """An event name that no row matches; `share` is of all events, 0..1."""

    event: str
    count: int
    share: float


class Coverage(Struct, frozen=True):
    """Names nothing matched, most frequent first; `share` of all events that they make, 0..1."""

    unmatched: tuple[UnmatchedName, ...]
    events: int
    share: float


def coverage(model: StageModel, counts: Iterable[tuple[str, int]]) -> Coverage:
    """What nothing matches among the event names of a log, given as (event, count).

    Names that journeys count as one (rules, aliases, paths without ids) are one here too.
    """
    events, unmatched = 0, Counter[str]()
    for event, count in counts:
        events += count
        placed = model.resolve(event)
        if not placed.known:
            unmatched[placed.event] += count
    names = sorted(unmatched.items(), key=lambda pair: (-pair[1], pair[0]))
    rows = tuple(UnmatchedName(name, count, count / max(events, 1)) for name, count in names)
    return Coverage(rows, events, unmatched.total() / max(events, 1))
