"""What customer value comes out as."""

from __future__ import annotations

from datetime import timedelta
from math import isnan

from msgspec import Struct

from sojourn.estimates import Estimate
from sojourn.insights.words import counted, percent
from sojourn.results import Measured


class CustomerValue(Struct, frozen=True):
    """One customer: how often they bought, and what is expected of them in the time ahead.

    `churn_risk`: the chance that they will never buy again (no value after one order: nothing tells). `orders` and
    `value` are expectations; their ranges say how well these are known. `orders_low` and `orders_high`: in 95 of 100
    such customers the orders that come lie between.
    """

    customer: str
    bought: int
    churn_risk: Estimate
    orders: Estimate
    orders_low: int
    orders_high: int
    value: Estimate


class Checked(Struct, frozen=True):
    """The same model, fitted to the time before the last `ahead` and asked about it.

    `expected` orders after the first of each customer known then, with the range they should lie in; `came`: those
    that really came; `error`: how far off it was by customer, on average.
    """

    ahead: timedelta
    customers: int
    expected: Estimate
    came: int
    error: float

    def sentence(self) -> str:
        """How well it did, in words."""
        within = self.expected.low <= self.came <= self.expected.high
        weeks, did = round(self.ahead / timedelta(weeks=1)), "inside" if within else "outside"
        return (
            f"Asked about the last {counted(weeks, 'week')}, the model expected {self.expected.value:,.0f} orders "
            f"(likely {self.expected.low:,.0f} to {self.expected.high:,.0f}). {self.came:,} came: {did} that range."
        )


class Value(Measured, frozen=True):
    """What customers who have ordered are worth in the time `ahead`, the highest value first.

    `orders` and `value`: of all of them together, with the range that what really comes should lie in (it holds if
    customers go on as they did). `churn_risk`: mean of those who bought twice or more. `parameters` of the models:
    r, alpha (weeks), a, b, and p, q, gamma. `currency` is that of values; empty where the log does not say.
    """

    rows: tuple[CustomerValue, ...]
    ahead: timedelta
    customers: int
    orders: Estimate
    value: Estimate
    churn_risk: Estimate
    parameters: dict[str, float]
    log_likelihood: float
    checked: Checked | None
    currency: str

    def summary(self) -> str:
        """The sums in sentences."""
        said = [_about_orders(self)]
        if not isnan(self.value.value):
            said.append(f"They are expected to pay {_ranged(self.value, self.currency)}.")
        if not isnan(self.churn_risk.value):
            said.append(
                f"Of those who bought more than once, {percent(self.churn_risk.value)} are expected not to come back."
            )
        return "\n".join([*said, *([self.checked.sentence()] if self.checked else [])])


def _about_orders(found: Value) -> str:
    who = counted(found.customers, "customer")
    if found.customers == 0:
        return "No customer has ordered, so what customers will buy cannot be told."
    if isnan(found.orders.value):
        return f"What {who} will buy cannot be told."
    days = f"in the next {counted(found.ahead.days, 'day')}"
    verb = "is" if found.customers == 1 else "are"
    return f"{who} {verb} expected to order {_ranged(found.orders)} times {days}."


def _ranged(estimate: Estimate, unit: str = "") -> str:
    said = f"{estimate.value:,.0f} {unit}".rstrip()
    return said if isnan(estimate.low) else f"{said} (likely {estimate.low:,.0f} to {estimate.high:,.0f})"
