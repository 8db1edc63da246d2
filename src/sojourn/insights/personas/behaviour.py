"""What customers did, as counts: with what they begin, and what they do after what.

Counts come in groups that each add up to all of something: first steps are one group, the steps after each touchpoint
another; on request also which touchpoints and channels are used at all, and how long customers pause between steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sojourn.compiled import compiled
from sojourn.engines.units import Units
from sojourn.errors import UsageError
from sojourn.insights.common_names import common_names
from sojourn.journeys.stretches import laid_out
from sojourn.journeys.view import View
from sojourn.measures.bootstrap import buckets_holding, buckets_of

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

MOST_NAMES, MOST_CUSTOMERS = 40, 10_000
PACES = np.array([300, 3600, 86_400, 7 * 86_400, 30 * 86_400], np.int64) * 1_000_000
ALSO = ("use", "channel", "pace")


class Features(NamedTuple):
    """What is counted: feature f is of group `group[f]`. Of `names`, first steps come first, then moves row by row,
    then uses of names, channels and paces, where they are counted. `place`: the place in `names` of each code of the
    log. `counted`: how often all these tell of the same step.
    """

    names: tuple[str, ...]
    place: Ints
    uses: int
    channels: int
    paces: int
    counted: float = 1.0

    @property
    def size(self) -> int:
        """How many names there are."""
        return len(self.names)

    @property
    def group(self) -> Ints:
        """The group of each feature."""
        moves = np.repeat(np.arange(1, self.size + 1), self.size)
        more = [np.full(n, self.size + 1 + k) for k, n in enumerate((self.uses, self.channels, self.paces))]
        return np.concatenate([np.zeros(self.size, np.int64), moves, *more]).astype(np.int64)


class Behaviour(NamedTuple):
    """Customer u, row `customer[u]` of the partition, did what `feature` and `often` say from `begin[u]` to
    `begin[u + 1]`. `hash`: that of each customer.

    `often` is divided by how often the counts tell of the same step: told twice is seen once, and taken for two it
    would make customers look more alike themselves, and more unlike others, than they are.
    """

    customer: Ints
    begin: Ints
    feature: Ints
    often: Floats
    hash: NDArray[np.uint64]


@compiled
def kernel(code, channel, occurred_at, begin, end, customer, size, uses, channels, paces, limits):  # type: ignore[no-untyped-def]
    """What each step counts for: row of the customer and feature, as two arrays."""
    most = 0
    for unit in range(len(begin)):
        most += 4 * (end[unit] - begin[unit])
    who, feature = np.empty(most, np.int64), np.empty(most, np.int64)
    n = 0
    after_moves = size + size * size
    for unit in range(len(begin)):
        for i in range(begin[unit], end[unit]):
            first = i == begin[unit]
            who[n] = customer[unit]
            feature[n] = code[i] if first else size + code[i - 1] * size + code[i]
            n += 1
            if uses:
                who[n], feature[n] = customer[unit], after_moves + code[i]
                n += 1
            if channels:
                who[n], feature[n] = customer[unit], after_moves + uses + channel[i]
                n += 1
            if paces and not first:
                pace = 0
                while pace < len(limits) and occurred_at[i] - occurred_at[i - 1] > limits[pace]:
                    pace += 1
                who[n], feature[n] = customer[unit], after_moves + uses + channels + pace
                n += 1
    return who[:n], feature[:n]


def features_of(units: Units, over: str, also: Sequence[str]) -> Features:
    """What can be counted: the most frequent names one by one, the rest as OTHER. Raises UsageError."""
    unknown = [word for word in also if word not in ALSO]
    if unknown:
        raise UsageError(f'also is some of {", ".join(ALSO)}, not "{unknown[0]}".')
    names = units.names(over)
    often = sum(
        units.collect(lambda view: np.bincount(view.steps[over][view.positions()], minlength=len(names))),
        start=np.zeros(len(names), np.int64),
    )
    known, place = common_names(often, names, MOST_NAMES)
    channels = len(units.names("channel")) if "channel" in also else 0
    uses = len(known) if "use" in also else 0
    return Features(known, place, uses, channels, len(PACES) + 1 if "pace" in also else 0)


def behaviour_of(view: View, features: Features, over: str) -> Behaviour:
    """The counts of all customers of a view."""
    steps = view.steps
    code = features.place[steps[over]]
    who, feature = kernel(
        code, steps["channel"], steps["occurred_at"], view.begin, view.end, view.customer, features.size,
        features.uses, features.channels, features.paces, PACES,
    )  # fmt: skip
    width = len(features.group)
    cells, count = np.unique(who * width + feature, return_counts=True)
    who, feature = np.divmod(cells, width)
    customer, begin = np.unique(who, return_index=True)
    return Behaviour(
        customer, np.r_[begin, len(cells)].astype(np.int64), feature, count / features.counted,
        view.customers.hash[customer],
    )  # fmt: skip


def sampled(units: Units, features: Features, over: str, customers: int) -> Behaviour:
    """The counts of at most about MOST_CUSTOMERS of so many customers, drawn by their hash, laid end to end."""
    most = buckets_holding(MOST_CUSTOMERS, customers)

    def task(view: View) -> Behaviour:
        return behaviour_of(view.take((buckets_of(view.customers.hash) < most)[view.customer]), features, over)

    return merge(units.collect(task))


def merge(parts: list[Behaviour]) -> Behaviour:
    """Customers of all partitions, in the order of their hashes, so that partitions do not matter."""
    hashes = np.concatenate([part.hash for part in parts])
    length = np.concatenate([np.diff(part.begin) for part in parts])
    starts = np.cumsum(length) - length
    order = np.argsort(hashes, kind="stable")
    feature, count = (np.concatenate([getattr(part, name) for part in parts]) for name in ("feature", "often"))
    at = laid_out(starts[order], length[order])
    return Behaviour(
        np.arange(len(order)), np.r_[0, np.cumsum(length[order])].astype(np.int64), feature[at], count[at],
        hashes[order],
    )  # fmt: skip
