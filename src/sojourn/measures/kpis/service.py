"""Service: how long customers wait, whether one contact is enough, how often they complain."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from sojourn.engines.units import Units
from sojourn.errors import UsageError
from sojourn.journeys.view import View
from sojourn.measures.kpis import estimating
from sojourn.measures.kpis.cells import Cells
from sojourn.measures.kpis.orders import orders_in
from sojourn.measures.kpis.records import Counting, Ints, Kpi, Mask, Records, joined, outcomes, records
from sojourn.measures.kpis.steps import Events, Given, Steps, events_of, following, keyed, live_steps, picked
from sojourn.periods import SECOND, parse_duration


def first_response_time(
    units: Units,
    opened: Given = None,
    answered: Given = None,
    solved: Given = None,
    ticket_id: str = "ticket_id",
) -> Counting:
    """A ticket that is solved without an answer is answered by that."""
    answers = events_of(units, "ticket_answered", "answered", answered)
    return _waits(
        units, opened, (answers, events_of(units, "ticket_solved", "solved", solved, optional=True)), ticket_id
    )


def resolution_time(units: Units, opened: Given = None, solved: Given = None, ticket_id: str = "ticket_id") -> Counting:
    """From the first opening of a ticket to its first solution."""
    return _waits(units, opened, (events_of(units, "ticket_solved", "solved", solved),), ticket_id)


def _waits(units: Units, opened: Given, ended: tuple[Events, ...], ticket_id: str) -> Counting:
    """Waits in seconds. A ticket is known by its id, else by its case, else the customer's next end is its end."""
    opens = events_of(units, "ticket_opened", "opened", opened)
    now = units.manifest.data_up_to or 0

    def count(view: View, cells: Cells) -> Records:
        steps = picked(view, opens, *ended)
        ticket = _ticket(units, view, steps, ticket_id)
        ends = np.any([each.pick(view) for each in ended], axis=0)[steps.at]
        place = following(steps, ends, ticket)
        until = np.where(place >= 0, steps.time[place], now)
        starts = opens.pick(view)[steps.at]
        asked = steps.take(starts)
        once = (ticket[starts] == 0) | asked.first_of(ticket[starts])
        seconds = (until - steps.time)[starts][once] / SECOND
        asked = asked.take(once)
        return records(asked.at, asked.customer, seconds, open=(place < 0)[starts][once])

    notes = opens.notes + tuple(note for each in ended for note in each.notes)
    return Counting(count, estimating.wait(0.5), notes=notes, further={"p90": estimating.wait(0.9)})


def _ticket(units: Units, view: View, steps: Steps, ticket_id: str) -> Ints:
    """A number for each ticket: positive by its id, negative by its case, 0 where neither is known."""
    by_id, by_case = keyed(units, ticket_id, view, steps), keyed(units, "case_id", view, steps)
    found: Ints = np.where(by_id > 0, by_id, -by_case)
    return found


def repeat_contact(
    units: Units, contacts: Given = None, within: str | timedelta = "7d", subject: str | None = None
) -> Counting:
    """Contacts by whether another follows; with `subject`, on the same value of that property."""
    contact = events_of(units, "support_contact", "contacts", contacts)
    limit, now = parse_duration(within), units.manifest.data_up_to or 0

    def count(view: View, cells: Cells) -> Records:
        steps = picked(view, contact)
        again = _again(steps, _subject(units, view, steps, subject), limit)
        return outcomes(steps.at, steps.customer, again, now - steps.time < limit)

    return Counting(count, estimating.share, notes=contact.notes)


