"""A checkout attempt: address, delivery options, payment, order, in this order and nothing in between.

The pain point: some are shown a long delivery date, and leave more often for it.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from sojourn.simulate.arrays import Floats, Ints, Mask, happens, whole
from sojourn.simulate.arriving import become_known
from sojourn.simulate.log import Attempts, Field, Named
from sojourn.simulate.running import Orders, Run, Visits
from sojourn.simulate.sums import Reached

LONG_DAYS = (8, 14)
SHORT_DAYS = (2, 4)
"""Days until delivery that are shown, fewest and most."""


class Checkouts(Struct, frozen=True):
    """The checkouts that visits may come to, and the moments of their steps, int64[visits] each."""

    visits: Visits
    channel: Ints
    begins: Ints
    options: Ints
    pays: Ints
    orders: Ints
    coupon: Ints


class Chances(Struct, frozen=True):
    """What awaits each visit at the checkout, whether it gets there or not; chances to leave once there."""

    long_date: Mask
    impatience: Floats
    leaves_checkout: Floats
    leaves_delivery: Floats
    leaves_payment: Floats
    value: Floats

    @property
    def order(self) -> Floats:
        """The chance of an order, once a checkout is started."""
        return (1 - self.leaves_checkout) * (1 - self.leaves_delivery) * (1 - self.leaves_payment)


def chances(run: Run, visits: Visits) -> Chances:
    """Draw what is shown and bought; the rest are chances."""
    rng, people, world = run.random.checkout, run.people, run.world
    region = np.array([region.long_date for region in world.regions])[people.region[visits.customer]]
    december = run.calendar.is_december(visits.day) * world.december_long_date
    long_date = happens(rng, region + december + people.trait(lambda p: p.long_date, visits.customer))
    impatience = people.trait(lambda p: p.impatience, visits.customer)
    leaves = people.trait(lambda p: p.leaves_delivery, visits.customer) + long_date * impatience
    return Chances(
        long_date,
        impatience,
        people.trait(lambda p: p.leaves_checkout, visits.customer),
        leaves,
        people.trait(lambda p: p.leaves_payment, visits.customer),
        worth(rng, people.trait(lambda p: p.basket, visits.customer)),
    )


def worth(rng: np.random.Generator, basket: Floats) -> Floats:
    """Values of orders in euros around the median `basket`."""
    found: Floats = np.round(basket * rng.lognormal(0, 0.5, len(basket)), 2)
    return found


def check_out(run: Run, checkouts: Checkouts, ahead: Chances, starts: Mask) -> tuple[Orders, Mask]:
    """Simulate the attempts of visits that start one; returns the orders, and which visits led to one."""
    rng = run.random.checkout
    days = np.where(ahead.long_date, whole(rng, len(starts), *LONG_DAYS), whole(rng, len(starts), *SHORT_DAYS))
    options = starts & ~happens(rng, ahead.leaves_checkout)
    pays = options & ~happens(rng, ahead.leaves_delivery)
    orders = pays & ~happens(rng, ahead.leaves_payment)
    _add_up(run, ahead, starts, options, pays)
    _write(run, checkouts, "Checkout Started", checkouts.begins, starts, "checkout")
    _write(run, checkouts, "Checkout Step Viewed", checkouts.options, options, "delivery options", shown_days=days)
    _write(run, checkouts, "Payment Info Entered", checkouts.pays, pays, "payment")
    become_known(run, checkouts.visits.customer[starts], checkouts.begins[starts])
    ends = np.select([orders, pays, options], [checkouts.orders, checkouts.pays, checkouts.options], checkouts.begins)
    run.log.attempts.append(Attempts(checkouts.visits.customer[starts], checkouts.begins[starts], ends[starts]))
    return _order(run, checkouts, ahead.value, days, orders), orders


def use_coupon(run: Run, customer: Ints, at: Ints, channel: str | Ints, named: Named) -> None:
    """Some orders from the second on are paid with a coupon."""
    repeat = run.histories.orders[customer] > 1
    uses = repeat & happens(run.random.checkout, np.full(len(customer), run.world.coupon))
    channels = channel if isinstance(channel, str) else channel[uses]
    run.log.visit("Coupon Redeemed", customer[uses], at[uses], channels, named)


def _order(run: Run, checkouts: Checkouts, value: Floats, days: Ints, who: Mask) -> Orders:
    customer = checkouts.visits.customer[who]
    number = run.histories.order_numbers(len(customer))
    at, channel = checkouts.orders[who], checkouts.channel[who]
    run.log.visit(
        "Order Completed",
        customer,
        at,
        channel,
        Named.MEMBER,
        "order",
        value=value[who],
        currency="EUR",
        order_number=number,
    )
    run.histories.orders[customer] += 1
    use_coupon(run, customer, checkouts.coupon[who], channel, Named.MEMBER)
    return Orders(customer, checkouts.visits.day[who], at, number, days[who], value[who])


def _write(
    run: Run, checkouts: Checkouts, event: str, at: Ints, who: Mask, touchpoint: str, shown_days: Ints | None = None
) -> None:
    said: dict[str, Field] = {} if shown_days is None else {"shown_days": shown_days[who]}
    run.log.visit(
        event, checkouts.visits.customer[who], at[who], checkouts.channel[who], Named.MEMBER, touchpoint, **said
    )


def _add_up(run: Run, ahead: Chances, starts: Mask, options: Mask, pays: Mask) -> None:
    sums, nobody = run.sums, np.zeros(len(starts), np.bool_)
    paid, nothing = 1 - ahead.leaves_payment, np.zeros(len(starts))

    def plus(so_far: Reached, leaves: Floats, exposed: Mask, effect: Floats, who: Mask) -> Reached:
        return so_far.plus(leaves[who], exposed[who], effect[who], paid[who], ahead.value[who])

    sums.checkout = plus(sums.checkout, ahead.leaves_checkout, nobody, nothing, starts)
    sums.delivery_options = plus(
        sums.delivery_options, ahead.leaves_delivery, ahead.long_date, ahead.impatience, options
    )
    sums.payment = plus(sums.payment, ahead.leaves_payment, nobody, nothing, pays)
