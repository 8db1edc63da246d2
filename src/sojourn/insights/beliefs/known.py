"""The names that a log has, by which beliefs can be recognised."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from sojourn.engines.units import Units
from sojourn.events.vocabulary import UNSTAGED
from sojourn.journeys.stages import UNKNOWN_CHANNEL
from sojourn.journeys.view import View
from sojourn.measures.feelings import SCALES

NOT_NAMES = (UNSTAGED, UNKNOWN_CHANNEL)


class Known(Struct, frozen=True):
    """What happens in a log: names of stages, touchpoints, channels and events, and the kinds of score, first choice
    first.

    A belief about a name that is not here cannot be tested: that a log has no phone calls does not say that nobody
    phones.
    """

    stages: tuple[str, ...] = ()
    touchpoints: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    scores: tuple[str, ...] = ("csat",)


def known_of(units: Units) -> Known:
    """The names that steps of live units have; scores that are asked about single steps come first."""
    stages, touchpoints, channels, events = (
        _happening(units, over) for over in ("stage", "touchpoint", "channel", "event")
    )
    kinds = set(units.field("score_kind").names)
    scores = tuple(kind for kind in ("csat", "ces", *SCALES) if kind in kinds)
    return Known(stages, touchpoints, channels, events, tuple(dict.fromkeys(scores)) or ("csat",))


def _happening(units: Units, over: str) -> tuple[str, ...]:
    names = units.names(over)

    def codes(view: View) -> set[int]:
        return set(np.unique(view.steps[over][view.positions()]).tolist())

    found = set().union(*units.collect(codes))
    return tuple(name for code, name in enumerate(names) if code in found and name not in NOT_NAMES)
