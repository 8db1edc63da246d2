"""BG/NBD: how likely a customer still buys, and how often they will.

While alive, a customer buys at random at a rate of their own; after each purchase they may leave for good, by a
chance of their own. Rates vary between customers as a gamma distribution (r, alpha), chances as a beta (a, b).
Source: Fader, Hardie and Lee, "Counting your customers the easy way: an alternative to the Pareto/NBD model",
Marketing Science 24 (2005). How many purchases follow is summed from its exact distribution, which needs no
hypergeometric function and gives the variance as well.
"""

from __future__ import annotations

from math import exp, log
from typing import NamedTuple

import numpy as np

from sojourn.compiled import compiled
from sojourn.measures.kpis.records import Floats
from sojourn.measures.kpis.value.fitting import Fit, fitted
from sojourn.measures.kpis.value.purchases import Purchases

TAIL = 1e-12
MOST = 100_000
"""No more purchases than this are looked at."""


class Ahead(NamedTuple):
    """Purchases to come of each customer, float64[n]: mean, mean square, and the range that holds 95 % of cases."""

    mean: Floats
    square: Floats
    least: Floats
    most: Floats


def fit_buying(known: Purchases) -> Fit:
    """r, alpha, a and b by maximum likelihood."""
    pace = float(known.repeats.sum() / max(known.age.sum(), 1e-9))
    week = 1 / max(pace, 1e-9)
    return fitted(lambda at: log_likelihood(at, known), [[1, week, 1, 3], [0.3, 0.3 * week, 0.8, 2.5], [5, week, 1, 9]])


def log_likelihood(parameters: Floats, known: Purchases) -> tuple[Floats, Floats]:
    """Each customer's log-likelihood and its slopes by r, alpha, a and b."""
    from scipy.special import gammaln, psi

    r, alpha, a, b = parameters
    x, aged, lasted = known.repeats, np.log(alpha + known.age), np.log(alpha + known.last)
    gone = _gone(parameters, known)
    own = gammaln(r + x) - gammaln(r) + r * np.log(alpha) - (r + x) * aged - np.log1p(-gone)
    own += gammaln(a + b) + gammaln(b + x) - gammaln(b) - gammaln(a + b + x)
    here, all_in = 1 - gone, psi(a + b) - psi(a + b + x)
    slopes = [
        psi(r + x) - psi(r) + np.log(alpha) - here * aged - gone * lasted,
        r / alpha - (r + x) * (here / (alpha + known.age) + gone / (alpha + known.last)),
        all_in + gone / a,
        all_in + psi(b + x) - psi(b) - gone / np.where(x > 0, b + x - 1, 1),
    ]
    return own, np.column_stack(slopes)


def _gone(parameters: Floats, known: Purchases) -> Floats:
    """The chance that each customer has left, float64[n]; 0 after one purchase: this model leaves after repeats."""
    from scipy.special import expit

    r, alpha, a, b = parameters
    x = known.repeats
    again = x > 0
    odds = np.log(a) - np.log(np.where(again, b + x - 1, 1))
    odds = odds + (r + x) * (np.log(alpha + known.age) - np.log(alpha + known.last))
    return np.asarray(np.where(again, np.minimum(expit(odds), 1 - 1e-15), 0.0))


def alive(parameters: Floats, known: Purchases) -> Floats:
    """The chance that each customer will still buy, float64[n]."""
    return 1 - _gone(parameters, known)


def ahead(parameters: Floats, known: Purchases, weeks: float) -> Ahead:
    """How many purchases each customer will make in so many weeks from the end of the records."""
    r, alpha, a, b = parameters.tolist()
    return Ahead(*_ahead(r, alpha, a, b, known.repeats, known.age, alive(parameters, known), weeks))


@compiled
def _ahead(r, alpha, a, b, repeats, age, living, weeks):  # type: ignore[no-untyped-def]  # numba infers the types
    """Sum over k of the chance of k purchases or more, one customer after the other.

    Who is alive makes k or more purchases if a negative binomial (the rate is gamma) gives k or more, and if they did
    not leave after any of the k - 1 before (the chance is beta). Chances of counts are kept as logarithms: with
    hundreds of purchases the first of them are smaller than a float can hold.
    """
    n = len(repeats)
    mean, square = np.zeros(n), np.zeros(n)
    least, most = np.zeros(n), np.zeros(n)
    for i in range(n):
        shape, rate = r + repeats[i], alpha + age[i]
        logs = shape * log(rate / (rate + weeks))
        move = log(weeks / (rate + weeks))
        beyond = 1.0 - exp(logs)
        stays = 1.0
        k = 1
        while k < MOST:
            chance = living[i] * beyond * stays
            mean[i] += chance
            square[i] += (2 * k - 1) * chance
            if chance > 0.975:
                least[i] = k
            if chance > 0.025:
                most[i] = k
            if chance < TAIL:
                break
            logs += log((shape + k - 1) / k) + move
            beyond = max(beyond - exp(logs), 0.0)
            stays *= (b + repeats[i] + k - 1) / (a + b + repeats[i] + k - 1)
            k += 1
    return mean, square, least, most
