"""One partition as a kernel may see it: arrays by step, and the live units of a definition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sojourn.compiled import compiled
from sojourn.journeys.partition import Array, Customers, Partition
from sojourn.journeys.stretches import laid_out


class Picked(Mapping[str, Array]):
    """Some of the steps, in an order of one's own; a column is made when somebody asks for it."""

    def __init__(self, steps: Mapping[str, Array], at: NDArray[np.int64]) -> None:
        """`at`: positions in `steps`."""
        self._steps, self._at = steps, at
        self._made: dict[str, Array] = {}

    def __getitem__(self, name: str) -> Array:
        if name not in self._made:
            self._made[name] = self._steps[name].take(self._at)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._steps)

    def __len__(self) -> int:
        return len(self._steps)


class View(NamedTuple):
    """`steps`: column -> array. Unit u has the steps `begin[u]` to `end[u]` and belongs to row `customer[u]`.

    Units of a customer lie together, in time order, and none is empty. `reached[u]` tells whether it ended with its
    goal, `open[u]` whether it may still go on (uint8).
    """

    steps: Mapping[str, Array]
    begin: NDArray[np.int64]
    end: NDArray[np.int64]
    customer: NDArray[np.int64]
    reached: NDArray[np.uint8]
    open: NDArray[np.uint8]
    customers: Customers

    def take(self, chosen: NDArray[np.bool_]) -> View:
        """The same steps with some of the units, bool[units]."""
        return self._replace(
            begin=self.begin[chosen],
            end=self.end[chosen],
            customer=self.customer[chosen],
            reached=self.reached[chosen],
            open=self.open[chosen],
        )

    def only(self, kept: NDArray[np.bool_]) -> View:
        """The same units with some of their steps, bool[steps]; units left without any are gone."""
        position = np.r_[0, np.cumsum(kept)]
        begin, end = position[self.begin], position[self.end]
        return self._replace(steps=Picked(self.steps, np.flatnonzero(kept)), begin=begin, end=end).take(end > begin)

    def collapsed(self, over: str) -> View:
        """The same units without steps that only repeat the `over` of the step right before them."""
        codes = self.steps[over]
        fresh = np.ones(len(codes), np.bool_)
        fresh[1:] = codes[1:] != codes[:-1]
        fresh[self.begin] = True
        return self.only(fresh)

    def positions(self) -> NDArray[np.int64]:
        """Positions of all steps of all units, unit after unit."""
        return laid_out(self.begin, self.end - self.begin)

    def live(self) -> NDArray[np.bool_]:
        """Which of the steps belong to a unit, bool[steps]."""
        found = np.zeros(len(self.steps["seq"]), np.bool_)
        found[self.positions()] = True
        return found

    def ids(self, units: NDArray[np.int64]) -> list[str]:
        """The ids of the customers of some units, each once, in the order of the alphabet."""
        rows = np.unique(self.customer[units])
        return sorted(self.customers.ids.take(rows).to_pylist())


def distinct(customer: NDArray[np.int64]) -> int:
    """How many customers units belong to: `customer` of some units of a view, in their order."""
    return int(np.count_nonzero(customer[1:] != customer[:-1])) + bool(len(customer))


def whole_histories(partition: Partition) -> View:
    """Each customer who has steps as one unit, and is not superseded."""
    customers = partition.customers
    begin, end = customers.first, customers.stop
    rows = _everybody(len(begin)) if len(partition.superseded) == 0 and all_have_steps(begin, end) else None
    if rows is None:
        rows = with_steps(begin, end, partition.live())
        begin, end = begin.take(rows), end.take(rows)
    none = np.zeros(len(rows), np.uint8)
    return View(partition.steps, begin, end, rows, none, none, customers)


@compiled
def all_have_steps(first: NDArray[np.int64], stop: NDArray[np.int64]) -> bool:
    """Whether nobody's history is empty: its bounds can then be taken as they are."""
    for row in range(len(first)):
        if first[row] == stop[row]:
            return False
    return True


@compiled
def with_steps(first: NDArray[np.int64], stop: NDArray[np.int64], live: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The rows of customers who are live and have steps, int64."""
    rows = np.empty(len(first), np.int64)
    found = 0
    for row in range(len(first)):
        rows[found] = row
        found += live[row] and stop[row] > first[row]
    return rows[:found].copy()


@lru_cache(maxsize=1)
def _numbers(size: int) -> NDArray[np.int64]:
    numbers = np.arange(size)
    numbers.setflags(write=False)
    return numbers


def _everybody(customers: int) -> NDArray[np.int64]:
    """0, 1, 2 ...: one array that all partitions share."""
    return _numbers(1 << max(16, customers.bit_length()))[:customers]
