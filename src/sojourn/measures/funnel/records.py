"""What is asked of a funnel, and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import NamedTuple

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from sojourn.conditions import Condition
from sojourn.errors import UsageError
from sojourn.estimates import Estimate
from sojourn.results import Measured

Counts = NDArray[np.int64]
FindMembers = Callable[[int, bool], list[str]]


class FunnelStep(Struct, frozen=True):
    """A step with more than a name.

    `name`: one name, several of which any will do, or None for any step at all; `where`: a condition that holds too.
    An `optional` step may be left out. `within`: at most so long after the step of the attempt before it, inclusive.
    """

    name: str | Sequence[str] | None = None
    where: str | Condition | None = None
    optional: bool = False
    within: str | timedelta | None = None


class Exclusion(Struct, frozen=True):
    """What must not happen after the step `after_step` and before the step `before_step` (1: first, None: last)."""

    event: str | Sequence[str] | Condition | FunnelStep
    after_step: int = 1
    before_step: int | None = None


class Bin(Struct, frozen=True):
    """`count` times that lie in start <= time < stop; the last bin holds its stop too."""

    start: timedelta
    stop: timedelta
    count: int


class Times(Struct, frozen=True):
    """How `n` times are distributed: mean, quantiles (linear between values) and a histogram."""

    n: int
    mean: timedelta
    p10: timedelta
    p25: timedelta
    p50: timedelta
    p75: timedelta
    p90: timedelta
    bins: tuple[Bin, ...]


class ReachedStep(Struct, frozen=True):
    """How many units (customers, or journeys) reached a step, and how many of those before it did not.

    `from_start` is the share of all who entered, `from_previous` of those who reached the last step before it that is
    not optional. Times run from the step of the attempt before it: None for the first step, and where nobody came.
    At an optional step nobody drops off: who leaves it out may still go on.
    """

    name: str
    customers: int
    from_start: Estimate
    from_previous: Estimate
    drop_off: int
    median_time: timedelta | None = None
    mean_time: timedelta | None = None
    optional: bool = False


class Funnel(Measured, frozen=True, dict=True):
    """How far units got: of all `units` looked at, those who took the first step entered.

    `times[i]` belongs to `steps[i]`; `time_to_convert` runs from the first step to the last that is not optional.
    """

    steps: tuple[ReachedStep, ...]
    unit: str
    units: int
    time_to_convert: Times | None
    times: tuple[Times | None, ...]

    @property
    def conversion(self) -> Estimate:
        """The share of all who entered that reached the last step that is not optional."""
        return next(step for step in reversed(self.steps) if not step.optional).from_start

    def customers(self, step: int, dropped: bool = False) -> list[str]:
        """Ids of the customers who reached a step (1: the first), in the order of the alphabet.

        With `dropped`, of those who reached the last step before it that is not optional, but not this one. With
        journeys a customer is listed once, and in both lists if one journey went on and another did not.
        Raises UsageError for a step that is not there, and for a funnel that was copied or read from a file.
        """
        if not 1 <= step <= len(self.steps):
            raise UsageError(f"Steps of this funnel count from 1 to {len(self.steps)}; there is no step {step}.")
        find: FindMembers | None = self.__dict__.get(MEMBERS)
        if find is None:
            raise UsageError("This funnel is a copy that has lost its customers. Ask for the funnel again.")
        return find(step - 1, dropped)


MEMBERS = "_members"
"""Where a funnel keeps the way to its customers: no field, so that it is neither compared nor written."""


class Partial(NamedTuple):
    """What one partition knows of n steps.

    `units` and the counts int64[n] of units that `reached` each step and of their `customers`; `waits[k]`: times
    from the step before, `total`: times from first to last, both in microseconds; `by_bucket`: `reached` for each
    bucket of customers, int64[buckets, n], for intervals by customer; no buckets where customers do not repeat.
    """

    units: int
    reached: Counts
    customers: Counts
    waits: tuple[Counts, ...]
    total: Counts
    by_bucket: Counts
