"""From the distinct (event, touchpoint, channel) of a log to codes: what a builder of partitions needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np

from sojourn.events.vocabulary import When
from sojourn.journeys import placing
from sojourn.journeys.placing import Places
from sojourn.journeys.stages import Placed, StageModel
from sojourn.store.hashing import Hashes, hash_rows

Kind = tuple[str, str | None, str | None]
"""The event, touchpoint and channel that an event came with."""
UNUSED = ""
"""Stands at a code that no step has."""
NOTHING: Mapping[str, tuple[str, ...]] = {"event": (), "touchpoint": (), "channel": ()}
MOST_TOUCHPOINTS, MOST_CHANNELS = 2**16, 2**8
"""What the codes of a step can hold."""
OTHER = "other"
"""Stands for the names beyond what a code can hold."""

_WHEN = {
    None: placing.ALWAYS,
    When.FIRST_PAGE: placing.FIRST_PAGE,
    When.BEFORE_ORDER: placing.BEFORE_ORDER,
    When.AFTER_ORDER: placing.AFTER_ORDER,
    When.FIRST_WEEK: placing.FIRST_WEEK,
}


class Coded(NamedTuple):
    """Dictionaries (code to name), and per distinct triple of the log, in the order given, its codes."""

    events: tuple[str, ...]
    touchpoints: tuple[str, ...]
    channels: tuple[str, ...]
    stages: tuple[str, ...]
    event: np.ndarray  # uint32
    channel: np.ndarray  # uint8
    hidden: np.ndarray  # bool: journeys leave these events out
    places: Places
    roles: Mapping[str, tuple[int, ...]]
    """Codes of the events that measures take for an "order", a "refund" ..., by role."""

    @property
    def is_full(self) -> bool:
        """Whether there are so many touchpoints or channels that rare ones may be "other"."""
        return len(self.touchpoints) >= MOST_TOUCHPOINTS - 1 or len(self.channels) >= MOST_CHANNELS - 1

    @property
    def names(self) -> dict[str, tuple[str, ...]]:
        """Names by code of "event", "touchpoint", "channel" and "stage"."""
        return {"event": self.events, "touchpoint": self.touchpoints, "channel": self.channels, "stage": self.stages}

    def meanings(self) -> Hashes:
        """A hash of each triple's codes, uint64[triples]: where it is the same, so are the steps made of it."""
        columns = {"event": self.event, "channel": self.channel, "hidden": self.hidden, **self.places._asdict()}
        return hash_rows({name: column.astype(np.int64) for name, column in columns.items()}, len(self.event))


class _Dictionary:
    """Gives codes to names as they come; beyond `size` codes everything is "other".

    Names given beforehand keep their place; one that nothing is called any more leaves its place empty.
    """

    def __init__(self, names: Iterable[str], size: int, kept: Iterable[str] = ()) -> None:
        self.codes = {name: code for code, name in enumerate(names) if name != UNUSED}
        self._next, self._size = max(self.codes.values(), default=-1) + 1, size
        self._met: set[str] = set()
        for name in kept:
            self.code(name)

    def code(self, name: str) -> int:
        if name not in self.codes and self._next >= self._size - 1:
            name = OTHER
        if name not in self.codes:
            self.codes[name] = self._next
            self._next += 1
        self._met.add(name)
        return self.codes[name]

    def names(self) -> tuple[str, ...]:
        """Names by code."""
        by_code = {code: name for name, code in self.codes.items() if name in self._met}
        return tuple(by_code.get(code, UNUSED) for code in range(self._next))


def code_triples(model: StageModel, triples: Iterable[Kind], known: Mapping[str, tuple[str, ...]] = NOTHING) -> Coded:
    """Resolve every distinct (event, touchpoint, channel) and give codes to what comes out.

    Stage code 0 is "unstaged", channel code 0 "unknown". A partition holds at most 65,536 touchpoints and 256
    channels: give frequent triples first, so that "other" takes in the rare ones. `known`: names that have codes
    already, under "event", "touchpoint" and "channel"; they keep them.
    """
    placed = [model.resolve(*triple) for triple in triples]
    events, touchpoints = _Dictionary(known["event"], 2**32), _Dictionary(known["touchpoint"], MOST_TOUCHPOINTS)
    channels = _Dictionary(known["channel"], MOST_CHANNELS, model.channel_names)
    event = np.array([events.code(one.event) for one in placed], np.uint32)
    channel = np.array([channels.code(one.channel) for one in placed], np.uint8)
    places = _places(placed, _Dictionary(model.stage_names, 2**8), touchpoints)
    return Coded(
        events.names(),
        touchpoints.names(),
        channels.names(),
        model.stage_names,
        event,
        channel,
        np.array([one.hidden for one in placed], np.bool_),
        places,
        _roles(model, {name: code for code, name in enumerate(events.names()) if name != UNUSED}),
    )


def _roles(model: StageModel, events: Mapping[str, int]) -> dict[str, tuple[int, ...]]:
    roles: dict[str, list[int]] = {}
    for name, code in events.items():
        for role in sorted(model.roles_of(name)):
            roles.setdefault(role, []).append(code)
    return {role: tuple(codes) for role, codes in roles.items()}


def _places(placed: list[Placed], stages: _Dictionary, touchpoints: _Dictionary) -> Places:
    others = [one.otherwise or one for one in placed]
    return Places(
        stage=np.array([stages.code(one.stage) for one in placed], np.uint8),
        touchpoint=np.array([touchpoints.code(one.touchpoint) for one in placed], np.uint16),
        other_stage=np.array([stages.code(other.stage) for other in others], np.uint8),
        other_touchpoint=np.array([touchpoints.code(other.touchpoint) for other in others], np.uint16),
        when=np.array([_WHEN[one.when] for one in placed], np.uint8),
        page=np.array([one.page for one in placed], np.uint8),
        order=np.array([one.order for one in placed], np.uint8),
    )
