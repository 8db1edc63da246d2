"""The names that a log has, by which beliefs can be recognised."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np
from msgspec import Struct

from sojourn.engines.units import Units
from sojourn.events.vocabulary import UNSTAGED
from sojourn.journeys.stages import UNKNOWN_CHANNEL
from sojourn.journeys.view import View
from sojourn.measures.answers import answers
from sojourn.measures.feelings import SCALES

CHOICE = tuple(dict.fromkeys(("csat", "ces", *SCALES)))
"""Kinds of score, those that are asked about single steps first."""
NOT_NAMES = (UNSTAGED, UNKNOWN_CHANNEL)


Placed = Literal["stage", "touchpoint"]


class Rated(Struct, frozen=True):
    """A stage or touchpoint that scores are about, and their kinds, first choice first."""

    over: Placed
    name: str
    scores: tuple[str, ...]


class Known(Struct, frozen=True):
    """What happens in a log: names of stages, touchpoints, channels and events, and the kinds of score, first choice
    first; `rated`: what these are about.

    A belief about a name that is not here cannot be tested: that a log has no phone calls does not say that nobody
    phones.
    """

    stages: tuple[str, ...] = ()
    touchpoints: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    scores: tuple[str, ...] = ("csat",)
    rated: tuple[Rated, ...] = ()

    def scores_at(self, stage: str | None, touchpoint: str | None) -> tuple[str, ...]:
        """The kinds of score that are about a touchpoint, or else a stage, first choice first."""
        wanted = ("touchpoint", touchpoint) if touchpoint else ("stage", stage)
        return next((one.scores for one in self.rated if (one.over, one.name) == wanted), ())


def known_of(units: Units) -> Known:
    """The names that steps of live units have; scores that are asked about single steps come first."""
    stages, touchpoints, channels, events = (
        _happening(units, over) for over in ("stage", "touchpoint", "channel", "event")
    )
    kinds = set(units.field("score_kind").names)
    scores = tuple(kind for kind in CHOICE if kind in kinds)
    rated = (*_rated(units, "stage"), *_rated(units, "touchpoint"))
    return Known(stages, touchpoints, channels, events, scores or ("csat",), rated)


def _rated(units: Units, over: Placed) -> Iterator[Rated]:
    """Each stage or touchpoint that scores are about."""
    names, kinds = units.names(over), units.field("score_kind").names

    def pairs(view: View) -> set[tuple[int, int]]:
        found = answers(units, view)
        scored = ~np.isnan(found.score)
        about = found.stage if over == "stage" else found.touchpoint
        return set(zip(about[scored].tolist(), found.kind[scored].tolist(), strict=True))

    said: set[tuple[int, int]] = set().union(*units.collect(pairs))
    for code, name in enumerate(names):
        scores = tuple(kind for kind in CHOICE if any(place == code and kinds[one] == kind for place, one in said))
        if scores and name not in NOT_NAMES:
            yield Rated(over, name, scores)


def _happening(units: Units, over: str) -> tuple[str, ...]:
    names = units.names(over)

    def codes(view: View) -> set[int]:
        return set(np.unique(view.steps[over][view.positions()]).tolist())

    found = set().union(*units.collect(codes))
    return tuple(name for code, name in enumerate(names) if code in found and name not in NOT_NAMES)
