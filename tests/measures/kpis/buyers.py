"""Customers who buy, leave and pay exactly as the models of buying and spending say."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sojourn.measures.kpis.records import Floats
from sojourn.measures.kpis.value import buying, spending
from sojourn.measures.kpis.value.purchases import Purchases
from sojourn.measures.kpis.value.worth import Model

BUYING = np.array([0.6, 5.0, 0.8, 2.5])
SPENDING = np.array([6.0, 4.0, 15.0])
MOST = 300


class Lived(NamedTuple):
    """What is known of them, and what they really do afterwards."""

    known: Purchases
    orders: Floats
    paid: Floats


def buyers(seed: int, n: int = 600, weeks: float = 39, ahead: float = 26) -> Lived:
    """Customers first seen in the first half of `weeks`, and the time `ahead` after it."""
    rng = np.random.default_rng(seed)
    r, alpha, a, b = BUYING
    p, q, gamma = SPENDING
    pace, leaves, rate = rng.gamma(r, 1 / alpha, n), rng.beta(a, b, n), rng.gamma(q, 1 / gamma, n)
    age = rng.uniform(weeks / 2, weeks, n)
    times = np.cumsum(rng.exponential(1 / pace[:, None], (n, MOST)), axis=1)
    stays = np.cumprod(rng.random((n, MOST)) > leaves[:, None], axis=1)
    bought = np.column_stack([np.ones(n), stays[:, :-1]]).astype(bool)
    values = rng.gamma(p, 1 / rate[:, None], (n, MOST))
    before, after = bought & (times <= age[:, None]), bought & (times > age[:, None]) & (times <= age[:, None] + ahead)
    repeats = before.sum(axis=1).astype(np.float64)
    spent = (values * before).sum(axis=1)
    paid = np.divide(spent, repeats, out=np.full(n, np.nan), where=repeats > 0)
    rows = np.arange(n)
    known = Purchases(
        repeats, (times * before).max(axis=1), age, repeats.copy(), paid, rows, rows, rows.astype(np.uint64)
    )
    return Lived(known, after.sum(axis=1).astype(np.float64), (values * after).sum(axis=1))


def fitted(known: Purchases) -> Model:
    """Both models, fitted."""
    return Model(known, buying.fit_buying(known), spending.fit_spending(known), ())
