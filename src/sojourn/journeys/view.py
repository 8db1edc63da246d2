"""One partition as a kernel may see it: arrays by step, and the live units of a definition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sojourn.journeys.partition import Array, Customers, Partition


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
        steps: dict[str, Array] = {name: column[kept] for name, column in self.steps.items()}
        return self._replace(steps=steps, begin=begin, end=end).take(end > begin)

    def collapsed(self, over: str) -> View:
        """The same units without steps that only repeat the `over` of the step right before them."""
        codes = self.steps[over]
        fresh = np.ones(len(codes), np.bool_)
        fresh[1:] = codes[1:] != codes[:-1]
        fresh[self.begin] = True
        return self.only(fresh)

    def positions(self) -> NDArray[np.int64]:
        """Positions of all steps of all units, unit after unit."""
        lengths = self.end - self.begin
        inside = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        found: NDArray[np.int64] = np.repeat(self.begin, lengths) + inside
        return found

    def ids(self, units: NDArray[np.int64]) -> list[str]:
        """The ids of the customers of some units, each once, in the order of the alphabet."""
        rows = np.unique(self.customer[units])
        return sorted(self.customers.ids.take(rows).to_pylist())


def whole_histories(partition: Partition) -> View:
    """Each customer who has steps as one unit, and is not superseded."""
    customers = partition.customers
    rows = np.flatnonzero((customers.stop > customers.first) & partition.live())
    none = np.zeros(len(rows), np.uint8)
    return View(partition.steps, customers.first[rows], customers.stop[rows], rows, none, none, customers)
