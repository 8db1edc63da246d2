"""Experiments: false alarms under continuous looking, coverage, what the past sharpens, and lost exposures noticed."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.science.ability import Ability, Note, mean, share, total, values
from benchmarks.science.records import Figure, Mark
from sojourn.simulate import worlds
from sojourn.simulate.worlds import ExperimentTruth, KnownWorld

Floats = NDArray[np.float64]
LOOKS = 100
CUSTOMERS = 4_000
LOST = 0.12
_ALPHA = 0.05
_STOPS = 0.001


class Units(NamedTuple):
    """Customers in the order of their exposure: in the treatment or not, ordered after it, value before it."""

    treated: NDArray[np.bool_]
    outcome: Floats
    value: Floats
    before: Floats


def score(seed: int, quick: bool) -> tuple[Note, ...]:
    """Two arms that are the same, two that differ, and two of which one lost exposures."""
    same, differ = units(worlds.experiment(seed, CUSTOMERS, effect=0.0)), worlds.experiment(seed + 1_000_000, CUSTOMERS)
    lost = units(worlds.experiment(seed + 2_000_000, CUSTOMERS, lost=LOST))
    return (
        *_looked_at(same),
        *_covered(units(differ), differ.truth.effect),
        *_sharpened(units(differ), differ.truth.value_effect),
        Note("uneven, equal arms", _uneven(same)),
        Note("uneven, lost", _uneven(lost)),
    )


def units(world: KnownWorld[ExperimentTruth]) -> Units:
    """What the log says of everybody who met the experiment."""
    events = world.events().to_pandas()
    met = (
        events[events["event"] == world.truth.exposure]
        .drop_duplicates("user_id")
        .set_index("user_id")
        .sort_values("occurred_at")
    )
    orders = events[events["event"] == world.truth.goal]
    since = orders["occurred_at"] - orders["user_id"].map(met["occurred_at"])
    after = orders[(since.dt.total_seconds() > 0) & (since.dt.days < 7)].groupby("user_id")["value"].sum()
    before = orders[since.dt.total_seconds() <= 0].groupby("user_id")["value"].sum()
    value = after.reindex(met.index, fill_value=0.0).to_numpy(np.float64)
    earlier = before.reindex(met.index, fill_value=0.0).to_numpy(np.float64)
    return Units((met["arm"] == world.truth.arms[1]).to_numpy(bool), (value > 0).astype(np.float64), value, earlier)


def _looked_at(found: Units) -> tuple[Note, ...]:
    """Whether a hundred looks ever showed a difference between arms that are the same."""
    from sojourn.insights.experiments.arms import arm_of
    from sojourn.insights.experiments.comparing import difference

    n = len(found.treated)
    looks = [
        difference(*(arm_of(found.outcome[:seen][found.treated[:seen] == side]) for side in (False, True)), planned=n)
        for seen in np.linspace(n // LOOKS, n, LOOKS).astype(int)
    ]
    return (
        Note("peeked", float(any(look.p < _ALPHA for look in looks))),
        Note("always valid", float(any(look.p_anytime < _ALPHA for look in looks))),
        Note("one look", float(looks[-1].p < _ALPHA)),
    )


def _covered(found: Units, true: float) -> tuple[Note, ...]:
    from sojourn.insights.experiments.arms import arm_of
    from sojourn.insights.experiments.comparing import difference

    arms = (arm_of(found.outcome[found.treated == side]) for side in (False, True))
    told = difference(*arms, planned=len(found.treated))
    return (
        Note("fixed covered", told.fixed.low <= true <= told.fixed.high),
        Note("anytime covered", told.anytime.low <= true <= told.anytime.high),
        Note("found by one look", told.p < _ALPHA),
        Note("found at any time", told.p_anytime < _ALPHA),
    )


def _sharpened(found: Units, true: float) -> tuple[Note, ...]:
    from sojourn.insights.experiments.arms import arm_of
    from sojourn.insights.experiments.comparing import difference
    from sojourn.insights.experiments.cuped import adjusted

    sides = [found.treated == side for side in (False, True)]
    sharper = adjusted([found.value[side] for side in sides], [found.before[side][:, None] for side in sides])
    told = difference(*(arm_of(own) for own in sharper.values)).fixed
    plain = difference(*(arm_of(found.value[side]) for side in sides)).fixed
    return (
        Note("sharper covered", told.low <= true <= told.high),
        Note("width", (told.high - told.low) / (plain.high - plain.low)),
    )


def _uneven(found: Units) -> float:
    from sojourn.insights.experiments.uneven import chance_of_sizes

    sizes = [int((found.treated == side).sum()) for side in (False, True)]
    return float(chance_of_sizes(sizes, (1, 1)) < _STOPS)


def judge(notes: tuple[Note, ...]) -> tuple[Figure, ...]:
    def of(name: str, about: str, mark: Mark | None = None) -> Figure:
        found = values(notes, about)
        return share(name, total(notes, about), len(found), "experiments", mark)

    return (
        of("always valid: false alarms, 100 looks", "always valid", Mark(high=0.05)),
        of("peeking: false alarms, 100 looks", "peeked"),
        of("one look at the planned end: false alarms", "one look"),
        of("coverage at the planned end", "fixed covered", Mark(0.93, 0.97, 400)),
        of("always valid: coverage at the planned end", "anytime covered", Mark(low=0.95, least=400)),
        of("true effects found by one look", "found by one look"),
        of("true effects found always valid", "found at any time"),
        of("sharpened by the past: coverage", "sharper covered", Mark(0.93, 0.97, 400)),
        mean("sharpened by the past: width beside the plain interval", values(notes, "width"), "experiments"),
        of("lost exposures noticed", "uneven, lost"),
        of("equal arms called uneven", "uneven, equal arms", Mark(high=0.01)),
    )


_REMARKS = f"""\
- {CUSTOMERS:,} customers who come one after the other; the measure is whether they order within seven days. Two arms
  that are the same are looked at {LOOKS} times. True effects are drawn from 2 to 6 points.
- Sharpened by the past: the value of orders, given what each customer spent before (CUPED).
- Lost exposures: {LOST:.0%} of one arm's were not logged; noticed at p < {_STOPS}.
"""

ABILITY = Ability(
    "experiments",
    "Experiments",
    480,
    score,
    judge,
    _REMARKS,
)
