"""A visit online, up to the cart: search, catalogue, product pages. A search that finds nothing ends many visits."""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from sojourn.simulate.arrays import HOUR, Floats, Ints, Mask, happens, whole
from sojourn.simulate.arriving import arrive, make_account, sign_in
from sojourn.simulate.checkout import Chances, Checkouts, chances, check_out
from sojourn.simulate.log import CHANNELS, Field, Named, Words, only
from sojourn.simulate.running import Orders, Run, Visits
from sojourn.simulate.surveys import BAD, GOOD, ask

CATEGORIES = ("lamps", "rugs", "shelves", "kitchen", "garden", "bedding")
FOUND = ("desk lamp", "wool rug", "wall shelf", "cast iron pan", "garden chair", "linen sheets")
NOT_FOUND = ("lamp green glas", "rug 3x5 m", "shelf bracket oak", "left-handed scissors", "hammock stand", "duvet 3 m")
"""What people search for: one for each of CATEGORIES."""

ARRIVES, INSTALLS, SIGNS_IN, SEARCHES, LISTS, VIEWS, VIEWS_MORE, ADDS, VIEWS_CART = range(9)
CHECKOUT, OPTIONS, PAYMENT, ORDER, COUPON, ACCOUNT = range(9, 15)
"""What can happen in a visit, in this order; each takes a quarter of a minute to one and a half."""

_VIEWS = 0.75
_VIEWS_MORE = 0.45
_VIEWS_CART = 0.5
_ASKED = 0.1


class Browsing(Struct, frozen=True):
    """What customers do before the checkout, and the `chance` to get from the search to the start of a checkout."""

    searches: Mask
    empty: Mask
    leaves: Mask
    adds: Mask
    starts: Mask
    chance_to_leave: Floats
    chance: Floats


def visit_online(run: Run, visits: Visits) -> Orders:
    """All visits online of one round: browse, check out. Returns the orders."""
    rng = run.random.visits
    moments = visits.at[:, None] + rng.integers(15_000, 90_000, (len(visits), ACCOUNT + 1)).cumsum(axis=1)
    in_app = happens(rng, run.people.trait(lambda p: p.app, visits.customer))
    channel = np.where(in_app, CHANNELS.index("app"), CHANNELS.index("web"))
    arrive(run, visits, channel, moments[:, ARRIVES], moments[:, INSTALLS])
    signed = sign_in(run, visits, channel, moments[:, SIGNS_IN])
    did = _browse(run, visits)
    _write(run, visits, did, moments, channel, np.where(signed, Named.MEMBER, Named.VISITOR))
    _ask(run, visits, did, moments[:, SEARCHES])
    ahead = chances(run, visits)
    _add_up(run, visits, did, ahead)
    checkouts = Checkouts(visits, channel, *(moments[:, step] for step in (CHECKOUT, OPTIONS, PAYMENT, ORDER, COUPON)))
    orders, ordered = check_out(run, checkouts, ahead, did.starts)
    fresh = ordered & ~run.histories.account[visits.customer]
    make_account(run, visits.customer[fresh], channel[fresh], moments[fresh, ACCOUNT])
    return orders


def _browse(run: Run, visits: Visits) -> Browsing:
    """Decide what happens up to the cart. Who leaves after a search does nothing more."""
    rng, world, people = run.random.visits, run.world, run.people
    searches = happens(rng, np.full(len(visits), world.searches))
    empty = searches & happens(rng, people.trait(lambda p: p.empty_search, visits.customer))
    chance_to_leave = searches * world.leaves_search + empty * world.empty_search_hurts
    leaves = happens(rng, chance_to_leave)
    adding = people.trait(lambda p: p.adds, visits.customer)
    starting = people.trait(lambda p: p.starts, visits.customer)
    adds = ~leaves & happens(rng, adding)
    starts = adds & happens(rng, starting)
    return Browsing(searches, empty, leaves, adds, starts, chance_to_leave, adding * starting)


def _write(run: Run, visits: Visits, did: Browsing, moments: Ints, channel: Ints, named: Ints) -> None:
    """Write down what happened up to the cart."""
    rng, size = run.random.visits, len(visits)
    category = Words(whole(rng, size, 0, len(CATEGORIES) - 1), CATEGORIES)
    views = ~did.leaves & (did.adds | happens(rng, np.full(size, _VIEWS)))
    more = views & happens(rng, np.full(size, _VIEWS_MORE))
    looks = did.starts | (did.adds & happens(rng, np.full(size, _VIEWS_CART)))
    _write_searches(run, visits, did, category.codes, moments[:, SEARCHES], channel, named)
    steps = (
        ("Product List Viewed", LISTS, ~did.leaves),
        ("Product Viewed", VIEWS, views),
        ("Product Viewed", VIEWS_MORE, more),
        ("Product Added", ADDS, did.adds),
        ("Cart Viewed", VIEWS_CART, looks),
    )
    for event, step, who in steps:
        said: dict[str, Field] = {} if step == VIEWS_CART else {"category": only(category, who)}
        run.log.visit(event, visits.customer[who], moments[who, step], channel[who], named[who], "", **said)


def _write_searches(
    run: Run, visits: Visits, did: Browsing, category: Ints, at: Ints, channel: Ints, named: Ints
) -> None:
    who, empty = did.searches, did.empty[did.searches]
    results = np.where(empty, 0, whole(run.random.visits, len(empty), 1, 60))
    query = Words(category[who] + empty * len(FOUND), FOUND + NOT_FOUND)
    run.log.visit(
        "Products Searched", visits.customer[who], at[who], channel[who], named[who], results=results, query=query
    )


def _ask(run: Run, visits: Visits, did: Browsing, at: Ints) -> None:
    """Ask some who have an account, an hour later, how their search went."""
    rng = run.random.searches
    own = replace(run, random=replace(run.random, surveys=rng, texts=rng))
    asked = did.searches & run.histories.account[visits.customer] & happens(rng, np.full(len(visits), _ASKED))
    ask(own, visits.customer[asked], at[asked] + HOUR, "search", np.where(did.empty[asked], BAD, GOOD))


def _add_up(run: Run, visits: Visits, did: Browsing, ahead: Chances) -> None:
    """Searches and what leaving after them costs; and what a visit of each persona is worth."""
    sums, hurts = run.sums, np.full(len(visits), run.world.empty_search_hurts)
    order = did.chance * ahead.order
    who = did.searches
    sums.search = sums.search.plus(did.chance_to_leave[who], did.empty[who], hurts[who], order[who], ahead.value[who])
    persona = run.people.persona[visits.customer]
    sums.visiting = sums.visiting.plus(persona, (1 - did.chance_to_leave) * order, ahead.value)
