"""Both models together: what customers are expected to buy and pay, how sure that is, and how well it did before.

Ranges come from each customer's influence on the parameters (infinitesimal jackknife: Efron, "Estimation and accuracy
after model selection", JASA 109 (2014), section 3), so that they hold where the models are not quite true.
"""

from __future__ import annotations

from collections.abc import Callable
from math import exp, isfinite, log, nan, sqrt
from typing import NamedTuple

import numpy as np

from sojourn.engines.units import Units
from sojourn.estimates import Estimate, Z, unknown
from sojourn.measures.kpis.orders import Sales
from sojourn.measures.kpis.records import Floats, Ints
from sojourn.measures.kpis.value import buying, spending
from sojourn.measures.kpis.value.fitting import Fit, slopes
from sojourn.measures.kpis.value.purchases import WEEK, Purchases, purchases
from sojourn.periods import DAY

METHOD = "BG/NBD, delta method"
WORTH = "BG/NBD and gamma-gamma, delta method"
FEWEST = 20
"""With fewer customers who bought again, nothing can be said."""

TOO_FEW = "Only {n} customers bought again, {fewest} are needed: how often customers return cannot be told."
NO_VALUES = "Only {n} customers bought again at a price, {fewest} are needed: what they will pay cannot be told."
NO_MEAN = "Order values vary so widely between customers that they have no mean: what they will pay cannot be told."
NO_RANGE = "Order values vary so widely between customers that the total has no range."
UNSETTLED = "The model of buying did not settle: take its figures as a first guess."
ALIKE = "Customers buy so much alike that parameters of the model cannot be told apart; what it predicts can."
LINKED = "Customers who buy more often pay {more} (correlation {r:.2f}); the model takes the two as unlinked."


class Model(NamedTuple):
    """The purchases of customers and the models fitted to them; `spending` is None where nothing can be said."""

    known: Purchases
    buying: Fit
    spending: Fit | None
    notes: tuple[str, ...]

    @property
    def influence(self) -> Floats:
        """Of each customer on the logarithms of r, alpha, a, b, and p, q, gamma; float64[n, 7]."""
        if self.spending is None:
            return self.buying.influence
        return np.hstack([self.buying.influence, self.spending.influence])


class Expected(NamedTuple):
    """A figure of each customer, float64[n], and how it changes with the parameters, float64[n, k]."""

    figure: Floats
    slopes: Floats


def model_of(units: Units, sold: Sales, until: int | None = None) -> tuple[Model | None, tuple[str, ...]]:
    """The models of the customers who bought, or None and a note that says why not."""
    known = purchases(units, sold, until)
    again = int(np.sum(known.repeats > 0))
    if again < FEWEST:
        return None, (*sold.notes, TOO_FEW.format(n=again, fewest=FEWEST))
    bought = buying.fit_buying(known)
    spent, notes = _spending(known)
    notes += (UNSETTLED,) if not bought.settled else (ALIKE,) if bought.flat else ()
    return Model(known, bought, spent, (*sold.notes, *notes)), (*sold.notes, *notes)


def _spending(known: Purchases) -> tuple[Fit | None, tuple[str, ...]]:
    priced = int(np.sum(known.valued > 0))
    if priced < FEWEST:
        return None, (NO_VALUES.format(n=priced, fewest=FEWEST),)
    found = spending.fit_spending(known)
    if found.parameters[1] <= 1:
        return None, (NO_MEAN,)
    chosen = known.valued > 0
    often, pay = known.repeats[chosen], known.paid[chosen]
    linked = float(np.corrcoef(often, pay)[0, 1]) if np.ptp(often) > 0 and np.ptp(pay) > 0 else 0.0
    said = LINKED.format(more="more" if linked > 0 else "less", r=linked)
    return found, (said,) if abs(linked) >= 0.3 else ()


def leaving(model: Model) -> Expected:
    """The chance that each customer will never buy again."""
    alive = _expected(lambda at: buying.alive(at, model.known), model.buying.parameters)
    return Expected(1 - alive.figure, -alive.slopes)


def orders(model: Model, weeks: float) -> Expected:
    """How many purchases each customer will make."""
    return _expected(lambda at: buying.ahead(at, model.known, weeks).mean, model.buying.parameters)


