"""From the sums of a simulation to its truth."""

from __future__ import annotations

import numpy as np

from sojourn.simulate.arrays import Floats
from sojourn.simulate.running import Run
from sojourn.simulate.sums import Reached
from sojourn.simulate.table import Table
from sojourn.simulate.truth import BrightSpot, CheckoutStep, Fix, PainPoint, Personal, Truth

FIX = "call notes shared"


def tell(run: Run, made: Table) -> Truth:
    """The truth of a simulation whose events are `made`."""
    steps = _checkout(run)
    return Truth(
        pain_points=(_long_date(run), _empty_search(run), _late_delivery(run), _calling_twice(run)),
        checkout=steps,
        biggest_loss=max(steps, key=lambda step: step.reached * step.share_lost if step.reached else 0).touchpoint,
        fix=_fix(run),
        bright_spot=_bright_spot(run),
        personal=_personal(run, made),
        customers=made.customers,
        known=len(made.known),
        events=len(made.events),
    )


def _checkout(run: Run) -> tuple[CheckoutStep, ...]:
    steps = (
        ("checkout", "Checkout Started", run.sums.checkout),
        ("delivery options", "Checkout Step Viewed", run.sums.delivery_options),
        ("payment", "Payment Info Entered", run.sums.payment),
    )
    return tuple(CheckoutStep(place, event, sums.reached, sums.share_lost) for place, event, sums in steps)


def _long_date(run: Run) -> PainPoint:
    names = ("late delivery date shown", "delivery options", "purchase", "Checkout Step Viewed")
    return _pain_point(names, "leaves the checkout at the delivery options", run.sums.delivery_options)


def _empty_search(run: Run) -> PainPoint:
    names = ("search without result", "search", "consideration", "Products Searched")
    return _pain_point(names, "leaves the visit right after the search", run.sums.search)


def _late_delivery(run: Run) -> PainPoint:
    """Each next visit that is missed costs the orders of an average visit of that persona."""
    visiting, missed = run.sums.visiting, run.sums.missed
    visits = np.maximum(visiting.visits, 1)
    names = ("late delivery", "delivery", "service", "Order Delivered")
    return _pain_point(
        names,
        "makes no further visit within the period",
        run.sums.delivery,
        orders=_total(missed * visiting.orders / visits),
        value=_total(missed * visiting.value / visits),
        contacts=run.sums.late_contacts,
    )


def _calling_twice(run: Run) -> PainPoint:
    names = ("calling twice", "support call", "service", "Support Call")
    calls = run.sums.calls
    return _pain_point(names, "has to call again within seven days", calls, contacts=calls.effect)


def _pain_point(
    names: tuple[str, str, str, str],
    outcome: str,
    sums: Reached,
    orders: float | None = None,
    value: float | None = None,
    contacts: float = 0.0,
) -> PainPoint:
    """A pain point of name, touchpoint, stage and event."""
    return PainPoint(
        *names,
        outcome=outcome,
        reached=sums.reached,
        exposed=sums.exposed,
        share_lost=sums.share_lost,
        effect=sums.mean_effect,
        lost_orders=sums.orders if orders is None else orders,
        value_lost=sums.value if value is None else value,
        extra_contacts=contacts,
    )


def _fix(run: Run) -> Fix:
    before, after = run.sums.calls_before, run.sums.calls_after
    return Fix(
        FIX,
        "support call",
        "has to call again within seven days",
        run.calendar.middle_date,
        before.count,
        after.count,
        before.value,
        after.value,
    )


def _bright_spot(run: Run) -> BrightSpot:
    return BrightSpot(
        "chat solves it at once",
        "live chat",
        "service",
        "Live Chat Conversation Started",
        "csat",
        run.sums.chat_scores.value,
        ("support call", "support ticket"),
        run.sums.support_scores.value,
    )


def _personal(run: Run, made: Table) -> tuple[Personal, ...]:
    """Which events have personal data in their text, in the order of time."""
    texts = made.events["text"].to_pylist()
    found = [(row, run.personal[text]) for row, text in enumerate(texts) if text in run.personal]
    return tuple(Personal(f"e{row}", one.kind, one.value) for row, one in found)


def _total(values: Floats) -> float:
    return float(values.sum())
