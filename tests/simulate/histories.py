"""Simulated shops for tests, and their events as plain Python sees them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import Any

from sojourn import simulate
from sojourn.simulate import Shop

SEEDS = (1, 2, 3)
ATTEMPT = ("Checkout Started", "Checkout Step Viewed", "Payment Info Entered", "Order Completed")
WEEK = timedelta(days=7)

Event = dict[str, Any]
Histories = list[list[Event]]


@cache
def a_shop(seed: int = 1, customers: int = 2000) -> Shop:
    return simulate.shop(customers, seed)


@cache
def histories_of(seed: int = 1, customers: int = 2000) -> Histories:
    return histories(a_shop(seed, customers))


def histories(shop: Shop) -> Histories:
    """The events of each customer, in order; a device belongs to the user with whom an event names it."""
    events = shop.events().to_pylist()
    owner = {e["anonymous_id"]: e["user_id"] for e in events if e["anonymous_id"] and e["user_id"]}
    found: dict[str, list[Event]] = {}
    for event in events:
        found.setdefault(event["user_id"] or owner.get(event["anonymous_id"], event["anonymous_id"]), []).append(event)
    return list(found.values())


def attempts(history: list[Event]) -> list[list[Event]]:
    """Checkout attempts: from each start as far as the steps follow one another without anything between."""
    found: list[list[Event]] = []
    for event in history:
        if event["event"] == ATTEMPT[0]:
            found.append([event])
        elif found and event["event"] in ATTEMPT[1:] and event["channel"] != "store":
            found[-1].append(event)
    return found


def end_of(shop: Shop) -> datetime:
    return datetime(shop.start.year, shop.start.month, shop.start.day, tzinfo=UTC) + timedelta(days=shop.days)


def calls(history: list[Event], end: datetime) -> list[tuple[datetime, bool]]:
    """First calls whose seven days end in time, and whether another follows within them."""
    times = [event["occurred_at"] for event in history if event["event"] == "Support Call"]
    firsts = times[:1] + [late for early, late in pairwise(times) if late - early > WEEK]
    return [(first, any(first < time <= first + WEEK for time in times)) for first in firsts if first + WEEK <= end]
