"""What the models of buying need of each customer: how often, until when, for how long and for how much they bought.

Orders of one day (UTC) are one purchase; times are in weeks from the day of the first purchase.
Source: Fader, Hardie and Lee, "Counting your customers the easy way", Marketing Science 24 (2005).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sojourn.engines.units import Units
from sojourn.journeys.view import View
from sojourn.measures.kpis.orders import Orders, Sales, net_orders, orders_in
from sojourn.measures.kpis.records import Floats, Ints, Mask
from sojourn.periods import DAY

WEEK = 7.0
"""Days in the unit of time of the models."""


class Purchases(NamedTuple):
    """One entry for each customer who ever bought; float64[customers], but `row`, `first` and `hash`.

    `repeats`: purchases after the first; `last`: weeks from the first to the last; `age`: weeks from the first until
    the records end. `paid` is the mean value of the `valued` purchases after the first (NaN where none has a value),
    `opening` the value of the first. `row` is the customer's in its view, `first` the position of the first order.
    """

    repeats: Floats
    last: Floats
    age: Floats
    valued: Floats
    paid: Floats
    row: Ints
    first: Ints
    hash: NDArray[np.uint64]

    @property
    def size(self) -> int:
        """How many customers there are."""
        return len(self.repeats)

    def take(self, chosen: Mask | Ints) -> Purchases:
        """Some of the customers."""
        columns: list[Any] = [column[chosen] for column in self]
        return Purchases(*columns)


def purchases(units: Units, sold: Sales, until: int | None = None) -> Purchases:
    """The purchases of all customers; `until`: see `purchases_in`."""
    return merge(units.collect(lambda view: purchases_in(units, view, sold, until)))


def purchases_in(units: Units, view: View, sold: Sales, until: int | None = None) -> Purchases:
    """The purchases of the customers of one view, in the order of their rows.

    `until`, microseconds UTC: as if the records ended with that day.
    """
    ends = ((units.manifest.data_up_to or 0) if until is None else until) // DAY
    steps = orders_in(units, view, sold.orders, sold.order_id).steps
    steps = steps.take(steps.time // DAY <= ends)
    day = steps.time // DAY
    once = steps.first_of(day)
    bought, day_bought = steps.take(once), day[once]
    first = bought.first_of()
    who = np.cumsum(first) - 1
    since = (day_bought - day_bought[first][who]) / WEEK
    buyers, size = bought.take(first), int(first.sum())
    worth = _worth(units, view, sold, buyers.customer, day_bought[first], ends)
    return Purchases(
        np.bincount(who, minlength=size).astype(np.float64) - 1,
        since[bought.ends()],
        (ends - day_bought[first]) / WEEK,
        *worth,
        buyers.customer,
        buyers.at,
        view.customers.hash[buyers.customer],
    )


def _worth(units: Units, view: View, sold: Sales, buyer: Ints, first_day: Ints, ends: int) -> tuple[Floats, Floats]:
    """Of each buyer: how many purchases after the first day have a value above zero, and their mean."""
    found, _ = net_orders(units, view, sold)
    orders = _in_base(found, view, sold, ends)
    day = orders.steps.time // DAY
    different, place = np.unique(np.c_[orders.steps.customer, day], axis=0, return_inverse=True)
    value = np.bincount(place.ravel(), orders.value, len(different))
    paid, size = value > 0, len(buyer)
    who = np.searchsorted(buyer, different[paid, 0])
    later = different[paid, 1] > first_day[who]
    valued = np.bincount(who[later], minlength=size).astype(np.float64)
    total = np.bincount(who[later], value[paid][later], size)
    with np.errstate(invalid="ignore"):
        return valued, np.where(valued > 0, total / valued, np.nan)


def _in_base(found: Orders, view: View, sold: Sales, ends: int) -> Orders:
    """The orders in the currency that sums are made in, up to a day."""
    kept = sold.money.of_orders(view, found.steps.at) == sold.money.base
    kept &= found.steps.time // DAY <= ends
    return Orders(found.steps.take(kept), found.value[kept], found.order_id[kept])


def merge(partials: list[Purchases]) -> Purchases:
    """Lay customers end to end: none is in two partitions."""
    columns: list[Any] = [np.concatenate(column) for column in zip(*partials, strict=True)]
    return Purchases(*columns)
