"""Measures of what customers are worth in the time to come, and of how likely they are to have left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import numpy as np

from sojourn.engines.units import Units
from sojourn.errors import UsageError
from sojourn.estimates import Estimate, unknown
from sojourn.journeys.view import View
from sojourn.measures.kpis.cells import Cells
from sojourn.measures.kpis.orders import sales
from sojourn.measures.kpis.records import Cell, Counting, Ints, Kpi, Records, records
from sojourn.measures.kpis.steps import Given
from sojourn.measures.kpis.value import worth
from sojourn.measures.kpis.value.purchases import WEEK, purchases_in
from sojourn.measures.kpis.value.worth import METHOD, WORTH, Expected, Model, leaving, mean_of, model_of
from sojourn.periods import DAY, parse_duration

ONCE = "{n} customers with one order only were left out: nothing tells whether they will come again."


def clv(
    units: Units,
    ahead: str | timedelta = "365d",
    orders: Given = None,
    refunds: Given = None,
    order_id: str = "order_id",
    currency: str | None = None,
) -> Counting:
    """What customers with an order will pay in the time `ahead`, mean, by the step of their first order."""
    weeks = weeks_of(ahead)
    sold = sales(units, orders, refunds, order_id, currency)
    model, notes = model_of(units, sold)

    def count(view: View, cells: Cells) -> Records:
        bought = purchases_in(units, view, sold)
        return records(bought.first, bought.row, 0.0)

    if model is None or model.spending is None:
        return Counting(count, lambda cell: unknown(WORTH, len(cell.customer)), notes=notes)
    return Counting(count, _means(model, worth.value(model, worth.orders(model, weeks)), WORTH), notes=notes)


def churn_risk(units: Units, orders: Given = None, order_id: str = "order_id") -> Counting:
    """The chance that customers with two orders or more will never buy again, mean, by the step of their first."""
    sold = sales(units, orders, (), order_id, None)
    model, notes = model_of(units, sold)

    def count(view: View, cells: Cells) -> Records:
        bought = purchases_in(units, view, sold)
        again = bought.repeats > 0
        return records(bought.first[again], bought.row[again], 0.0, left_out=int(np.sum(~again)))

    if model is None:
        return Counting(count, lambda cell: unknown(METHOD, len(cell.customer)), ONCE, notes)
    return Counting(count, _means(model, leaving(model), METHOD, share=True), ONCE, notes)


def weeks_of(ahead: str | timedelta) -> float:
    """A time to look ahead, in weeks. Raises UsageError for none."""
    weeks = parse_duration(ahead) / DAY / WEEK
    if weeks <= 0:
        raise UsageError('ahead is how far to look into the future, such as "365d".')
    return weeks


def _means(model: Model, found: Expected, method: str, share: bool = False) -> Callable[[Cell], Estimate]:
    """The mean of the customers of a cell, who are found again by their hashes."""
    order = np.argsort(model.known.hash)
    hashes = model.known.hash[order]

    def estimate(cell: Cell) -> Estimate:
        rows: Ints = order[np.searchsorted(hashes, cell.hash[cell.customer])]
        return mean_of(model, found, rows, method, share)

    return estimate


KPIS = (
    Kpi(
        "clv",
        "What a customer who has ordered is expected to pay in the next {ahead}, in one currency, by when, how "
        "often and for how much they bought.",
        "currency",
        "higher",
        clv,
    ),
    Kpi(
        "churn_risk",
        "The chance that a customer will not buy again, by when and how often they bought; mean of customers with two "
        "orders or more.",
        "share",
        "lower",
        churn_risk,
    ),
)
