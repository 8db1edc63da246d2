"""Who comes to each touchpoint, by whatever way, and who of them does not reach the outcome afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sojourn.effects.records import Ints
from sojourn.effects.risk_sets import Question, RiskSet, risk_set
from sojourn.effects.settling import known_by, settled
from sojourn.estimates import Estimate
from sojourn.insights.drivers.factors import there
from sojourn.insights.drivers.outcomes import Outcome
from sojourn.journeys.view import View, distinct
from sojourn.measures.bootstrap import BUCKETS, buckets_of, shares


class Coming(NamedTuple):
    """Of journeys the share that comes there, and of these, once settled, the share that goes without the outcome."""

    reach: Estimate
    gap: Estimate


class Partial(NamedTuple):
    """Of each touchpoint asked for, by bucket of customers, int64[BUCKETS, touchpoints]: journeys that `came`, those of
    them that are `settled`, and of these who `went` without the outcome; `units` int64[BUCKETS] are all journeys.

    `people` are the customers behind all journeys, and `settlers` those behind the settled ones, int64[touchpoints].
    """

    came: Ints
    settled: Ints
    went: Ints
    units: Ints
    people: Ints
    settlers: Ints


def coming(outcome: Outcome, touchpoints: Sequence[str]) -> dict[str, Coming]:
    """For each touchpoint the journeys with any step there; ranges are by customer where these have several."""
    codes = [outcome.units.names("touchpoint").index(name) for name in touchpoints]
    if not codes:
        return {}
    latest = [known_by(outcome.units, lambda view, code=code: _rows(outcome, view, code)) for code in codes]  # type: ignore[misc]
    parts = outcome.units.collect(lambda view: _partial(outcome, view, codes, latest))
    total = Partial._make(np.sum([part[at] for part in parts], axis=0) for at in range(len(Partial._fields)))
    everyone = np.repeat(total.units[:, None], len(codes), axis=1)
    reach = _shares(total.came, everyone, np.repeat(total.people, len(codes)))
    gap = _shares(total.went, total.settled, total.settlers)
    return dict(zip(touchpoints, map(Coming, reach, gap), strict=True))


def _partial(outcome: Outcome, view: View, codes: Sequence[int], latest: Sequence[int]) -> Partial:
    bucket = buckets_of(view.customers.hash)[view.customer]
    counts = [_counts(outcome, view, code, date, bucket) for code, date in zip(codes, latest, strict=True)]
    came, over, went = (np.column_stack(column) for column in list(zip(*counts, strict=True))[:3])
    settlers = np.array([count[3] for count in counts])
    people = np.array([distinct(view.customer)])
    return Partial(came, over, went, np.bincount(bucket, minlength=BUCKETS), people, settlers)


def _rows(outcome: Outcome, view: View, code: int) -> RiskSet:
    """Everybody who comes to a touchpoint."""
    here = there(outcome.units, view, "touchpoint", code)
    return risk_set(view, Question(here, here, np.zeros(len(here), np.bool_), outcome.ends(view)))


def _counts(outcome: Outcome, view: View, code: int, latest: int, bucket: Ints) -> tuple[Ints, Ints, Ints, int]:
    """Of one touchpoint, by bucket: who came, who is settled, who went without; and how many customers are settled."""
    rows = _rows(outcome, view, code)
    known = rows.take(settled(view, rows, latest))
    came, over, went = (
        np.bincount(bucket[unit], minlength=BUCKETS) for unit in (rows.unit, known.unit, known.unit[~known.outcome])
    )
    return came, over, went, distinct(view.customer[known.unit])


def _shares(part: Ints, whole: Ints, people: Ints) -> tuple[Estimate, ...]:
    """Wilson's where no customer counts twice."""
    return shares(part, whole, people if (whole.sum(axis=0) > people).any() else None)
