"""What each module of `benchmarks.science.abilities` is: one ability, scored on one world at a time, judged over all.

A module has a `score(seed, quick) -> tuple[Note, ...]`, which makes the world of a seed, runs the ability on it and
notes what came of it, and a `judge(notes) -> tuple[Figure, ...]`, which adds the notes of all worlds up.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from msgspec import Struct

from benchmarks.science.records import Figure, Mark
from sojourn.estimates import mean_of, wilson


class Note(Struct, frozen=True):
    """Something counted or measured in one world."""

    name: str
    value: float


class Ability(NamedTuple):
    """One ability. `remarks` define its figures, in Markdown."""

    name: str
    title: str
    worlds: int
    score: Callable[[int, bool], tuple[Note, ...]]
    judge: Callable[[tuple[Note, ...]], tuple[Figure, ...]]
    remarks: str


def values(notes: tuple[Note, ...], name: str) -> list[float]:
    """All numbers noted under a name."""
    return [note.value for note in notes if note.name == name]


def total(notes: tuple[Note, ...], name: str) -> float:
    """Their sum."""
    return float(sum(values(notes, name)))


def share(name: str, part: float, whole: float, counted: str, mark: Mark | None = None) -> Figure:
    """A share of things counted once each, with its Wilson interval."""
    found = wilson(round(part), round(whole))
    return Figure(name, found.value, round(whole), counted, True, found.low, found.high, mark)


def mean(
    name: str, numbers: list[float], counted: str, *, in_per_cent: bool = False, mark: Mark | None = None
) -> Figure:
    """A mean over worlds, with the interval of Student's t."""
    found = mean_of(number for number in numbers if np.isfinite(number))
    return Figure(name, found.value, found.n, counted, in_per_cent, found.low, found.high, mark)
