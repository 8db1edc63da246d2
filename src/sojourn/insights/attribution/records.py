"""What `attribution` returns, and the paths that it is worked out from."""

from __future__ import annotations

from collections.abc import Iterable
from math import isnan, nan
from typing import NamedTuple

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from sojourn.errors import UnknownName, did_you_mean
from sojourn.estimates import Estimate
from sojourn.results import Measured

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

PRESENCE = (
    "Share of presence, not effect: it says where customers had been before the goal, not what brought them to it."
)
ESTIMATED = (
    "Estimated effect among customers with the same measured intent. What nobody measured can still be behind it: "
    "a control group tells for sure."
)


class Attributed(Struct, frozen=True):
    """What one model gives one name: `conversions` of all, which are the `share` of what all names get.

    The models of presence share all conversions out. The hazard model gives only those that would not have come without
    touches: where their range holds zero, the name may have brought none, however large its share is of so little.
    NaN: it cannot be told.

    `removal_effect` (Markov only, else NaN): the share of conversions that the chain loses without this name. `value`:
    the value of those goals, in the answer's `currency`, NaN where they have none.
    """

    model: str
    name: str
    conversions: Estimate
    share: Estimate
    removal_effect: float = nan
    value: float = nan


def ranked(rows: Iterable[Attributed]) -> list[Attributed]:
    """The rows of one model, the largest share first, what cannot be told last."""

    def place(row: Attributed) -> tuple[bool, float, str]:
        untold = isnan(row.conversions.value)
        return untold, 0.0 if untold else -row.conversions.value, row.name

    return sorted(rows, key=place)


class Attribution(Measured, frozen=True):
    """Rows by model, then by share, the largest first.

    Of all `conversions`, those that are `untouched` had nothing before them in the time looked at and are given to no
    name; `nulls` are paths without the goal. `label` says what the shares are, and are not. `currency`: that of the
    values, empty where there is none, or none is said.
    """

    rows: tuple[Attributed, ...]
    goal: str
    over: str
    conversions: int
    untouched: int
    nulls: int
    label: str
    currency: str = ""

    @property
    def models(self) -> tuple[str, ...]:
        """The models that there are rows of."""
        return tuple(dict.fromkeys(row.model for row in self.rows))

    def of(self, model: str) -> tuple[Attributed, ...]:
        """The rows of one model. Raises UnknownName."""
        if model not in self.models:
            known = ", ".join(self.models)
            raise UnknownName(f'No model here is called "{model}".{did_you_mean(model, self.models)} Here: {known}.')
        return tuple(row for row in self.rows if row.model == model)


class Paths(NamedTuple):
    """Touches end to end: path p has those from `stop[p - 1]` to `stop[p]`, and none is empty.

    `code` (a place in `names`) and `age` (days before the path's end; NaN where it is not known) have one entry a
    touch. A path was taken `conversions[p]` times with the goal, `nulls[p]` times without; `value[p]` is what those
    goals were worth in all. `cluster[p]`: what is drawn together in a resample, a bucket of customers, or the path
    itself where nobody is known (`by_path`).
    """

    names: tuple[str, ...]
    code: Ints
    age: Floats
    stop: Ints
    conversions: Floats
    nulls: Floats
    value: Floats
    cluster: Ints
    by_path: bool

    @property
    def begin(self) -> Ints:
        """Where each path begins."""
        return self.stop - np.diff(self.stop, prepend=0)

    @property
    def path(self) -> Ints:
        """The path of each touch."""
        return np.repeat(np.arange(len(self.stop)), np.diff(self.stop, prepend=0))


class Share(NamedTuple):
    """What a model says, by place in `names`: shares of 1, the same in each resample [resamples, names], and, where
    it has one, a share of the value and the removal effect.
    """

    share: Floats
    drawn: Floats
    value: Floats
    removal: Floats | None = None


def summed(place: Ints, weights: Floats, size: int) -> Floats:
    """The sum of the weights at each place, float64[size]."""
    return np.bincount(place, weights, minlength=size).astype(np.float64)


def of_all(sums: Floats) -> Floats:
    """Each as a share of their sum; NaN where that is nothing."""
    total = sums.sum()
    return sums / total if total > 0 else np.full(len(sums), np.nan)


class Chain(NamedTuple):
    """State s > 0 ends with the touch `last[s]`; state 0 is the start (-1). Move e goes from `source` to `target`.

    The target `states` is the goal, `states + 1` no goal. Cell c: the move `edge[c]` was made in `cluster[c]` on
    paths with the goal and on paths without it so many times.
    """

    last: Ints
    source: Ints
    target: Ints
    cluster: Ints
    edge: Ints
    conversions: Floats
    nulls: Floats

    @property
    def states(self) -> int:
        """How many states there are, the start included and the two ends not."""
        return len(self.last)

    def counts(self, of_conversions: Floats, of_nulls: Floats) -> Floats:
        """How often each move was made, where a cluster counts so many times."""
        made = self.conversions * of_conversions[self.cluster] + self.nulls * of_nulls[self.cluster]
        return summed(self.edge, made, len(self.source))

    def made_from(self, counts: Floats) -> Floats:
        """How many moves left each state, where each move was made so often."""
        return summed(self.source, counts, self.states)

    def chances(self, counts: Floats) -> tuple[Floats, Floats]:
        """The chance of each move from where it starts, and of each state to move to the goal next."""
        made = self.made_from(counts)[self.source]
        chance = np.divide(counts, made, out=np.zeros(len(counts)), where=made > 0)
        wins = self.target == self.states
        return chance, summed(self.source[wins], chance[wins], self.states)
