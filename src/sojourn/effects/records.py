"""A sample of those who could have met something, and the effect that is estimated from it."""

from __future__ import annotations

from math import isnan
from typing import NamedTuple

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from sojourn.estimates import Estimate

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


class Sample(NamedTuple):
    """n units that reached the same step, p covariates of each from before it could be exposed.

    `outcome` float64[n] (0 and 1, or any number), `exposed` bool[n], `covariates` float64[n, p] with their `names`.
    Columns named "channel=web" and "channel=app" are one covariate, "channel". `customer` int64[n] says whose a unit is
    (units of a customer are not independent), `period` int64[n] in which period it was: units are compared within it.
    `day` int64[n] is given where whole days are exposed or not, by their number: days are better and worse by
    themselves, so ranges are then as wide as so many days make them.
    """

    outcome: Floats
    exposed: Mask
    covariates: Floats
    names: tuple[str, ...]
    customer: Ints
    period: Ints
    day: Ints | None = None

    def take(self, rows: Ints | Mask) -> Sample:
        """Some of the units, or all in another order."""
        return Sample(
            self.outcome[rows], self.exposed[rows], self.covariates[rows], self.names, self.customer[rows],
            self.period[rows], None if self.day is None else self.day[rows],
        )  # fmt: skip


class Effect(Struct, frozen=True):
    """How much the outcome of the exposed differs from that of comparable units that were not exposed.

    `estimate` is adjusted, `naive` the bare difference; both in the unit of the outcome. `outcome_exposed` is the mean
    among the exposed, `outcome_comparable` what theirs would have been by comparable units. `overlap` is the share of
    the exposed for whom there are comparable units; the estimate is of these alone. `robustness` is k: something
    unmeasured would have to be k times as strong as the strongest covariate to move the interval to zero (0 where zero
    is in it, at most 10). It goes by the end of the interval, for a hidden cause and chance may work together.
    `p` is two-sided. NaN says that it cannot be said, and `note` says why.
    """

    estimate: Estimate
    naive: Estimate
    exposed: int
    n: int
    outcome_exposed: float
    outcome_comparable: float
    overlap: float
    robustness: float
    p: float
    note: str

    @property
    def adjusted(self) -> bool:
        """Whether any covariate told units apart; where none did, others are of the same period and no more."""
        return not isnan(self.robustness)
