"""Before and after: does the interval hold the true effect, and is nothing seen where nothing was changed?"""

from __future__ import annotations

from math import isfinite, sqrt

import numpy as np
from numpy.typing import NDArray

from benchmarks.science.ability import Ability, Note, share, total
from benchmarks.science.records import Figure, Mark
from sojourn.simulate import worlds
from sojourn.simulate.worlds import BeforeAfterTruth, KnownWorld

METHODS = ("structural", "differences", "synthetic")
HELD = "structural"
AFTER = 40
_WEEK = 7


def score(seed: int, quick: bool) -> tuple[Note, ...]:
    """Every method on one series; every other seed has a change that does nothing."""
    from sojourn.insights.before_after.answer import answer
    from sojourn.insights.before_after.series import series

    world = worlds.before_after(seed, effect=0.0 if seed % 2 else None, after=AFTER)
    regions = _by_region(world)
    found = series(regions[0], list(regions[1:]), world.days - AFTER, season=_WEEK)
    notes: list[Note] = []
    for method in METHODS:
        told = answer(found, method)
        true = float(np.mean(world.truth.daily[: told.judged]))
        notes += _notes(method, told.effect.low, told.effect.high, true)
    return (*notes, *_notes("t test", *_by_t_test(regions), world.truth.effect))


def _by_region(world: KnownWorld[BeforeAfterTruth]) -> NDArray[np.float64]:
    """float64[regions, days], the changed one first."""
    table = worlds.series(world)
    return np.array([table[name].to_numpy() for name in (world.truth.region, *world.truth.controls)], np.float64)


def _by_t_test(regions: NDArray[np.float64]) -> tuple[float, float]:
    """What is often done: days after against days before, no controls."""
    before, after = regions[0][:-AFTER], regions[0][-AFTER:]
    error = sqrt(before.var(ddof=1) / len(before) + after.var(ddof=1) / len(after))
    moved = after.mean() - before.mean()
    return float(moved - 1.96 * error), float(moved + 1.96 * error)


def _notes(method: str, low: float, high: float, true: float) -> list[Note]:
    """Whether it told at all; whether the interval held the truth; whether it saw something where there was nothing."""
    tells = isfinite(low) and isfinite(high)
    notes = [Note(f"{method} asked", 1), Note(f"{method} told", tells)]
    if tells:
        notes.append(Note(f"{method} covered", low <= true <= high))
        kind = "nothing" if true == 0 else "something"
        notes += [Note(f"{method} {kind}", 1), Note(f"{method} {kind} seen", not low <= 0 <= high)]
    return notes


def judge(notes: tuple[Note, ...]) -> tuple[Figure, ...]:
    return tuple(figure for method in (HELD, *METHODS[1:], "t test") for figure in _figures(method, notes))


def _figures(method: str, notes: tuple[Note, ...]) -> tuple[Figure, ...]:
    def of(name: str, part: str, whole: float, counted: str, mark: Mark | None = None) -> Figure:
        return share(f"{method}: {name}", total(notes, f"{method} {part}"), whole, counted, mark)

    asked, told, nothing, something = (
        total(notes, f"{method} {name}") for name in ("asked", "told", "nothing", "something")
    )
    return (
        of("coverage", "covered", told, "answers", Mark(0.93, 0.97, 400) if method == HELD else None),
        of("false alarms where nothing was changed", "nothing seen", nothing, "answers"),
        of("true changes seen", "something seen", something, "answers"),
        of("gives an answer", "told", asked, "worlds"),
    )


_REMARKS = """\
- 240 days of orders in five regions with trend, week, season and shared shocks; a change in one region, 40 days before
  the end, of 5 to 25 % either way, or (every other world) of nothing. In half of the worlds the regions' own levels
  wander, so that controls tell less.
- Coverage: of those answers that are given, how many hold the true mean effect of the days that are judged. An answer
  may be refused; the mark is for what is said.
- The t test of the days after against the days before is what is often done, for comparison.
"""

ABILITY = Ability(
    "before-after",
    "Before and after",
    480,
    score,
    judge,
    _REMARKS,
)
