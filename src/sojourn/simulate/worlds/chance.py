"""`chance(seed=1)`: a shop in which nothing that customers meet does anything, and much of it looks as if it did.

Whether a visit is willing to order is settled at its start. Coins decide how it begins and what it meets; but customers
who are keen come more often, and so meet more; those who take their time order less, and whatever they do lasts longer;
those who are not willing leave on the way; people answer surveys and call while they wait.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from msgspec import Struct

from sojourn.results import Result
from sojourn.simulate.arrays import DAY, HOUR, MINUTE, Floats, Ints, Mask, Rng, begin_of, happens, logistic
from sojourn.simulate.log import Words
from sojourn.simulate.worlds.known import FIRST_DAY, GOAL, KnownWorld, check
from sojourn.simulate.worlds.names import ARRIVALS, ATTRIBUTES, ERRORS
from sojourn.simulate.worlds.texts import THEMES, write
from sojourn.simulate.worlds.writing import Book, user_ids

FEWEST_DAYS = 90
PACES = ("quick", "slow")
CAMPAIGNS = ("", "spring", "summer", "winter")
_OPTIONAL = (
    ("search", "Products Searched"),
    ("banner", "Banner Viewed"),
    ("reviews page", "Reviews Viewed"),
    ("comparison", "Products Compared"),
    ("help centre", "Help Article Viewed"),
    ("wishlist", "Product Added to Wishlist"),
)
_WAY = (("product page", "Product Viewed"), ("cart", "Cart Viewed"), ("checkout", "Checkout Started"))
_PAYMENT = ("payment", "Payment Info Entered")


class ChanceTruth(Result, frozen=True):
    """The truth: nothing. `outcome` is what visits may come to, `by_chance` the touchpoints that coins lead to, `way`
    those that lie on the way of all, and `way_events` what happens on it, the outcome included.

    `orders` are those in the log, `visits` those that began before its end.

    Only the attribute in `matters` goes with the outcome; all others, channels, campaigns and times do not.
    """

    outcome: str
    way: tuple[str, ...]
    way_events: tuple[str, ...]
    by_chance: tuple[str, ...]
    matters: str
    visits: int
    orders: int


class _Coins(Struct, frozen=True):
    """How likely each thing is in this shop."""

    optional: Floats
    """By touchpoint, at each step of the way."""
    error: float
    again: float
    call: float
    answers: float
    leaves: float
    willing: float
    keen: float
    slow: float
    returns: float


class _Visits(Struct, frozen=True):
    """Visits on their way, arrays [visits]."""

    customer: Ints
    slow: Mask
    willing: Mask
    here: Mask
    at: Ints


def chance(seed: int = 1, customers: int = 3_000, days: int = 270) -> KnownWorld[ChanceTruth]:
    """Visits of customers who come again. Raises UsageError for no customers, a negative seed, or under 90 days."""
    check(customers, seed, days, FEWEST_DAYS)
    rng = np.random.default_rng(seed)
    coins, theme = _coins(rng), str(rng.choice(THEMES))
    keen, slow = rng.normal(0, 1, customers), happens(rng, np.full(customers, 0.4))
    book, begin = Book(), begin_of(FIRST_DAY)
    customer, at = np.arange(customers), begin + rng.integers(0, days * DAY, customers)
    visits = orders = 0
    while len(customer):
        log_odds = coins.willing + coins.keen * keen[customer] - coins.slow * slow[customer]
        willing = happens(rng, logistic(log_odds))
        walked = _Visits(customer, slow[customer], willing, np.ones(len(customer), np.bool_), at.copy())
        bought = _walk(rng, coins, theme, walked, book)
        orders += int((bought < begin + days * DAY).sum())
        visits += len(customer)
        comes = happens(rng, logistic(coins.returns + 0.6 * keen[customer]))
        at = walked.at + (np.exp(rng.normal(np.log(12), 1, len(customer))) * DAY).astype(np.int64)
        comes &= at < begin + days * DAY
        customer, at = customer[comes], at[comes]
    way, events = zip(*_WAY, _PAYMENT, strict=True)
    truth = ChanceTruth(GOAL, way, (*events, GOAL), tuple(name for name, _ in _OPTIONAL), "pace", visits, orders)
    ids = user_ids(customers)
    known = {"user_id": ids, "pace": pa.array(np.array(PACES)[slow.astype(int)])}
    known |= {name: pa.array(rng.choice(ATTRIBUTES[name], customers)) for name in ("region", "plan")}
    return KnownWorld("chance", seed, FIRST_DAY, days, truth, book.table(ids, begin + days * DAY), pa.table(known))


def _coins(rng: Rng) -> _Coins:
    return _Coins(
        optional=rng.uniform(0.05, 0.25, len(_OPTIONAL)),
        error=rng.uniform(0.05, 0.2),
        again=rng.uniform(0.3, 0.7),
        call=rng.uniform(0.03, 0.08),
        answers=rng.uniform(0.1, 0.3),
        leaves=rng.uniform(0.1, 0.25),
        willing=rng.uniform(-0.6, 0.6),
        keen=rng.uniform(0.4, 1.0),
        slow=rng.uniform(0.5, 1.2),
        returns=rng.uniform(-0.3, 0.6),
    )


def _walk(rng: Rng, coins: _Coins, theme: str, walked: _Visits, book: Book) -> Ints:
    """From the arrival to an order or to where each leaves; `walked.at` is moved on. Returns when orders were made."""
    _arrive(rng, walked, book)
    for touchpoint, event in _WAY:
        _step(rng, walked, walked.here, touchpoint, event, book)
        _meet(rng, coins, theme, walked, touchpoint, event, book)
        leaves = walked.here & ~walked.willing & happens(rng, np.full(len(walked.at), coins.leaves))
        walked.here[leaves] = False
    _step(rng, walked, walked.here, *_PAYMENT, book)
    _meet(rng, coins, theme, walked, *_PAYMENT, book)
    buys = walked.here & walked.willing
    _pass(rng, walked, buys)
    value = np.exp(rng.normal(4, 0.5, buys.sum())).round(2)
    book.write(
        GOAL, walked.customer[buys], walked.at[buys], numbers={"value": value}, touchpoint="order", channel="web",
        currency="EUR",
    )  # fmt: skip
    return walked.at[buys]


def _arrive(rng: Rng, walked: _Visits, book: Book) -> None:
    """A coin says from where, and by which campaign if by any."""
    came, campaign = rng.integers(0, len(ARRIVALS), len(walked.at)), rng.integers(0, len(CAMPAIGNS), len(walked.at))
    for number, (touchpoint, event, channel) in enumerate(ARRIVALS):
        some = came == number
        said = Words(np.where(campaign[some] > 0, campaign[some], -1), CAMPAIGNS)
        book.write(event, walked.customer[some], walked.at[some], touchpoint=touchpoint, channel=channel, campaign=said)


def _meet(rng: Rng, coins: _Coins, theme: str, walked: _Visits, touchpoint: str, event: str, book: Book) -> None:
    """What coins lay into the way at one touchpoint, one after the other."""
    size = len(walked.at)
    error = walked.here & happens(rng, np.full(size, coins.error))
    _step(rng, walked, error, touchpoint, ERRORS[0], book)
    again = happens(rng, np.where(error, coins.again, coins.error / 2)) & walked.here
    _step(rng, walked, again, touchpoint, event, book)
    call = walked.here & happens(rng, np.full(size, coins.call))
    _step(rng, walked, call, "support call", "Support Call", book, channel="phone")
    _answer(rng, walked, walked.here & happens(rng, np.full(size, coins.answers)), touchpoint, theme, book)
    for number in rng.permutation(len(_OPTIONAL)):
        some = walked.here & happens(rng, np.full(size, coins.optional[number] / 2))
        name, what = _OPTIONAL[number]
        results = {"results": np.where(rng.random(some.sum()) < 0.2, 0.0, 12.0)} if name == "search" else {}
        _step(rng, walked, some, name, what, book, numbers=results)


def _answer(rng: Rng, walked: _Visits, some: Mask, touchpoint: str, theme: str, book: Book) -> None:
    _pass(rng, walked, some)
    score = rng.integers(1, 6, some.sum())
    text = write(rng, theme, score < 3, np.ones(len(score), np.bool_))
    book.write(
        "Survey Answered", walked.customer[some], walked.at[some], numbers={"score": score.astype(np.float64)},
        touchpoint="survey", channel="survey", about=touchpoint, score_kind="csat", text=text,
    )  # fmt: skip


def _step(
    rng: Rng, walked: _Visits, some: Mask, touchpoint: str, event: str, book: Book, channel: str = "web",
    numbers: dict[str, Floats] | None = None,
) -> None:  # fmt: skip
    _pass(rng, walked, some)
    book.write(event, walked.customer[some], walked.at[some], numbers=numbers, touchpoint=touchpoint, channel=channel)


def _pass(rng: Rng, walked: _Visits, some: Mask) -> None:
    """Time passes for some: minutes for the quick, hours and days for the slow."""
    middle = np.where(walked.slow[some], 9 * HOUR, 4 * MINUTE)
    walked.at[some] += 1_000 + (middle * np.exp(rng.normal(0, 0.9, len(middle)))).astype(np.int64)
