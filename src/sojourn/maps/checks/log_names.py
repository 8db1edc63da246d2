"""The names that happen in a log: what the steps of a map are looked up among."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from sojourn.errors import did_you_mean
from sojourn.events.vocabulary import normalise
from sojourn.journeys.stages import StageModel


class NamesOfLog(Struct, frozen=True, dict=True):
    """The `events` and `touchpoints` that a log has, as journeys count them; `stages` knows their other names."""

    events: tuple[str, ...] = ()
    touchpoints: tuple[str, ...] = ()
    stages: StageModel = StageModel()

    def has_event(self, name: str) -> bool:
        """Whether an event of this name, or of one that counts as the same, is there."""
        there = {normalise(event) for event in self.events}
        return bool({normalise(name), normalise(self.stages.name_of(name))} & there)

    def has_touchpoint(self, name: str) -> bool:
        """Whether a touchpoint of this name is there; case, spaces, "_" and "-" make no difference."""
        return normalise(name) in {normalise(touchpoint) for touchpoint in self.touchpoints}

    def near(self, names: Iterable[str]) -> str:
        """A sentence that proposes what one of the names may stand for; empty where nothing is near."""
        known = (*self.touchpoints, *self.events)
        return next((found for found in (did_you_mean(name, known) for name in names) if found), "")