def first_contact_resolution(
    units: Units, contacts: Given = None, within: str | timedelta = "7d", subject: str | None = None
) -> Counting:
    """Contacts without one in the time before, by whether none follows; `subject` as for repeat contacts."""
    contact = events_of(units, "support_contact", "contacts", contacts)
    limit, now = parse_duration(within), units.manifest.data_up_to or 0

    def count(view: View, cells: Cells) -> Records:
        steps = picked(view, contact)
        key = _subject(units, view, steps, subject)
        again = _again(steps, key, limit)
        follows = np.zeros(len(again), np.bool_)
        follows[following(steps, np.ones(len(again), np.bool_), key)[again]] = True
        first = steps.take(~follows)
        return outcomes(first.at, first.customer, ~again[~follows], now - first.time < limit)

    return Counting(count, estimating.share, notes=contact.notes)


def _subject(units: Units, view: View, steps: Steps, subject: str | None) -> Ints:
    return np.zeros(len(steps.at), np.int64) if subject is None else keyed(units, subject, view, steps)


def _again(steps: Steps, key: Ints, limit: int) -> Mask:
    """Whether the customer's next step of the same key comes within the limit, bool[steps]."""
    place = following(steps, np.ones(len(steps.at), np.bool_), key)
    found: Mask = (place >= 0) & (steps.time[place] - steps.time <= limit)
    return found


def complaint_rate(
    units: Units,
    complaints: Given = None,
    per: str = "customer",
    orders: Given = None,
    order_id: str = "order_id",
) -> Counting:
    """`per="customer"`: customers who complained, of those active. `per="order"`: complaints by orders."""
    complaint = events_of(units, "complaint", "complaints", complaints)
    if per == "order":
        return _per_order(units, complaint, orders, order_id, "complaints per order")
    if per != "customer":
        raise UsageError(f'per of "complaint_rate" is "customer" or "order", not "{per}".')

    def count(view: View, cells: Cells) -> Records:
        everybody, complained = live_steps(view), picked(view, complaint)
        active = everybody.take(everybody.first_of(cells.period(view, everybody.at)))
        cell = cells.of(view, complained.at, complained.customer)
        unhappy = complained.take(complained.first_of(cell))
        return joined(records(unhappy.at, unhappy.customer, 1, 0), records(active.at, active.customer, 0, base=True))

    return Counting(count, estimating.share, notes=complaint.notes)


def contacts_per_order(
    units: Units, contacts: Given = None, orders: Given = None, order_id: str = "order_id"
) -> Counting:
    """Support contacts by orders; by channel and the like: contacts there by all orders."""
    return _per_order(
        units, events_of(units, "support_contact", "contacts", contacts), orders, order_id, "contacts per order"
    )


def _per_order(units: Units, counted: Events, orders: Given, order_id: str, unit: str) -> Counting:
    ordered = events_of(units, "order", "orders", orders)

    def count(view: View, cells: Cells) -> Records:
        steps, bought = picked(view, counted), orders_in(units, view, ordered, order_id).steps
        return joined(records(steps.at, steps.customer, 1, 0), records(bought.at, bought.customer, 0, base=True))

    return Counting(count, estimating.ratio, notes=counted.notes + ordered.notes, unit=unit)


KPIS = (
    Kpi(
        "first_response_time",
        "Time from a ticket's opening to the first answer: median and p90. Tickets not answered yet are censored.",
        "seconds",
        "lower",
        first_response_time,
    ),
    Kpi(
        "resolution_time",
        "Time from a ticket's opening to its solution: median and p90. Tickets not solved yet are censored.",
        "seconds",
        "lower",
        resolution_time,
    ),
    Kpi(
        "first_contact_resolution",
        "Share of first support contacts (none in the {within} before) without another contact within {within}.",
        "share",
        "higher",
        first_contact_resolution,
    ),
    Kpi(
        "repeat_contact",
        "Share of support contacts followed by another of the same customer within {within}.",
        "share",
        "lower",
        repeat_contact,
    ),
    Kpi(
        "complaint_rate",
        "Complaints per {per}: the share of active customers who complained, or complaints by orders.",
        "share",
        "lower",
        complaint_rate,
    ),
    Kpi("contacts_per_order", "Support contacts by orders.", "contacts per order", "lower", contacts_per_order),
)
