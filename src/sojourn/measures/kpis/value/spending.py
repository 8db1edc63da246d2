"""Gamma-gamma: what a customer pays a purchase, from what they paid so far and from what others pay.

Values of a customer's purchases vary as a gamma distribution (shape p), the rates of these between customers as
another (q, gamma). It assumes that how much is paid has nothing to do with how often.
Source: Fader, Hardie and Lee, "RFM and CLV", Journal of Marketing Research 42 (2005), and Fader and Hardie, "The
gamma-gamma model of monetary value" (2013).
"""

from __future__ import annotations

import numpy as np

from sojourn.measures.kpis.records import Floats
from sojourn.measures.kpis.value.fitting import Fit, fitted
from sojourn.measures.kpis.value.purchases import Purchases


def fit_spending(known: Purchases) -> Fit:
    """p, q and gamma by maximum likelihood, from the customers with valued purchases after their first.

    Others have no influence; the parameters are those of a currency in which the typical purchase is one, times it.
    """
    chosen = known.valued > 0
    own = known.take(chosen)
    typical = float(np.exp(np.log(own.paid).mean()))
    scaled = own._replace(paid=own.paid / typical)
    found = fitted(lambda at: log_likelihood(at, scaled), [[6, 4, 2], [1, 3, 2], [30, 10, 1]])
    influence = np.zeros((known.size, 3))
    influence[chosen] = found.influence
    change = float(own.size * np.log(typical))
    return found._replace(
        parameters=found.parameters * np.array([1, 1, typical]),
        influence=influence,
        log_likelihood=found.log_likelihood - change,
    )


def log_likelihood(parameters: Floats, known: Purchases) -> tuple[Floats, Floats]:
    """The log-likelihood of each customer's mean value and its slopes by p, q and gamma."""
    from scipy.special import gammaln, psi

    p, q, gamma = parameters
    x, paid = known.valued, known.paid
    shape, rate = p * x + q, gamma + paid * x
    own = gammaln(shape) - gammaln(p * x) - gammaln(q) + q * np.log(gamma)
    own += (p * x - 1) * np.log(paid) + p * x * np.log(x) - shape * np.log(rate)
    slopes = [
        x * (psi(shape) - psi(p * x) + np.log(paid) + np.log(x) - np.log(rate)),
        psi(shape) - psi(q) + np.log(gamma) - np.log(rate),
        q / gamma - shape / rate,
    ]
    return own, np.column_stack(slopes)


def paid(parameters: Floats, known: Purchases) -> Floats:
    """What each customer is expected to pay a purchase, float64[n]; NaN where values vary without a mean (q <= 1)."""
    p, shape, rate = _own(parameters, known)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(shape > 1, p * rate / (shape - 1), np.nan))


def paid_squared(parameters: Floats, known: Purchases) -> Floats:
    """The expected square of each customer's mean payment, float64[n]; infinite where it has none (q <= 2)."""
    p, shape, rate = _own(parameters, known)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(shape > 2, (p * rate) ** 2 / ((shape - 1) * (shape - 2)), np.inf))


def _own(parameters: Floats, known: Purchases) -> tuple[float, Floats, Floats]:
    """p, and the shape and rate of each customer's own distribution of rates."""
    p, q, gamma = parameters
    total = np.where(known.valued > 0, known.valued * np.nan_to_num(known.paid), 0.0)
    return float(p), q + p * known.valued, gamma + total
