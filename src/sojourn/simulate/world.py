"""What is true in the simulated shop: who comes, how they decide, and what goes wrong how often.

Every number is a chance from 0 to 1, unless its name or docstring gives a unit. Chances add up: what a pain point adds
is its true effect. `STANDARD` is the shop that `simulate.shop` opens.
"""

from __future__ import annotations

from msgspec import Struct

AGE_BANDS = ("18-29", "30-44", "45-59", "60+")
SOURCES = ("ads", "search", "social", "email", "word_of_mouth", "store")
"""How a customer first heard of the shop; "store" is a walk-in."""
CONTACTS = ("phone", "chat", "ticket")


class Persona(Struct, frozen=True, kw_only=True):
    """A described kind of customer; `share` is its weight among all. It shapes what customers meet and what they do.

    `ages`, `regions`, `sources` and `contacts` are weights, in the order of AGE_BANDS, the world's regions, SOURCES and
    CONTACTS.
    """

    name: str
    share: float
    ages: tuple[float, ...]
    regions: tuple[float, ...]
    sources: tuple[float, ...]
    online: float
    """A visit is online; a first visit goes by its source instead."""
    app: float
    """An online visit is in the app."""
    gap_days: float
    """Days of average business until the next visit, mean, once the last one and its order are over."""
    stays: float
    """There is a next visit at all."""
    december: float
    """How many times as likely a visit is in December as the season alone makes it; no chance."""
    empty_search: float
    """A search finds nothing."""
    adds: float
    """Puts something into the cart, of visits that went beyond the search."""
    starts: float
    """Starts a checkout, of visits with something in the cart."""
    buys_in_store: float
    leaves_checkout: float
    leaves_delivery: float
    leaves_payment: float
    long_date: float
    """Added to the chance of being shown a long delivery date: their baskets hold more of what is not in stock."""
    impatience: float
    """Added to `leaves_delivery` by a long delivery date."""
    basket: float
    """Median value of an order in euros; no chance."""
    contact: float
    """Contacts support after an order that came in time."""
    contacts: tuple[float, ...]
    calls_again: float
    """How many times as likely as others to have to call again; no chance."""
    late_hurts: float
    """Taken off `stays` by a late delivery."""
    answers: float
    """Answers a survey."""
    subscribes: float
    """Takes the newsletter, once known to the shop."""


class Region(Struct, frozen=True):
    """Where customers live; chances of a long delivery date and of a late delivery outside December."""

    name: str
    long_date: float
    late: float


class World(Struct, frozen=True, kw_only=True):
    """The shop's own side. `weekdays` (Monday first) and `months` say how busy days are, relative to one another."""

    personas: tuple[Persona, ...]
    regions: tuple[Region, ...]
    weekdays: tuple[float, ...] = (0.95, 0.9, 0.9, 0.95, 1.0, 1.2, 1.1)
    months: tuple[float, ...] = (0.95, 0.85, 0.9, 0.95, 0.95, 0.9, 0.85, 0.85, 0.95, 1.0, 1.2, 1.7)
    december_long_date: float = 0.15
    december_late: float = 0.12
    searches: float = 0.6
    leaves_search: float = 0.1
    empty_search_hurts: float = 0.45
    """Added to `leaves_search` by a search that finds nothing."""
    late_contact: float = 0.3
    """Added to the chance of contacting support by a late delivery."""
    payment_fails: float = 0.02
    """A direct debit is returned days after the order."""
    trouble_contact: float = 0.25
    """Added to the chance of contacting support by a failed payment."""
    call_again: float = 0.38
    call_again_fixed: float = 0.09
    """The same once call notes are shared."""
    refund: float = 0.04
    late_refund: float = 0.06
    """Added to `refund` by a late delivery."""
    coupon: float = 0.15
    """An order from the second on is paid with a coupon."""
    review: float = 0.08
    unsubscribes: float = 0.4
    """Ends the newsletter, of subscribers who do not come back."""
    opens_mail: float = 0.22
    clicks_mail: float = 0.3
    """Clicks a link, of opened mails."""
    text: float = 0.6
    """An answer or review says something in words."""
    personal: float = 0.03
    """A text contains personal data."""


STANDARD = World(
    personas=(
        Persona(
            name="planner",
            share=0.3,
            ages=(0.15, 0.4, 0.3, 0.15),
            regions=(0.45, 0.4, 0.15),
            sources=(0.22, 0.4, 0.08, 0.08, 0.14, 0.08),
            online=0.9,
            app=0.3,
            gap_days=40,
            stays=0.74,
            december=1.0,
            empty_search=0.12,
            adds=0.68,
            starts=0.8,
            buys_in_store=0.55,
            leaves_checkout=0.07,
            leaves_delivery=0.05,
            leaves_payment=0.05,
            long_date=0.0,
            impatience=0.3,
            basket=75,
            contact=0.12,
            contacts=(0.35, 0.3, 0.35),
            calls_again=1.0,
            late_hurts=0.2,
            answers=0.42,
            subscribes=0.55,
        ),
        Persona(
            name="bargain hunter",
            share=0.3,
            ages=(0.4, 0.35, 0.17, 0.08),
            regions=(0.4, 0.35, 0.25),
            sources=(0.42, 0.18, 0.22, 0.1, 0.05, 0.03),
            online=0.92,
            app=0.55,
            gap_days=28,
            stays=0.68,
            december=1.0,
            empty_search=0.2,
            adds=0.62,
            starts=0.72,
            buys_in_store=0.5,
            leaves_checkout=0.13,
            leaves_delivery=0.15,
            leaves_payment=0.09,
            long_date=0.24,
            impatience=0.34,
            basket=38,
            contact=0.1,
            contacts=(0.25, 0.5, 0.25),
            calls_again=1.1,
            late_hurts=0.26,
            answers=0.25,
            subscribes=0.65,
        ),
        Persona(
            name="loyal local",
            share=0.22,
            ages=(0.08, 0.22, 0.35, 0.35),
            regions=(0.8, 0.15, 0.05),
            sources=(0.08, 0.12, 0.05, 0.05, 0.25, 0.45),
            online=0.4,
            app=0.2,
            gap_days=30,
            stays=0.86,
            december=1.0,
            empty_search=0.1,
            adds=0.7,
            starts=0.82,
            buys_in_store=0.75,
            leaves_checkout=0.08,
            leaves_delivery=0.04,
            leaves_payment=0.05,
            long_date=0.0,
            impatience=0.22,
            basket=52,
            contact=0.16,
            contacts=(0.6, 0.15, 0.25),
            calls_again=0.85,
            late_hurts=0.12,
            answers=0.5,
            subscribes=0.5,
        ),
        Persona(
            name="gift giver",
            share=0.18,
            ages=(0.25, 0.3, 0.28, 0.17),
            regions=(0.4, 0.35, 0.25),
            sources=(0.32, 0.25, 0.18, 0.07, 0.13, 0.05),
            online=0.85,
            app=0.35,
            gap_days=70,
            stays=0.6,
            december=2.2,
            empty_search=0.14,
            adds=0.7,
            starts=0.78,
            buys_in_store=0.65,
            leaves_checkout=0.09,
            leaves_delivery=0.08,
            leaves_payment=0.06,
            long_date=0.1,
            impatience=0.48,
            basket=60,
            contact=0.12,
            contacts=(0.45, 0.35, 0.2),
            calls_again=1.05,
            late_hurts=0.24,
            answers=0.32,
            subscribes=0.4,
        ),
    ),
    regions=(Region("city", 0.24, 0.08), Region("suburbs", 0.32, 0.12), Region("countryside", 0.5, 0.22)),
)
