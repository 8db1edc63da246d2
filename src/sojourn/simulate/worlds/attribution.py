"""`attribution(seed=1)`: touches by channel, some of which cause orders and some only reach those who order anyway.

Each day a customer may order: a chance that grows with their own intent, and with what touches of each channel leave
behind (which halves every so many days). Search and the like reach customers of strong intent and do little.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from msgspec import Struct

from sojourn.results import Result
from sojourn.simulate.arrays import DAY, HOUR, Floats, Ints, Mask, Rng, begin_of
from sojourn.simulate.worlds.known import FIRST_DAY, GOAL, KnownWorld, check
from sojourn.simulate.worlds.writing import Book, user_ids

FEWEST_DAYS = 30
CHANNELS = (
    ("search", "Search Result Clicked"),
    ("email", "Email Link Clicked"),
    ("partner", "Partner Link Clicked"),
    ("ads", "Ad Clicked"),
    ("social", "Social Post Clicked"),
    ("video", "Video Watched"),
    ("radio", "Radio Spot Heard"),
    ("mail", "Catalogue Received"),
)
_DRAWN = 6
_ANYWAY = (0.08, 0.14)
_MEASURED_WITH = 0.35
"""Standard deviation of the error in the measured intent; intent itself has 1."""


class ChannelTruth(Struct, frozen=True):
    """A channel: its `touches`, the orders it really brought (`incremental`), and its `share` of all these.

    `draws`: how many times as many touches one standard deviation more of intent means.
    """

    name: str
    touches: int
    incremental: float
    share: float
    draws: float


class AttributionTruth(Result, frozen=True):
    """The truth: for each channel the orders that there would not have been without its touches.

    Expected numbers by the model, all else unchanged. `orders` happened, of which `anyway` would have without any
    touch. `half_life_days`: after how long a touch is worth half.
    """

    channels: tuple[ChannelTruth, ...]
    goal: str
    orders: int
    anyway: float
    half_life_days: float

    def shares(self) -> dict[str, float]:
        """True incremental share by channel; they add up to 1."""
        return {one.name: one.share for one in self.channels}


class _Plan(Struct, frozen=True):
    channels: tuple[tuple[str, str], ...]
    rates: Floats
    draws: Floats
    works: Floats
    half_life: float
    base: float
    pull: float


def attribution(seed: int = 1, customers: int = 15_000, days: int = 90) -> KnownWorld[AttributionTruth]:
    """Touches of six channels and first orders, with a measured prior intent.

    Customers have `intent`, a score from 0 to 100 that somebody gave them before; it measures the real intent with an
    error. They also view products, those of strong intent more. Raises UsageError for fewer than 30 days.
    """
    check(customers, seed, days, FEWEST_DAYS)
    rng = np.random.default_rng(seed)
    plan, intent = _plan(rng, days), rng.normal(0, 1, customers)
    touched = _touches(rng, plan, intent, days)
    hazard, by_channel = _hazards(plan, intent, touched)
    bought = rng.random((days, customers)) < -np.expm1(-hazard)
    last = np.where(bought.any(axis=0), bought.argmax(axis=0), days)
    book = _write(rng, plan, intent, touched, last, days)
    ids = user_ids(customers)
    score = np.clip(np.round(50 + 15 * (intent + rng.normal(0, _MEASURED_WITH, customers))), 0, 100).astype(np.int64)
    known = pa.table({"user_id": ids, "intent": score})
    truth = _tell(plan, touched, last, hazard, by_channel)
    return KnownWorld(
        "attribution", seed, FIRST_DAY, days, truth, book.table(ids, begin_of(FIRST_DAY) + days * DAY), known
    )


def _plan(rng: Rng, days: int) -> _Plan:
    """Half of the channels are drawn by intent and do little; the other half reach anybody."""
    chosen = rng.permutation(len(CHANNELS))[:_DRAWN]
    drawn = rng.permutation(_DRAWN) < _DRAWN // 2
    works = np.where(drawn, rng.uniform(0.0, 0.1, _DRAWN), rng.uniform(0.2, 1.0, _DRAWN))
    return _Plan(
        tuple(CHANNELS[number] for number in chosen),
        rates=np.where(drawn, rng.uniform(0.03, 0.08, _DRAWN), rng.uniform(0.015, 0.05, _DRAWN)),
        draws=np.where(drawn, rng.uniform(0.5, 0.9, _DRAWN), rng.uniform(-0.1, 0.15, _DRAWN)),
        works=works * rng.uniform(0.004, 0.008),
        half_life=rng.uniform(2, 6),
        base=rng.uniform(*_ANYWAY) / days,
        pull=rng.uniform(0.7, 1.0),
    )


def _touches(rng: Rng, plan: _Plan, intent: Floats, days: int) -> Mask:
    """bool[channels, days, customers]: whether a channel touches a customer on a day."""
    shape = (days, len(intent))
    rates = (plan.rates[:, None] * np.exp(plan.draws[:, None] * intent - plan.draws[:, None] ** 2 / 2)).clip(0, 0.7)
    return np.array([rng.random(shape, np.float32) < rate.astype(np.float32) for rate in rates])


def _hazards(plan: _Plan, intent: Floats, touched: Mask) -> tuple[Floats, Floats]:
    """float64[days, customers] of all, and float64[channels, customers] of each channel, added up over the days."""
    days, keeps = touched.shape[1], 0.5 ** (1 / plan.half_life)
    left = np.zeros((len(plan.works), len(intent)))
    hazard = np.empty((days, len(intent)))
    summed = np.zeros_like(left)
    own = plan.base * np.exp(plan.pull * intent - plan.pull**2 / 2)
    for day in range(days):
        left = left * keeps + touched[:, day]
        brought = plan.works[:, None] * left
        hazard[day] = own + brought.sum(axis=0)
        summed += brought
    return hazard, summed


def _write(rng: Rng, plan: _Plan, intent: Floats, touched: Mask, last: Ints, days: int) -> Book:
    """Everything until a customer's order, on whose day touches come first."""
    book, begin = Book(), begin_of(FIRST_DAY)
    for (channel, event), mine in zip(plan.channels, touched, strict=True):
        day, customer = np.nonzero(mine)
        seen = day <= last[customer]
        day, customer = day[seen], customer[seen]
        at = begin + day * DAY + rng.integers(6 * HOUR, 16 * HOUR, len(day))
        book.write(event, customer, at, touchpoint=f"{channel} touch", channel=channel)
    looks = rng.random((days, len(intent))) < np.minimum(0.02 * np.exp(0.6 * intent), 0.5)
    day, customer = np.nonzero(looks)
    day, customer = day[day < last[customer]], customer[day < last[customer]]
    at = begin + day * DAY + rng.integers(6 * HOUR, 22 * HOUR, len(day))
    book.write("Product Viewed", customer, at, touchpoint="product page", channel="web")
    buyers = np.flatnonzero(last < days)
    at = begin + last[buyers] * DAY + rng.integers(17 * HOUR, 23 * HOUR, len(buyers))
    value = np.exp(rng.normal(4, 0.5, len(buyers))).round(2)
    book.write(GOAL, buyers, at, numbers={"value": value}, touchpoint="order", channel="web", currency="EUR")
    return book


def _tell(plan: _Plan, touched: Mask, last: Ints, hazard: Floats, by_channel: Floats) -> AttributionTruth:
    whole = hazard.sum(axis=0)
    without = np.exp(-(whole - by_channel)).sum(axis=1) - np.exp(-whole).sum()
    seen = np.arange(touched.shape[1])[:, None] <= last
    channels = tuple(
        ChannelTruth(
            name, int((mine & seen).sum()), float(brought), float(brought / without.sum()), float(np.exp(draws))
        )
        for (name, _), mine, brought, draws in zip(plan.channels, touched, without, plan.draws, strict=True)
    )
    anyway = float(-np.expm1(-(whole - by_channel.sum(axis=0))).sum())
    return AttributionTruth(channels, GOAL, int((last < len(hazard)).sum()), anyway, plan.half_life)
