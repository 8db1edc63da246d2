"""Synthetic control: the mix of controls that moved like the target before the change, followed beyond it.

Source: Abadie, Diamond and Hainmueller, "Synthetic control methods for comparative case studies: estimating the effect
of California's tobacco control program" (JASA 105, 2010). Weights here come from the series itself before the change,
not from further predictors.
"""

from __future__ import annotations

from math import sqrt

import numpy as np

from sojourn.estimates import CONFIDENCE
from sojourn.insights.before_after.series import Floats, Ints, Series, known
from sojourn.results import Result

_TINY = 1e-300
FEWEST_CONTROLS = 19
"""With fewer, the rarest rank among them is not below 1 in 20, and placebos in time must do."""


class Synthetic(Result, frozen=True):
    """`weights` of the controls, which add up to 1; `gaps` float64[periods], observed less the mix; `misfit`: their
    root mean square before the change, `after`: their mean after it.

    `p` is the target's rank among its controls, each taken for treated: the share whose gaps grew as much.
    `low` and `high`: a 95 % interval of `after` by the gaps of controls, NaN with fewer than 19 of them.
    """

    weights: tuple[float, ...]
    gaps: tuple[float, ...]
    misfit: float
    after: float
    low: float
    high: float
    p: float

    def records(self) -> tuple[Synthetic, ...]:
        """One row: this result."""
        return (self,)


def synthetic_control(found: Series) -> Synthetic:
    """Weights, gaps and their rank among placebos: every control is taken for treated in turn.

    The interval holds every steady effect that, taken off the gaps, leaves them no rarer than one control in twenty.
    """
    weights, gaps = _followed(found)
    past, later = gaps[: found.before], gaps[found.after :]
    misfit, after = _size(past), float(np.nanmean(later))
    others = sorted((_grown(each) for each in _taken_for_treated(found)), reverse=True)
    rank = 1 + sum(one >= _size(later) / max(misfit, _TINY) for one in others)
    half = np.nan
    if len(others) >= FEWEST_CONTROLS:
        rare = others[int((1 - CONFIDENCE) * (len(others) + 1)) - 1]
        half = sqrt(max(0.0, (rare * misfit) ** 2 - float(np.nanvar(later))))
    share = rank / (len(others) + 1)
    return Synthetic(tuple(weights.tolist()), tuple(gaps.tolist()), misfit, after, after - half, after + half, share)


def gap(found: Series, stop: int, window: Ints) -> tuple[float, float]:
    """The mean gap of a window to the mix learnt before `stop`, and the root mean square gap there."""
    gaps = _followed(found._replace(before=stop))[1]
    return found.mean(gaps, window), _size(gaps[:stop])


def simplex_weights(target: Floats, controls: Floats) -> Floats:
    """Weights w >= 0 of sum 1 that bring controls float64[periods, controls] @ w nearest to target; float64[controls].

    The nearest point to the origin of the hull of (control - target), found by Wolfe's algorithm, exact but for
    rounding. Source: Wolfe, "Finding the nearest point in a polytope" (Mathematical Programming 11, 1976).
    """
    points = controls - target[:, None]
    inner = points.T @ points
    small = 1e-12 * max(float(np.trace(inner)), 1e-300)
    weights = np.zeros(points.shape[1])
    weights[np.argmin(np.diag(inner))] = 1.0
    for _ in range(20 * len(weights) + 100):
        towards = inner @ weights
        best = int(np.argmin(towards))
        if towards[best] >= weights @ towards - small:
            break
        corral = np.union1d(np.flatnonzero(weights), [best])
        weights = _nearest(inner, weights, corral)
    return weights


def _nearest(inner: Floats, weights: Floats, corral: Ints) -> Floats:
    """The nearest point of the flat through some points, going no further than where a weight would turn negative."""
    while True:
        size = len(corral)
        system = np.ones((size + 1, size + 1))
        system[0, 0] = 0.0
        system[1:, 1:] = inner[np.ix_(corral, corral)]
        wanted = np.linalg.lstsq(system, np.eye(size + 1)[0], rcond=None)[0][1:]
        found = np.zeros_like(weights)
        if np.all(wanted > 1e-12):
            found[corral] = wanted
            return found
        own = weights[corral]
        falling = wanted < own
        steps = own[falling] / (own - wanted)[falling]
        moved = own + min(1.0, float(steps.min(initial=1.0))) * (wanted - own)
        kept = moved > 1e-12
        if kept.all():
            kept[np.argmin(moved)] = False
        found[corral[kept]] = moved[kept] / moved[kept].sum()
        weights, corral = found, corral[kept]


def _followed(found: Series) -> tuple[Floats, Floats]:
    """The weights learnt before the change, and the gaps of all periods."""
    past = known(found)
    past[found.before :] = False
    weights = simplex_weights(found.target[past], found.controls[past])
    return weights, found.target - found.controls @ weights


def _grown(found: Series) -> float:
    """How many times as large gaps are after the change as before it."""
    gaps = _followed(found)[1]
    return _size(gaps[found.after :]) / max(_size(gaps[: found.before]), _TINY)


def _size(gaps: Floats) -> float:
    """Root mean square."""
    return sqrt(float(np.nanmean(gaps**2)))


def _taken_for_treated(found: Series) -> list[Series]:
    """Each control as the target of the others; the target itself is no control of anybody."""
    everybody = range(found.controls.shape[1])
    if len(everybody) < 2:
        return []
    return [found._replace(target=found.controls[:, k], controls=np.delete(found.controls, k, 1)) for k in everybody]
