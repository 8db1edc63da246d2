"""`personas(seed=1)`: kinds of customers who use the same touchpoints about equally often, in different orders."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from msgspec import Struct

from sojourn.results import Result
from sojourn.simulate.arrays import DAY, HOUR, Floats, Ints, Rng, begin_of
from sojourn.simulate.worlds.known import FIRST_DAY, KnownWorld, check
from sojourn.simulate.worlds.names import TOUCHPOINTS
from sojourn.simulate.worlds.writing import Book, user_ids

FEWEST_DAYS = 60
_TOUCHPOINTS = 8
_LEAST, _MEAN = 6, 10.0
"""Fewest steps of a history, and the mean of those beyond."""


class Kind(Struct, frozen=True):
    """One persona: its share, how a history begins and goes on. `goes[i][j]`: chance of touchpoint j after i."""

    name: str
    share: float
    begins: tuple[float, ...]
    goes: tuple[tuple[float, ...], ...]


class PersonaTruth(Result, frozen=True):
    """The truth: the personas, over `touchpoints`, and which one each customer belongs to (`members` by user_id).

    `best`: the share of customers whom somebody who knows all chances would place rightly; histories are short, so
    nobody can place all.
    """

    personas: tuple[Kind, ...]
    touchpoints: tuple[str, ...]
    members: dict[str, str]
    best: float


def personas(seed: int = 1, customers: int = 3_000, days: int = 120) -> KnownWorld[PersonaTruth]:
    """Three to five personas as a mixture of Markov chains. Raises UsageError for fewer than 60 days."""
    check(customers, seed, days, FEWEST_DAYS)
    rng = np.random.default_rng(seed)
    names = [TOUCHPOINTS[number] for number in np.sort(rng.choice(len(TOUCHPOINTS), _TOUCHPOINTS, replace=False))]
    count = int(rng.integers(3, 6))
    share = rng.dirichlet(np.full(count, 12.0))
    begins, goes = _chains(rng, count)
    who = rng.choice(count, customers, p=share)
    length = _LEAST + rng.geometric(1 / _MEAN, customers)
    paths = _walk(rng, begins, goes, who, int(length.max()))
    ids = user_ids(customers)
    book = _write(rng, [(name.touchpoint, name.event) for name in names], paths, length, days)
    kinds = tuple(
        Kind(
            f"kind {number + 1}",
            float(share[number]),
            tuple(begins[number].tolist()),
            tuple(map(tuple, goes[number].tolist())),
        )
        for number in range(count)
    )
    members = dict(zip(ids.to_pylist(), (kinds[number].name for number in who.tolist()), strict=True))
    best = float((_placed(share, begins, goes, paths, length) == who).mean())
    truth = PersonaTruth(kinds, tuple(name.touchpoint for name in names), members, best)
    events = book.table(ids, begin_of(FIRST_DAY) + 10 * days * DAY)
    return KnownWorld("personas", seed, FIRST_DAY, days, truth, events, pa.table({"user_id": ids}))


def _chains(rng: Rng, count: int) -> tuple[Floats, Floats]:
    """Chains that visit all touchpoints about equally often: mixtures of what all do, permutations, and a taste.

    A matrix whose rows and columns add up to 1, as of permutations, visits all states equally often in the long run.
    """
    size, own = _TOUCHPOINTS, rng.uniform(0.32, 0.45)
    shared = _permutations(rng, 4)
    tastes = rng.dirichlet(np.full(size, 0.8), (count, 1))
    goes = np.array(
        [own * _permutations(rng, 3) + 0.25 * taste + (0.65 - own) * shared + 0.1 / size for taste in tastes]
    )
    begins = rng.dirichlet(np.full(size, 3.0), count)
    return begins, goes


def _permutations(rng: Rng, count: int) -> Floats:
    weights = rng.dirichlet(np.full(count, 3.0))
    one = np.eye(_TOUCHPOINTS)
    found: Floats = sum((weight * one[rng.permutation(_TOUCHPOINTS)] for weight in weights), start=np.zeros(one.shape))
    return found


def _walk(rng: Rng, begins: Floats, goes: Floats, who: Ints, longest: int) -> Ints:
    """int64[longest, customers]: where each customer is at each step."""
    paths = np.empty((longest, len(who)), np.int64)
    paths[0] = _drawn(rng, begins[who])
    for step in range(1, longest):
        paths[step] = _drawn(rng, goes[who, paths[step - 1]])
    return paths


def _drawn(rng: Rng, chances: Floats) -> Ints:
    bars = chances.cumsum(axis=1)[:, :-1]
    found: Ints = (rng.random(len(chances))[:, None] >= bars).sum(axis=1)
    return found


def _placed(share: Floats, begins: Floats, goes: Floats, paths: Ints, length: Ints) -> Ints:
    """The likeliest persona of each customer, all chances known."""
    likely = np.log(share)[:, None] + np.log(begins[:, paths[0]])
    for step in range(1, len(paths)):
        likely += np.where(step < length, np.log(goes[:, paths[step - 1], paths[step]]), 0.0)
    found: Ints = likely.argmax(axis=0)
    return found


def _write(rng: Rng, names: list[tuple[str, str]], paths: Ints, length: Ints, days: int) -> Book:
    """Steps follow each other after minutes or days; customers begin on any day."""
    book, customers = Book(), paths.shape[1]
    pause = np.exp(rng.normal(np.log(6 * HOUR), 1.2, paths.shape)).astype(np.int64) + 1_000
    at = begin_of(FIRST_DAY) + rng.integers(0, days * DAY // 2, customers) + pause.cumsum(axis=0)
    happens = np.arange(len(paths))[:, None] < length
    for number, (touchpoint, event) in enumerate(names):
        step, customer = np.nonzero(happens & (paths == number))
        book.write(event, customer, at[step, customer], touchpoint=touchpoint, channel="web")
    return book
