"""Journeys to ask questions of. Each method is one measure; see `sojourn.measures`."""

from __future__ import annotations

from sojourn.engines.protocol import Engine, Progress, silent
from sojourn.engines.units import Units
from sojourn.journeys.definition import Definition
from sojourn.measures.transitions import Transitions, transitions
from sojourn.settings import Settings


class Journeys:
    """The journeys of a definition, compiled when first asked for and pinned from then on."""

    def __init__(self, engine: Engine, definition: Definition, settings: Settings, progress: Progress = silent) -> None:
        """From a workspace: `ws.journeys(...)`."""
        self._engine, self._definition, self._settings, self._progress = (
            engine,
            definition,
            settings,
            progress,
        )

    def units(self, unit: str | None = None) -> Units:
        """The live units: "customer" for whole histories, "journey" for what the definition cuts."""
        return Units(self._engine, self._engine.generation(self._progress), self._definition, unit)

    def transitions(
        self, over: str = "event", *, unit: str | None = None, by: str | None = None, times: bool = False
    ) -> Transitions:
        """Which step comes right after which; see `sojourn.measures.transitions`."""
        return transitions(self.units(unit), over, by, times)