def value(model: Model, bought: Expected) -> Expected:
    """What each customer will pay for the purchases of `orders`; the model must have one of spending."""
    assert model.spending is not None
    spent = _expected(lambda at: spending.paid(at, model.known), model.spending.parameters)
    by_buying, by_spending = bought.slopes * spent.figure[:, None], spent.slopes * bought.figure[:, None]
    return Expected(bought.figure * spent.figure, np.hstack([by_buying, by_spending]))


def _expected(of: Callable[[Floats], Floats], parameters: Floats) -> Expected:
    return Expected(of(parameters), slopes(of, parameters))


def mean_of(model: Model, found: Expected, rows: Ints, method: str, share: bool = False) -> Estimate:
    """The mean over some customers (their rows), as of customers like them: who they are varies as well."""
    if len(rows) == 0:
        return unknown(method)
    figure = found.figure[rows]
    mean = float(figure.mean())
    influence = _influence(model, found) @ found.slopes[rows].mean(axis=0)
    influence[rows] += (figure - mean) / len(rows)
    return ranged(mean, float(np.sum(influence**2)), len(rows), method, share)


def _influence(model: Model, found: Expected) -> Floats:
    """The influence on the parameters that a figure has slopes for."""
    return model.influence[:, : found.slopes.shape[1]]


def each(model: Model, found: Expected, method: str, share: bool = False) -> list[Estimate]:
    """The figure of each customer: the range says how well it is known, not how far one customer may stray from it."""
    covariance = model.influence.T @ model.influence
    size = found.slopes.shape[1]
    variance = np.einsum("ij,jk,ik->i", found.slopes, covariance[:size, :size], found.slopes)
    pairs = zip(found.figure.tolist(), variance.tolist(), strict=True)
    return [ranged(figure, spread, 1, method, share) for figure, spread in pairs]


def total(model: Model, found: Expected, chance: float, method: str) -> Estimate:
    """The sum over all customers, and the range that what really happens should lie in.

    `chance` is the variance of the sum where the parameters are known.
    """
    away = found.slopes.sum(axis=0)
    variance = float(np.sum((_influence(model, found) @ away) ** 2)) + chance
    return ranged(float(found.figure.sum()), variance, len(found.figure), f"{method}, with chance")


def chances(model: Model, weeks: float) -> tuple[float, float]:
    """The variance of all purchases to come, and of all that is paid for them, where parameters are known."""
    ahead = buying.ahead(model.buying.parameters, model.known, weeks)
    of_orders = float(np.sum(ahead.square - ahead.mean**2))
    if model.spending is None:
        return of_orders, nan
    at = model.spending.parameters
    pay, squared = spending.paid(at, model.known), spending.paid_squared(at, model.known)
    of_value = ahead.mean * squared / at[0] + ahead.square * squared - (ahead.mean * pay) ** 2
    return of_orders, float(np.sum(of_value))


def ranged(figure: float, variance: float, n: int, method: str, share: bool = False) -> Estimate:
    """A positive figure with a range that stays positive (by its logarithm), a share with one that stays a share."""
    if not (isfinite(figure) and isfinite(variance)) or figure <= 0 or (share and figure >= 1):
        return Estimate(figure, nan, nan, n, method)
    half = Z * sqrt(variance) / figure
    if not share:
        half = min(half, 700.0)
        return Estimate(figure, figure * exp(-half), figure * exp(half), n, method)
    odds, half = log(figure / (1 - figure)), half / (1 - figure)
    return Estimate(figure, _expit(odds - half), _expit(odds + half), n, method)


def _expit(odds: float) -> float:
    return 1 / (1 + exp(-max(min(odds, 700.0), -700.0)))


class Check(NamedTuple):
    """The models fitted to the time before, asked about the `weeks` after: purchases `expected` and those that came.

    `error`: the mean distance by customer.
    """

    weeks: float
    customers: int
    expected: Estimate
    came: int
    error: float


def checked(units: Units, sold: Sales, until: int) -> Check | None:
    """How a model fitted up to a day (microseconds UTC) foretold the rest of the records; None where it cannot."""
    model, _ = model_of(units, sold, until)
    now = units.manifest.data_up_to or 0
    weeks = (now // DAY - until // DAY) / WEEK
    if model is None or weeks <= 0:
        return None
    known, later = model.known, purchases(units, sold)
    place = np.searchsorted(np.sort(later.hash), known.hash)
    came = later.repeats[np.argsort(later.hash)][place] - known.repeats
    found = orders(model, weeks)
    guess = total(model, found, chances(model, weeks)[0], METHOD)
    return Check(weeks, known.size, guess, int(came.sum()), float(np.abs(found.figure - came).mean()))
