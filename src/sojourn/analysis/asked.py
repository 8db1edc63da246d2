"""The journeys that are asked: which ones, on which engine, by which calendar."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sojourn.engines.protocol import Engine, Progress, silent
from sojourn.engines.units import Units
from sojourn.journeys.definition import Definition
from sojourn.periods import Calendar
from sojourn.settings import Settings


class Asked:
    """What every question needs."""

    def __init__(
        self,
        engine: Engine,
        definition: Definition,
        settings: Settings,
        progress: Progress = silent,
        confirmed: Callable[[], frozenset[str]] = frozenset,
        folder: Path | None = None,
    ) -> None:
        """From a workspace: `ws.journeys(...)`. `confirmed` names the pain points that a change proved.

        `folder` is the workspace's: it holds the themes and models that people made.
        """
        self._engine, self._definition, self._folder = engine, definition, folder
        self._settings, self._progress, self._confirmed = settings, progress, confirmed

    def units(self, unit: str | None = None) -> Units:
        """The live units: "customer" for whole histories, "journey" for what the definition cuts."""
        return Units(self._engine, self._engine.generation(self._progress), self._definition, unit)

    def _calendar(self, week_start: str | None = None) -> Calendar:
        return Calendar(self._settings.timezone, week_start or self._settings.week_start)
