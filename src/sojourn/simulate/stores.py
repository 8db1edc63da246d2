"""Visits to a store: the loyalty card says who it was."""

from __future__ import annotations

import numpy as np

from sojourn.simulate.arrays import HOUR, MINUTE, happens, whole
from sojourn.simulate.arriving import become_known
from sojourn.simulate.checkout import use_coupon, worth
from sojourn.simulate.log import Named
from sojourn.simulate.running import Run, Visits
from sojourn.simulate.surveys import GOOD, ask, ask_for_recommendation

_ASKED = 0.25


def visit_store(run: Run, visits: Visits) -> None:
    """All visits to stores of one round."""
    rng, customer = run.random.visits, visits.customer
    chance = run.people.trait(lambda p: p.buys_in_store, customer)
    value = worth(rng, run.people.trait(lambda p: p.basket, customer))
    run.sums.visiting = run.sums.visiting.plus(run.people.persona[customer], chance, value)
    become_known(run, customer, visits.at)
    run.log.visit("Store Visited", customer, visits.at, "store", Named.CARD, "store visit")
    buys = happens(rng, chance)
    buyers, at = customer[buys], visits.at[buys] + whole(rng, int(buys.sum()), 4 * MINUTE, 35 * MINUTE)
    run.log.visit(
        "Order Completed",
        buyers,
        at,
        "store",
        Named.CARD,
        "store visit",
        value=value[buys],
        currency="EUR",
        order_number=run.histories.order_numbers(len(buyers)),
    )
    run.histories.orders[buyers] += 1
    use_coupon(run, buyers, at + 1000, "store", Named.CARD)
    asked = happens(rng, np.full(len(buyers), _ASKED))
    good = np.full(int(asked.sum()), GOOD)
    ask(run, buyers[asked], at[asked] + HOUR, "store visit", good)
    ask_for_recommendation(run, buyers, visits.day[buys], np.zeros(len(buyers), np.int64))
