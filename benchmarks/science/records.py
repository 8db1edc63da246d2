"""What a run of the yardstick finds, and how it is kept beside its page."""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec import Struct

from benchmarks.environments import ROOT

JSON, PAGE = ROOT / "docs" / "science.json", ROOT / "docs" / "science.md"

REPORTED = 50_000
"""The first seed of a reported run; those below 1,000 are for development."""


MET, TOO_FEW = "met", "too few to tell"
"""What is said of a figure that keeps its mark, and of one that rests on less than the mark asks for."""


class Mark(Struct, frozen=True):
    """What a figure is held to: at least `low` and at most `high`, resting on no fewer than `least`."""

    low: float | None = None
    high: float | None = None
    least: int = 0

    def met(self, value: float | None) -> bool:
        """Whether the value keeps it. No value (NaN, in JSON null) keeps nothing."""
        return (
            value is not None
            and value == value
            and (self.low is None or value >= self.low)
            and (self.high is None or value <= self.high)
        )


class Figure(Struct, frozen=True):
    """One figure of an ability: `n` counts what it rests on, `low` and `high` are its own 95 % interval where known.

    `share`: shown in per cent. `mark` is None for what is shown for comparison only.
    """

    name: str
    value: float | None
    n: int
    counted: str
    share: bool = True
    low: float | None = None
    high: float | None = None
    mark: Mark | None = None

    @property
    def verdict(self) -> str:
        """Met, missed, too few to tell, or nothing where it is not held to anything."""
        if self.mark is None:
            return ""
        if self.n < self.mark.least:
            return TOO_FEW
        return MET if self.mark.met(self.value) else "**missed**"


class Run(Struct, frozen=True):
    """One ability on its worlds. `failed`: seeds that came to no answer, and why; `seconds`: the mean a world."""

    ability: str
    title: str
    first_seed: int
    worlds: int
    figures: tuple[Figure, ...]
    remarks: str
    failed: tuple[str, ...]
    seconds: float
    quick: bool
    date: str
    commit: str
    command: str

    @property
    def is_result(self) -> bool:
        """Whether it was made on fresh seeds and worlds of full size."""
        return self.first_seed >= REPORTED and not self.quick


class Found(Struct, frozen=True):
    """All runs, the latest of each ability, and what they ran on."""

    machine: str = ""
    versions: tuple[str, ...] = ()
    runs: tuple[Run, ...] = ()

    def with_run(self, run: Run) -> Found:
        """With the run in the place of the one of the same ability."""
        kept = tuple(one for one in self.runs if one.ability != run.ability)
        return msgspec.structs.replace(self, runs=(*kept, run))


def read(path: Path) -> Found:
    """What is kept, or nothing yet."""
    return msgspec.json.decode(path.read_bytes(), type=Found) if path.exists() else Found()


def write(found: Found, path: Path) -> None:
    """Keep it."""
    path.write_bytes(msgspec.json.format(msgspec.json.encode(found), indent=1) + b"\n")
