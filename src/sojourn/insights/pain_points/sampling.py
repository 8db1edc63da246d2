"""From a candidate to the sample of those who could have met it, in two halves of the customers."""

from __future__ import annotations

from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from sojourn.effects import Sample
from sojourn.effects.covariates import Columns, Known, covariates, joined
from sojourn.effects.records import Floats, Ints, Mask
from sojourn.effects.risk_sets import RiskSet, drawn, periods, risk_set
from sojourn.effects.settling import known_by, settled
from sojourn.insights.pain_points.drop_offs import leaving
from sojourn.insights.pain_points.grammar import LONG, LONG_ENOUGH, Asking, Candidate, alike, question
from sojourn.insights.pain_points.scene import scene
from sojourn.journeys.view import View

WAITS = ("waiting", "quick")
LARGEST = 40_000
"""Units of a sample, both halves together: more customers than that are drawn from by their hash."""


class Drawn(NamedTuple):
    """A candidate's sample, and its size before it was drawn.

    By row: `half` is 0 or 1 by customer, `key` names the unit, `order` is the exposure's place in it, or where it could
    have been. Those who are `alike` met something like it: the sample has them, its effect is not measured against
    them. `reached` and `exposed` count all settled rows. `value` is the mean value of an outcome (NaN: no values),
    `first` and `last` are when the first and the last row entered.
    """

    candidate: Candidate
    sample: Sample
    half: Ints
    key: Ints
    order: Ints
    alike: Mask
    reached: int
    exposed: int
    value: float
    first: int
    last: int

    def compared(self) -> Drawn:
        """Without those who met something like it."""
        kept = self.sample.exposed | ~self.alike
        if kept.all():
            return self
        rows = {name: getattr(self, name)[kept] for name in ("half", "key", "order", "alike")}
        return self._replace(sample=self.sample.take(kept), **rows)


class _Part(NamedTuple):
    """The rows of one partition; `counts` of all settled rows and of the exposed ones, before some are drawn."""

    columns: Columns
    outcome: Floats
    exposed: Mask
    customer: Ints
    period: Ints
    key: Ints
    order: Ints
    alike: Mask
    counts: tuple[int, int]
    values: Floats
    span: tuple[int, int]


def with_thresholds(candidates: list[Candidate], asking: Asking) -> list[Candidate]:
    """Waiting is long beyond the 90th percentile of all who waited, quick below the 10th; short waits are left out."""
    found = []
    for candidate in candidates:
        if candidate.kind not in WAITS:
            found.append(candidate)
            continue
        waits = _waits(candidate, asking)
        quick, long = np.quantile(waits, (1 - LONG, LONG)).astype(np.int64).tolist() if len(waits) else (0, 0)
        if long >= LONG_ENOUGH:
            threshold = long if candidate.kind == "waiting" else quick
            found.append(msgspec.structs.replace(candidate, threshold=threshold))
    return found


def _waits(candidate: Candidate, asking: Asking) -> NDArray[np.int64]:
    def task(view: View) -> NDArray[np.int64]:
        rows = risk_set(view, question(candidate, asking, view))
        found: NDArray[np.int64] = scene(asking.units, view, asking.lens).waited[rows.at]
        return found

    return np.concatenate(asking.units.collect(task))


def known_of(candidate: Candidate, asking: Asking) -> int:
    """By when a row must have entered for its outcome to be known, microseconds UTC."""
    return known_by(asking.units, lambda view: _entered(candidate, asking, view), asking.horizon)


def rows_of(candidate: Candidate, asking: Asking, view: View, latest: int) -> RiskSet:
    """The rows of a view whose outcome is known; see `known_of`."""
    rows = _entered(candidate, asking, view)
    return rows.take(settled(view, rows, latest))


def _entered(candidate: Candidate, asking: Asking, view: View) -> RiskSet:
    """All rows of a view, those still under way included."""
    rows, seen = risk_set(view, question(candidate, asking, view)), scene(asking.units, view, asking.lens)
    if candidate.kind in WAITS:  # what happened during the wait is of the wait
        return rows._replace(last=seen.before[rows.at])
    return leaving(view, rows, seen) if candidate.kind == "drop_off" else rows


def draw(candidate: Candidate, asking: Asking, known: Known, largest: int = LARGEST) -> Drawn:
    """The sample of a candidate."""
    share = min(1.0, largest / max(1, asking.units.size))
    latest = known_of(candidate, asking)
    parts = asking.units.collect(lambda view: _part(candidate, asking, known, view, share, latest))
    columns = joined([part.columns for part in parts])
    customer = np.concatenate([part.customer for part in parts])
    sample = Sample(
        np.concatenate([part.outcome for part in parts]),
        np.concatenate([part.exposed for part in parts]),
        columns.values,
        columns.names,
        customer,
        np.concatenate([part.period for part in parts]),
    )
    values = np.concatenate([part.values for part in parts])
    reached, exposed = np.sum([part.counts for part in parts], axis=0).tolist()
    return Drawn(
        candidate,
        sample,
        (customer >> 1) & 1,
        np.concatenate([part.key for part in parts]),
        np.concatenate([part.order for part in parts]),
        np.concatenate([part.alike for part in parts]),
        reached,
        exposed,
        float(values.mean()) if len(values) else float("nan"),
        min(part.span[0] for part in parts),
        max(part.span[1] for part in parts),
    )


def _part(candidate: Candidate, asking: Asking, known: Known, view: View, share: float, latest: int) -> _Part:
    """`share`: how many rows are kept, as a part of the units of the view."""
    rows = rows_of(candidate, asking, view, latest)
    everybody = view.customers.hash[view.customer[rows.unit]].view(np.int64)
    counts = len(rows.at), int(rows.exposed.sum())
    occurred_at = view.steps["occurred_at"]
    entered = occurred_at[rows.at]
    span = (int(entered.min()), int(entered.max())) if len(entered) else (2**62, -(2**62))
    values = _values(asking, view, rows.won[rows.outcome])
    kept = drawn(everybody, rows.exposed, int(share * len(view.begin)) + 1)
    rows, customer = rows.take(kept), everybody[kept]
    columns = covariates(asking.units, view, rows, known, scene(asking.units, view, asking.lens).outcome)
    begin = view.begin[rows.unit]
    until = np.where(rows.exposed, rows.met, np.minimum(rows.at + 1, view.end[rows.unit] - 1))
    key = customer * np.int64(31) + (begin - view.customers.first[view.customer[rows.unit]])
    return _Part(
        columns,
        rows.outcome.astype(np.float64),
        rows.exposed,
        customer,
        periods(occurred_at[rows.at]),
        key,
        until - begin,
        alike(candidate, asking, view)[rows.at],
        counts,
        values[~np.isnan(values)],
        span,
    )


def _values(asking: Asking, view: View, won: Ints) -> Floats:
    """The values of outcomes, NaN where there is none or where it is in another currency than the others."""
    values = view.steps["value"][won].astype(np.float64)
    return values if asking.money is None else np.where(asking.money.in_base(view, won), values, np.nan)
