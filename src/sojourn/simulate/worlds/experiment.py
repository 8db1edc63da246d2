"""`experiment(seed=1)`: customers drawn to one of two arms as they come, with a true effect, or none."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from sojourn.results import Result
from sojourn.simulate.arrays import DAY, HOUR, MINUTE, Floats, Ints, Mask, Rng, begin_of, logistic
from sojourn.simulate.log import Words
from sojourn.simulate.worlds.known import FIRST_DAY, GOAL, KnownWorld, check
from sojourn.simulate.worlds.writing import Book, Text, user_ids

FEWEST_DAYS = 60
ARMS = ("control", "treatment")
EXPOSURE = "Experiment Viewed"
EXPERIMENT = "checkout"
_AFTER_DAYS = 7


class ExperimentTruth(Result, frozen=True):
    """The truth: `effect` is what the treatment adds to the chance of an order within seven days of the exposure.

    `value_effect` the same for the value of orders per customer. `lost`: the share of the treatment's exposures that
    went missing from the log; above 0 the arms do not have the planned sizes.
    """

    experiment: str
    exposure: str
    arms: tuple[str, ...]
    goal: str
    date: date
    effect: float
    value_effect: float
    lost: float


def experiment(
    seed: int = 1, customers: int = 8_000, days: int = 90, *, effect: float | None = None, lost: float = 0.0
) -> KnownWorld[ExperimentTruth]:
    """Sixty per cent of the days lie before the experiment, so that what customers did before is known.

    `effect`: added to the chance of an order; 0 for two arms that are the same; drawn from 2 to 6 points where not
    given. `lost`: the share of the treatment's exposures that are not logged. Raises UsageError for fewer than 60 days.
    """
    check(customers, seed, days, FEWEST_DAYS)
    rng = np.random.default_rng(seed)
    drawn = float(rng.uniform(0.02, 0.06))
    adds = drawn if effect is None else effect
    habit = rng.normal(0, 1, customers)
    first = int(days * 0.6)
    book, begin = Book(), begin_of(FIRST_DAY)
    _write_before(rng, book, habit, first, begin)
    at = begin + np.sort(rng.integers(first * DAY, (days - _AFTER_DAYS - 1) * DAY, customers))
    treated = rng.random(customers) < 0.5
    seen = ~treated | (rng.random(customers) >= lost)
    untreated = logistic(habit * 0.9 - 1.1)
    gained = np.clip(untreated + adds, 0.001, 0.999) - untreated if adds else np.zeros(customers)
    value = _write_after(rng, book, habit, at, treated, seen, untreated + gained * treated)
    ids = user_ids(customers)
    truth = ExperimentTruth(
        EXPERIMENT,
        EXPOSURE,
        ARMS,
        GOAL,
        FIRST_DAY + timedelta(days=first),
        effect=float(gained.mean()),
        value_effect=float((gained * value).mean()),
        lost=lost,
    )
    events = book.table(ids, begin + days * DAY)
    return KnownWorld("experiment", seed, FIRST_DAY, days, truth, events, pa.table({"user_id": ids}))


def _write_before(rng: Rng, book: Book, habit: Floats, first: int, begin: int) -> None:
    """Views and orders before the experiment: more of both by those who order more anyway."""
    everybody = np.arange(len(habit))
    orders = rng.poisson(0.7 * np.exp(0.7 * habit - 0.25))
    customer = np.repeat(everybody, orders)
    at = begin + rng.integers(0, first * DAY - HOUR, len(customer))
    book.write("Product Viewed", customer, at, touchpoint="product page", channel="web")
    _write_orders(rng, book, customer, at + 10 * MINUTE, _worth(habit[customer]))
    rest = np.repeat(everybody, rng.poisson(1.5, len(habit)))
    looked = begin + rng.integers(0, first * DAY, len(rest))
    book.write("Product Viewed", rest, looked, touchpoint="product page", channel="web")


def _write_after(rng: Rng, book: Book, habit: Floats, at: Ints, treated: Mask, seen: Mask, chance: Floats) -> Floats:
    """Exposures and the orders that follow within seven days. Returns the mean value of an order of each customer."""
    arm = Words(treated[seen].astype(np.int64), ARMS)
    where: dict[str, Text] = {"touchpoint": "checkout", "channel": "web", "experiment": EXPERIMENT}
    book.write(EXPOSURE, np.flatnonzero(seen), at[seen], numbers=None, **where, arm=arm)
    buyers = np.flatnonzero(rng.random(len(habit)) < chance)
    _write_orders(
        rng, book, buyers, at[buyers] + rng.integers(MINUTE, _AFTER_DAYS * DAY, len(buyers)), _worth(habit[buyers])
    )
    return _worth(habit)


def _worth(habit: Floats) -> Floats:
    """The mean value of a customer's order."""
    found: Floats = 50 * np.exp(0.25 * habit)
    return found


def _write_orders(rng: Rng, book: Book, customer: Ints, at: Ints, worth: Floats) -> None:
    value = (worth * np.exp(rng.normal(0, 0.4, len(customer)) - 0.08)).round(2)
    book.write(GOAL, customer, at, numbers={"value": value}, touchpoint="order", channel="web", currency="EUR")
