"""From the distinct (event, touchpoint, channel) of a log to codes: what a builder of partitions needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np

from sojourn.events.vocabulary import When
from sojourn.journeys import placing
from sojourn.journeys.placing import Places
from sojourn.journeys.stages import Placed, StageModel

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


class _Dictionary:
    """Gives codes to names as they come; beyond `size` codes everything is "other"."""

    def __init__(self, names: Iterable[str], size: int) -> None:
        self.codes = {name: code for code, name in enumerate(names)}
        self.size = size

    def code(self, name: str) -> int:
        if name not in self.codes and len(self.codes) >= self.size - 1:
            name = OTHER
        return self.codes.setdefault(name, len(self.codes))


def code_triples(model: StageModel, triples: Iterable[tuple[str, str | None, str | None]]) -> Coded:
    """Resolve every distinct (event, touchpoint, channel) and give codes to what comes out.

    Stage code 0 is "unstaged", channel code 0 "unknown". A partition holds at most 65,536 touchpoints and 256
    channels: give frequent triples first, so that "other" takes in the rare ones.
    """
    placed = [model.resolve(*triple) for triple in triples]
    events, touchpoints = _Dictionary((), 2**32), _Dictionary((), 2**16)
    channels = _Dictionary(model.channel_names, 2**8)
    event = np.array([events.code(one.event) for one in placed], np.uint32)
    channel = np.array([channels.code(one.channel) for one in placed], np.uint8)
    places = _places(placed, _Dictionary(model.stage_names, 2**8), touchpoints)
    return Coded(
        tuple(events.codes),
        tuple(touchpoints.codes),
        tuple(channels.codes),
        model.stage_names,
        event,
        channel,
        np.array([one.hidden for one in placed], np.bool_),
        places,
        _roles(model, events.codes),
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
