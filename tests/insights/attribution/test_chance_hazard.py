"""The hazard model where chance alone decides about touches and orders, and where what a touch does is planted."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from sojourn.insights.attribution import Attribution
from sojourn.workspace import Workspace
from tests.shops import Story, shop

CUSTOMERS, DAYS = 600, 90
MIDNIGHT = np.datetime64("2026-01-01T00:00")


def coins(shops: int, effect: float = 0.0, by_day: bool = False, thanks: bool = False, seed: int = 5) -> list[Story]:
    """All become known by search, then get mails and see ads by coins; keen ones order more often. Orders end it.

    `effect`: the mail's, on the log of the chance to order on the days after it, half as much each week. `by_day`:
    times are days. `thanks`: each order is followed by a mail.
    """
    rng = np.random.default_rng(seed)
    return [story for number in range(shops) for story in coins_of(f"shop {number}", effect, by_day, thanks, rng)]


def coins_of(name: str, effect: float, by_day: bool, thanks: bool, rng: np.random.Generator) -> list[Story]:
    first, keen = rng.integers(0, 60, CUSTOMERS), rng.random(CUSTOMERS)
    waiting, lasting, who = np.ones(CUSTOMERS, bool), np.zeros(CUSTOMERS), np.arange(CUSTOMERS)
    found: list[Story] = []

    def happened(people: np.ndarray, day: int | np.ndarray, event: str, channel: str) -> None:
        clock = np.broadcast_to(day, people.shape) * 1440 + (not by_day) * rng.integers(1, 1400, people.shape)
        times = (MIDNIGHT + clock.astype("timedelta64[m]")).astype(str)
        for person, time in zip(people.tolist(), times.tolist(), strict=True):
            told = {"shop": name, "channel": channel, "intent": round(keen[person], 2)}
            found.append((f"{name} {person}", event, time, told))

    happened(who, first, "Page Viewed", "search")
    for day in range(DAYS):
        there = waiting & (first < day)
        lasting *= 2 ** (-1 / 7)
        bought = there & (rng.random(CUSTOMERS) < (0.004 + 0.01 * keen) * np.exp(effect * lasting))
        mailed = there & (rng.random(CUSTOMERS) < 0.03)
        happened(who[mailed & ~bought], day, "Email Opened", "email")
        happened(who[there & (rng.random(CUSTOMERS) < 0.02)], day, "Ad Clicked", "ads")
        happened(who[bought], day, "Order Completed", "web")
        if thanks:
            happened(who[bought], day, "Email Opened", "email")
        lasting += mailed
        waiting &= ~bought
    return found


def asked(ws: Workspace, number: int) -> Attribution:
    return ws.journeys(where=f"shop = 'shop {number}'").attribution(
        "Order Completed", "hazard", intent="property:intent", touches="channel != 'web'"
    )


def test_where_nothing_works_ranges_hold_nothing(tmp_path: Path) -> None:
    shops = 6
    with shop(tmp_path, coins(shops)) as ws:
        rows = [row for number in range(shops) for row in asked(ws, number).rows if row.name != "search"]
    assert len(rows) == 2 * shops
    assert sum(row.conversions.low < 0.5 for row in rows) >= 10
    assert all(row.conversions.low <= row.conversions.value <= row.conversions.high for row in rows)


def test_what_everybody_comes_by_cannot_be_told_from_how_long_they_are_known(tmp_path: Path) -> None:
    with shop(tmp_path, coins(1)) as ws:
        found = asked(ws, 0)
    assert found.rows[-1].name == "search"
    assert np.isnan([found.rows[-1].conversions.value, found.rows[-1].share.value]).all()
    assert any(note.startswith('What "search" does cannot be told') for note in found.notes)


def test_what_a_mail_brings_is_found(tmp_path: Path) -> None:
    with shop(tmp_path, coins(2, effect=1.2)) as ws:
        each = [{row.name: row.conversions for row in asked(ws, number).rows} for number in range(2)]
    for found in each:
        assert found["email"].low > 0.05 * found["email"].n
        assert found["email"].value > found["ads"].value


def test_what_an_order_brings_about_gets_nothing_for_it(tmp_path: Path) -> None:
    """With days for times the mail that thanks for an order has its time."""
    with shop(tmp_path, coins(1, by_day=True, thanks=True)) as ws:
        (mail,) = [row.conversions for row in asked(ws, 0).rows if row.name == "email"]
    assert mail.low < 0.5
    assert mail.value < 0.15 * mail.n
