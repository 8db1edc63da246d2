"""What follows an order online: parcel, late or not, payment, contact, refund, survey, review.

The pain point: late deliveries hurt scores, bring contacts, and cost next visits.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from sojourn.simulate.arrays import DAY, HOUR, Floats, Ints, Mask, happens, whole
from sojourn.simulate.browsing import CATEGORIES
from sojourn.simulate.calendar import opening_hours
from sojourn.simulate.log import Named, Words
from sojourn.simulate.running import Orders, Run
from sojourn.simulate.support import Contacts, contact_support
from sojourn.simulate.surveys import BAD, GOOD, GREAT, ask, ask_for_recommendation, review

LATE_DAYS = (2, 6)
AFTERMATH_DAYS = 16
"""Days from the promised date until an order is over whatever went wrong: late by six, called, called again."""
_ORDER_ASKED = 0.2
_DELIVERY_ASKED = 0.4


class Parcels(Struct, frozen=True):
    """How the orders arrive: `days` from the order until `at`, `late` by at least two."""

    late: Mask
    days: Ints
    at: Ints


def follow_up(run: Run, orders: Orders) -> Floats:
    """Everything after orders, up to the chance that their customers come back."""
    rng, size = run.random.delivery, len(orders)
    parcels = _deliver(run, orders)
    asked = happens(rng, np.full(size, _ORDER_ASKED))
    ask(run, orders.customer[asked], orders.at[asked] + HOUR, "order", np.full(int(asked.sum()), GOOD))
    failed = _payment_fails(run, orders)
    again = _contact(run, orders, parcels, failed)
    _refund(run, orders, parcels)
    _ask_about_delivery(run, orders, parcels)
    _review(run, orders, parcels)
    ask_for_recommendation(run, orders.customer, orders.day, parcels.late.astype(np.int64) + again)
    return _stays(run, orders, parcels)


def over(orders: Orders) -> Ints:
    """The day on which an order and all that can follow it are over."""
    return orders.day + orders.shown_days + AFTERMATH_DAYS


def _deliver(run: Run, orders: Orders) -> Parcels:
    rng, size, world = run.random.delivery, len(orders), run.world
    region = np.array([region.late for region in world.regions])[run.people.region[orders.customer]]
    december = run.calendar.is_december(orders.day) * world.december_late
    late = happens(rng, region + december)
    in_time = np.maximum(orders.shown_days - whole(rng, size, 0, 1), 2)
    days = np.where(late, orders.shown_days + whole(rng, size, *LATE_DAYS), in_time)
    at = run.calendar.moment(orders.day + days, opening_hours(rng, size))
    shipped = run.calendar.moment(orders.day + 1, opening_hours(rng, size))
    run.log.aside("Order Shipped", orders.customer, shipped, "email", Named.USER, order_number=orders.number)
    run.log.aside(
        "Order Delivered",
        orders.customer,
        at,
        "partner",
        Named.USER,
        order_number=orders.number,
        shown_days=orders.shown_days,
        delivery_days=days,
        late=late,
    )
    return Parcels(late, days, at)


def _payment_fails(run: Run, orders: Orders) -> Mask:
    """A direct debit is returned one or two days after the order."""
    failed = happens(run.random.delivery, np.full(len(orders), run.world.payment_fails))
    at = orders.at[failed] + whole(run.random.delivery, int(failed.sum()), 20 * HOUR, 44 * HOUR)
    run.log.aside(
        "Payment Failed", orders.customer[failed], at, "email", Named.USER, order_number=orders.number[failed]
    )
    return failed


def _contact(run: Run, orders: Orders, parcels: Parcels, failed: Mask) -> Mask:
    """Who has a late parcel asks for it the day after it was due; others ask once it is there.

    Returns who has to call again.
    """
    rng, world = run.random.support, run.world
    usual = run.people.trait(lambda p: p.contact, orders.customer)
    who = happens(rng, usual + parcels.late * world.late_contact + failed * world.trouble_contact)
    day = orders.day + np.where(parcels.late, orders.shown_days + 1, parcels.days + whole(rng, len(orders), 1, 3))
    late = parcels.late & (parcels.at < run.calendar.end)
    run.sums.late_contacts += float(late.sum()) * world.late_contact
    again = np.zeros(len(orders), np.bool_)
    again[who] = contact_support(run, Contacts(orders.customer[who], day[who], orders.number[who]))
    return again


def _refund(run: Run, orders: Orders, parcels: Parcels) -> None:
    rng, world = run.random.delivery, run.world
    back = happens(rng, np.where(parcels.late, world.refund + world.late_refund, world.refund))
    at = parcels.at[back] + whole(rng, int(back.sum()), 3, 9) * DAY
    run.log.aside(
        "Order Refunded",
        orders.customer[back],
        at,
        "email",
        Named.USER,
        order_number=orders.number[back],
        value=orders.value[back],
        currency="EUR",
    )


def _ask_about_delivery(run: Run, orders: Orders, parcels: Parcels) -> None:
    asked = happens(run.random.delivery, np.full(len(orders), _DELIVERY_ASKED))
    late = parcels.late[asked]
    topic = Words(late.astype(np.int64), ("delivery", "late delivery"))
    ask(run, orders.customer[asked], parcels.at[asked] + 3 * HOUR, "delivery", np.where(late, BAD, GOOD), topic)


def _review(run: Run, orders: Orders, parcels: Parcels) -> None:
    """The parcel does not spoil what people say of the product."""
    rng = run.random.delivery
    who = happens(rng, np.full(len(orders), run.world.review))
    size = int(who.sum())
    how = np.where(happens(rng, np.full(size, 0.12)), BAD, whole(rng, size, GOOD, GREAT))
    category = Words(whole(rng, size, 0, len(CATEGORIES) - 1), CATEGORIES)
    review(run, orders.customer[who], parcels.at[who] + whole(rng, size, 2, 14) * DAY, how, category)


def _stays(run: Run, orders: Orders, parcels: Parcels) -> Floats:
    """The chance of a next visit; and what late deliveries take off it, as far as it would fall into the period."""
    people, sums = run.people, run.sums
    hurts = people.trait(lambda p: p.late_hurts, orders.customer)
    stays = people.trait(lambda p: p.stays, orders.customer) - parcels.late * hurts
    persona, gap = people.persona[orders.customer], people.trait(lambda p: p.gap_days, orders.customer)
    in_time = run.calendar.chance_in_time(persona, over(orders), gap)
    there = parcels.at < run.calendar.end
    missed = hurts * in_time
    nothing = np.zeros(int(there.sum()))
    lost = 1 - stays * in_time
    sums.delivery = sums.delivery.plus(lost[there], parcels.late[there], missed[there], nothing, nothing)
    exposed = there & parcels.late
    sums.missed = sums.missed + np.bincount(persona[exposed], missed[exposed], len(sums.missed))
    return stays
