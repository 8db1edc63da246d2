"""What a partition knows of a funnel, and how partitions add up."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sojourn.journeys.view import View, distinct
from sojourn.measures.bootstrap import BUCKETS, buckets_of
from sojourn.measures.funnel.asking import Question
from sojourn.measures.funnel.kernel import Ints, measured
from sojourn.measures.funnel.records import Partial


def summary(question: Question, view: View, places: Ints, repeats: bool) -> Partial:
    """Counts and times of the attempts `places` of a view; counts by bucket too where customers repeat."""
    reached, waits, stops, total = measured(places, view.steps["occurred_at"], question.goal)
    each = tuple(np.split(waits, stops[:-1]))
    customers, by_bucket = _by_customer(view, places >= 0) if repeats else (reached, np.zeros((0, len(reached)), int))
    return Partial(len(places), reached, customers, each, total, by_bucket)


def _by_customer(view: View, done: NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """How many customers reached each step, int64[steps], and how many units, int64[buckets, steps]."""
    customers = [distinct(view.customer[reached]) for reached in done.T]
    bucket = buckets_of(view.customers.hash)[view.customer]
    return np.array(customers), np.array([np.bincount(bucket[reached], minlength=BUCKETS) for reached in done.T]).T


def merge(partials: list[Partial]) -> Partial:
    """Add partials up: customers are never split over partitions. Times are laid end to end."""
    units, reached, customers, waits, total, by_bucket = zip(*partials, strict=True)
    return Partial(
        units=sum(units),
        reached=np.sum(reached, axis=0),
        customers=np.sum(customers, axis=0),
        waits=tuple(np.concatenate(times) for times in zip(*waits, strict=True)),
        total=np.concatenate(total),
        by_bucket=np.sum(by_bucket, axis=0),
    )
