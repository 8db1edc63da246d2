"""What a method says of a series: the effect with its interval, or why it cannot tell. Plain functions over arrays."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite, nan
from typing import NamedTuple

import numpy as np

from sojourn.errors import UsageError, did_you_mean
from sojourn.estimates import Estimate
from sojourn.insights.before_after import differences, structural, synthetic
from sojourn.insights.before_after.placebo import TRUSTED, Ask, Calibration, calibrate, horizon, needed
from sojourn.insights.before_after.series import ROUNDING, Ints, Series, known, moving

STILL = "it never moved by itself before the change, so nothing says what is more than chance"


class Method(NamedTuple):
    """How a method asks about a window, and how many placebo windows its own word is worth."""

    ask: Ask
    trusted: int
    name: str


class Answer(NamedTuple):
    """The `effect` is the mean over the `judged` periods after the change, observed less `expected`.

    Its interval is NaN where `refusal` says why nothing can be told. `calibration` is None where the interval comes
    from many controls, each taken for treated.
    """

    method: str
    effect: Estimate
    observed: float
    expected: float
    judged: int
    learned: int
    calibration: Calibration | None
    refusal: str


def _by_structure(found: Series, stop: int, window: Ints) -> tuple[float, float]:
    gap = structural.gap(found, stop, window)
    return gap.value, gap.error


def _by_differences(found: Series, stop: int, window: Ints) -> tuple[float, float]:
    return differences.moved(found, stop, window), 1.0


METHODS: Mapping[str, Method] = {
    "structural": Method(_by_structure, TRUSTED, "structural time series"),
    "differences": Method(_by_differences, 0, "difference in differences"),
    "synthetic": Method(synthetic.gap, 0, "synthetic control"),
}
"""The ways to work out what would have happened without the change."""


def answer(found: Series, method: str = "structural") -> Answer:
    """What a method says, with an interval by what it says at dummy dates before the change.

    Controls that never move before the change are left out: they foretell nothing, and nobody ranks among them.
    Raises UsageError for an unknown method, where no control moves, and where there is too little before the change.
    """
    if method not in METHODS:
        raise UsageError(f'No method "{method}".{did_you_mean(method, METHODS)} Methods are: {", ".join(METHODS)}.')
    found = moving(found)
    learn, judge = horizon(found)
    many = method == "synthetic" and found.controls.shape[1] >= synthetic.FEWEST_CONTROLS
    if judge < 1 and not many:
        seen = int(known(found)[: found.before].sum())
        raise UsageError(
            f"There are {seen} periods before the change; {needed(found)} are needed, so that there are dates to try "
            "the test on at which nothing was changed. Load more of the past, or ask by shorter periods."
        )
    return _by_ranks(found) if many else _by_placebos(found, METHODS[method], learn, judge)


def _by_placebos(found: Series, method: Method, learn: int, judge: int) -> Answer:
    window = np.arange(found.after, found.after + judge)
    value, error = method.ask(found, found.before, window)
    observed, learned = found.mean(found.target, window), int(known(found)[: found.before].sum())
    calibration = calibrate(found, method.ask, learn, judge, method.trusted)
    refusal = calibration.refusal or _still(found, calibration.reach * error)
    if not isfinite(value) or not error > 0:
        refusal = "there are no figures after the change" if not isfinite(value) else refusal or STILL
    half = nan if refusal else calibration.reach * error
    effect = Estimate(value, value - half, value + half, learned + judge, f"{method.name}, calibrated by placebos")
    return Answer(method.name, effect, observed, observed - value, judge, learned, calibration, refusal)


def _still(found: Series, half: float) -> str:
    """Why a range of no width is none: nothing ever moved by chance, so nothing says how far it does."""
    past = found.target[: found.before][known(found)[: found.before]]
    size = float(np.abs(past).max(initial=0.0))
    return STILL if not len(past) or np.ptp(past) <= ROUNDING * size or half <= ROUNDING * size else ""


def _by_ranks(found: Series) -> Answer:
    """Synthetic control with enough controls to rank among."""
    mixed = synthetic.synthetic_control(found)
    window = np.arange(found.after, len(found.target))
    observed, learned = found.mean(found.target, window), int(known(found)[: found.before].sum())
    n = learned + int(known(found)[found.after :].sum())
    effect = Estimate(mixed.after, mixed.low, mixed.high, n, "synthetic control, ranked among its controls")
    spread = float(np.nanstd(found.target[: found.before]))
    refusal = _still(found, spread)
    if mixed.misfit > spread:
        refusal = refusal or "no mix of the controls moves like it before the change"
    if refusal:
        effect = Estimate(mixed.after, nan, nan, n, effect.method)
    return Answer("synthetic control", effect, observed, observed - mixed.after, len(window), learned, None, refusal)
