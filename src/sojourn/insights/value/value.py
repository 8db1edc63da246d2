"""What each customer is expected to buy and pay, and what all of them together."""

from __future__ import annotations

from datetime import timedelta
from math import nan
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sojourn.engines.units import Units
from sojourn.errors import UsageError
from sojourn.estimates import unknown
from sojourn.insights.value.records import Checked, CustomerValue, Value
from sojourn.journeys.view import View
from sojourn.measures.kpis.orders import Sales, sales
from sojourn.measures.kpis.records import Floats, Ints
from sojourn.measures.kpis.steps import Given
from sojourn.measures.kpis.value import buying, worth
from sojourn.measures.kpis.value.figures import weeks_of
from sojourn.measures.kpis.value.purchases import WEEK, purchases_in
from sojourn.measures.kpis.value.worth import METHOD, WORTH, Expected, Model
from sojourn.periods import DAY

Ids = NDArray[np.object_]
NAMES = ("r", "alpha", "a", "b", "p", "q", "gamma")
SHARE_CHECKED = 0.25
"""The last quarter of the records is what the model is checked on."""


class Figures(NamedTuple):
    """Of each customer: the chance to have left, purchases and payments to come, and the range of purchases."""

    leaving: Expected
    orders: Expected
    value: Expected | None
    ahead: buying.Ahead


def value(
    units: Units,
    ahead: str | timedelta = "365d",
    top: int | None = None,
    *,
    orders: Given = None,
    refunds: Given = None,
    order_id: str = "order_id",
    currency: str | None = None,
) -> Value:
    """What customers with an order will buy and pay in the time `ahead`; `top`: rows for so many of them only.

    From when, how often and for how much they bought, by the models BG/NBD and gamma-gamma. Orders of one day (UTC) are
    one purchase, less refunds. Where too few bought again, figures have no value and a note says so. Raises UsageError
    for journeys of which a customer has several.
    """
    if units.repeats:
        raise UsageError('Value is of customers, not of journeys. Ask ws.journeys().value(), or with unit="customer".')
    weeks, sold = weeks_of(ahead), sales(units, orders, refunds, order_id, currency)
    model, notes = worth.model_of(units, sold)
    if model is None:
        buyers = sum(units.collect(lambda view: purchases_in(units, view, sold).size))
        nothing = unknown(METHOD, buyers)
        span = timedelta(weeks=weeks)
        return Value((), span, buyers, nothing, nothing, nothing, {}, nan, None, sold.currency, notes=notes)
    return _result(units, sold, model, weeks, top)


def _result(units: Units, sold: Sales, model: Model, weeks: float, top: int | None) -> Value:
    found = _figures(model, weeks)
    of_orders, of_value = worth.chances(model, weeks)
    size, again = model.known.size, np.flatnonzero(model.known.repeats > 0)
    paid = unknown(WORTH, size) if found.value is None else worth.total(model, found.value, of_value, WORTH)
    fits = [model.buying, *([model.spending] if model.spending else [])]
    parameters = np.concatenate([fit.parameters for fit in fits]).tolist()
    return Value(
        _rows(units, sold, model, found, top),
        timedelta(weeks=weeks),
        size,
        worth.total(model, found.orders, of_orders, METHOD),
        paid,
        worth.mean_of(model, found.leaving, again, METHOD, share=True),
        dict(zip(NAMES, parameters, strict=False)),
        model.buying.log_likelihood,
        _checked(units, sold, model),
        sold.currency,
        notes=model.notes + ((worth.NO_RANGE,) if found.value is not None and not np.isfinite(of_value) else ()),
    )


def _figures(model: Model, weeks: float) -> Figures:
    orders = worth.orders(model, weeks)
    return Figures(
        worth.leaving(model),
        orders,
        None if model.spending is None else worth.value(model, orders),
        buying.ahead(model.buying.parameters, model.known, weeks),
    )


def _rows(units: Units, sold: Sales, model: Model, found: Figures, top: int | None) -> tuple[CustomerValue, ...]:
    """The customers of the highest value (or else orders) first; ties by id."""
    ids = np.concatenate(units.collect(lambda view: _ids(units, sold, view)))
    first: Floats = (found.value or found.orders).figure
    order = np.lexsort((ids, -first))[:top]
    chosen = model.known.take(order)
    leaving, orders = (_some(each, order) for each in (found.leaving, found.orders))
    risks = worth.each(model, leaving, METHOD, share=True)
    paid = [unknown(WORTH, 1)] * len(order)
    if found.value is not None:
        paid = worth.each(model, _some(found.value, order), WORTH)
    columns = (
        ids[order].tolist(),
        (chosen.repeats + 1).astype(int).tolist(),
        [risk if again else unknown(METHOD, 1) for risk, again in zip(risks, chosen.repeats > 0, strict=True)],
        worth.each(model, orders, METHOD),
        found.ahead.least[order].astype(int).tolist(),
        found.ahead.most[order].astype(int).tolist(),
        paid,
    )
    return tuple(CustomerValue(*cells) for cells in zip(*columns, strict=True))


def _ids(units: Units, sold: Sales, view: View) -> Ids:
    """The ids of the buyers of a view, in the order of `purchases_in`."""
    rows = purchases_in(units, view, sold).row
    return np.array(view.customers.ids.take(rows).to_pylist(), object)


def _some(found: Expected, rows: Ints) -> Expected:
    return Expected(found.figure[rows], found.slopes[rows])


def _checked(units: Units, sold: Sales, model: Model) -> Checked | None:
    """The check on the last quarter of the records."""
    now = units.manifest.data_up_to or 0
    until = now - round(float(model.known.age.max()) * WEEK * SHARE_CHECKED) * DAY
    found = worth.checked(units, sold, until)
    if found is None:
        return None
    return Checked(timedelta(weeks=found.weeks), found.customers, found.expected, found.came, found.error)
