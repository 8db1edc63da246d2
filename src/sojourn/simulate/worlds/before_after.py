"""`before_after(seed=1)`: daily orders by region, and a change in one region that did something, or nothing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from sojourn.results import Result
from sojourn.simulate.arrays import DAY, HOUR, Floats, Ints, Rng, begin_of
from sojourn.simulate.columns import taken
from sojourn.simulate.worlds.known import FIRST_DAY, GOAL, KnownWorld, check
from sojourn.simulate.worlds.writing import Book, Text, user_ids

FEWEST_DAYS = 120
_CONTROLS = 4
_CHANGED = "changed"


class BeforeAfterTruth(Result, frozen=True):
    """The truth: from `date` on the region "changed" has `effect` more orders a day than it would have had.

    `daily` has the effect of each day from `date` on, by the model, and `effect` is their mean; `relative` is its share
    of what there would have been, 0 where the change did nothing. The regions of `controls` were left alone.
    """

    date: date
    region: str
    controls: tuple[str, ...]
    effect: float
    daily: tuple[float, ...]
    relative: float
    wandering: float
    """How far a region's own level wanders in a day, as a share of it: the more, the less a control can tell."""


def before_after(
    seed: int = 1, days: int = 240, *, effect: float | None = None, after: int = 40
) -> KnownWorld[BeforeAfterTruth]:
    """A log of orders in five regions with trend, weekly rhythm, season and shared shocks.

    `effect`: relative, such as 0.1; 0 for none; drawn from -20 to 30 % where not given. The change is made `after` days
    before the end. Raises UsageError for fewer than 120 days.
    """
    check(1, seed, days, FEWEST_DAYS)
    rng = np.random.default_rng(seed)
    drawn = float(rng.choice([-1.0, 1.0], p=[0.3, 0.7]) * rng.uniform(0.05, 0.25))
    relative = drawn if effect is None else effect
    names = [_CHANGED, *(f"control {number + 1}" for number in range(_CONTROLS))]
    wandering = float(rng.choice([0.0, 0.004, 0.01], p=[0.5, 0.3, 0.2]))
    level = _levels(rng, days, wandering)
    counts = rng.poisson(level)
    more = level[0, -after:] * relative
    counts[0, -after:] = rng.poisson(level[0, -after:] + more)
    truth = BeforeAfterTruth(
        FIRST_DAY + timedelta(days=days - after),
        _CHANGED,
        tuple(names[1:]),
        effect=float(more.mean()),
        daily=tuple(more.tolist()),
        relative=relative,
        wandering=wandering,
    )
    return KnownWorld("before-after", seed, FIRST_DAY, days, truth, *_write(rng, names, counts))


def series(world: KnownWorld[BeforeAfterTruth]) -> Any:
    """Orders of each day by region as a pyarrow.Table: day, changed, control 1, ..."""
    names = (world.truth.region, *world.truth.controls)
    day = (
        np.array(world.events()["occurred_at"]).astype("datetime64[D]").astype(np.int64) * DAY - begin_of(world.start)
    ) // DAY
    places = world.events()["region"].to_pylist()
    code = np.array([names.index(place) for place in places])
    counts = np.zeros((len(names), world.days), np.int64)
    np.add.at(counts, (code, day), 1)
    dates = [world.start + timedelta(days=number) for number in range(world.days)]
    return pa.table({"day": dates, **dict(zip(names, counts, strict=True))})


def _levels(rng: Rng, days: int, wandering: float) -> Floats:
    """float64[regions, days]: expected orders a day. Regions share rhythm, season and shocks, each in its measure."""
    day, regions = np.arange(days), _CONTROLS + 1
    weekly = rng.normal(0, 0.12, 7)[day % 7]
    yearly = rng.uniform(0.05, 0.2) * np.sin(2 * np.pi * (day + rng.uniform(0, 365)) / 365)
    shocks = _autocorrelated(rng, days, rng.uniform(0.5, 0.9), 0.06)
    shared = weekly + yearly + shocks
    trend = rng.uniform(-0.1, 0.25) * day / days
    loads = rng.uniform(0.75, 1.25, regions)
    own = np.array([_autocorrelated(rng, days, rng.uniform(0.2, 0.7), 0.04) for _ in range(regions)])
    own += rng.normal(0, wandering, (regions, days)).cumsum(axis=1)
    slopes = trend + rng.normal(0, 0.03, (regions, 1)) * day / days
    found: Floats = rng.uniform(60, 140, (regions, 1)) * np.exp(loads[:, None] * shared + slopes + own)
    return found


def _autocorrelated(rng: Rng, size: int, keeps: float, spread: float) -> Floats:
    """A first-order autoregression with this standard deviation."""
    found = rng.normal(0, spread, size)
    for at in range(1, size):
        found[at] = keeps * found[at - 1] + np.sqrt(1 - keeps**2) * found[at]
    return found


def _write(rng: Rng, names: list[str], counts: Ints) -> tuple[Any, Any]:
    """Each order by a customer of its region, some of whom order again."""
    book, total = Book(), int(counts.sum())
    region, day = (part.ravel() for part in np.indices(counts.shape))
    region, day = np.repeat(region, counts.ravel()), np.repeat(day, counts.ravel())
    at = begin_of(FIRST_DAY) + day * DAY + rng.integers(7 * HOUR, 22 * HOUR, total)
    each = max(1, total // (3 * len(names)))
    customer = region * each + rng.integers(0, each, total)
    value = np.exp(rng.normal(3.8, 0.5, total)).round(2)
    for number, name in enumerate(names):
        mine = region == number
        where: dict[str, Text] = {"touchpoint": "order", "channel": "web", "currency": "EUR", "region": name}
        book.write(GOAL, customer[mine], at[mine], numbers={"value": value[mine]}, **where)
    ids = user_ids(each * len(names))
    regions = taken(names, np.repeat(np.arange(len(names)), each))
    table = book.table(ids, begin_of(FIRST_DAY) + counts.shape[1] * DAY)
    return table, pa.table({"user_id": ids, "region": regions})
