"""Whether a method can tell: it is asked about dates before the change, at which nothing was changed.

What it says there should be noise of the size that it claims. If its errors are larger than it says, its interval is
widened; if it still finds an effect where there was none, it refuses.

Source: Abadie, Diamond and Hainmueller, "Synthetic control methods" (JASA 2010), on placebos in time; the widening is
that of a scale estimated from few and overlapping windows, shrunk towards what the model says.
"""

from __future__ import annotations

from collections.abc import Callable
from math import inf, sqrt
from typing import NamedTuple

import numpy as np

from sojourn.estimates import t_quantile
from sojourn.insights.before_after.series import Floats, Ints, Series, known
from sojourn.insights.words import counted

MOST_DATES = 40
FEWEST_WINDOWS = 3
"""Windows as long as the one after the change that must fit before it, side by side."""
FEWEST_DATES = 10
"""With fewer dummy dates a single one is more than `TOO_MANY`: they cannot tell a sound method from one that errs."""
TRUSTED = 6
"""How many windows a model's own word about its errors is worth."""
WIDEST = 2.0
"""An interval that had to be widened more than this rests on a model that does not fit."""
TOO_MANY = 0.1
"""Share of dummy dates with a false alarm, after widening, above which a method cannot tell."""

Ask = Callable[[Series, int, Ints], tuple[float, float]]
"""(series, learn before, window) to the mean gap of the window and its standard error; NaN where it cannot say."""


class Calibration(NamedTuple):
    """`dates` dummy dates were asked, `windows` of them as good as independent; `alarms` still show an effect.

    The interval of the real date is the standard error times `widened` times the quantile of t with `freedom`.
    `refusal` says why the method cannot tell, or nothing.
    """

    dates: int
    windows: float
    alarms: int
    widened: float
    freedom: int
    refusal: str

    @property
    def reach(self) -> float:
        """Half of the interval, in standard errors."""
        return self.widened * t_quantile(self.freedom)


def horizon(found: Series) -> tuple[int, int]:
    """How many periods are learnt from at least, and over how many the effect is judged: (learn, judge).

    As long after the change as `FEWEST_WINDOWS` windows of that length and `FEWEST_DATES` dummy dates fit before it, or
    one period where there are fewer dates; 0 where there is too little for that.
    """
    learn = least(found)
    room = int(known(found)[: found.before].sum()) - learn
    dated = room - (found.after - found.before) - FEWEST_DATES + 1
    return learn, max(0, min(len(found.target) - found.after, room // FEWEST_WINDOWS, max(1, dated)))


def least(found: Series) -> int:
    """Periods that are needed to learn a level, a season and slopes from."""
    return max(8, 3 * found.season + 2 * int(found.controls.shape[1]))


def needed(found: Series) -> int:
    """Periods before the change below which nothing can be told."""
    return least(found) + found.after - found.before + FEWEST_DATES


def calibrate(found: Series, ask: Ask, learn: int, judge: int, trusted: int = TRUSTED) -> Calibration:
    """Ask about dates before the change; `learn` and `judge` as by `horizon`.

    With `trusted` 0 the method's own errors count for nothing but their proportions.
    """
    dates = _dates(found, learn, judge)
    gap = found.after - found.before
    scores: Floats = np.array([_score(ask, found, int(date), gap, judge) for date in dates])
    scores = scores[np.isfinite(scores)]
    windows = min(len(scores), (found.before - learn) / judge)
    if len(scores) < FEWEST_DATES:
        return Calibration(len(scores), windows, 0, inf, 1, _too_few(len(scores)))
    scale = sqrt((trusted + windows * float(np.mean(scores**2))) / (trusted + windows))
    found_ = Calibration(len(scores), windows, 0, scale, max(1, int(trusted + windows)), "")
    alarms = int(np.sum(np.abs(scores) > found_.reach))
    return found_._replace(alarms=alarms, refusal=_refusal(scale if trusted else 1.0, alarms, len(scores)))


def _dates(found: Series, learn: int, judge: int) -> Ints:
    """Dummy dates, evenly spread: each with `learn` known periods before it, and its window before the change."""
    seen = np.cumsum(known(found)[: found.before])
    first = int(np.searchsorted(seen, learn)) + 1 + found.after - found.before
    last = found.before - judge
    return np.unique(np.linspace(first, last, min(MOST_DATES, max(0, last - first + 1))).astype(np.int64))


def _score(ask: Ask, found: Series, date: int, straddling: int, judge: int) -> float:
    """How many standard errors off zero the method is at a dummy date."""
    value, error = ask(found, date - straddling, np.arange(date, date + judge))
    return value / error if error > 0 else np.nan


def _refusal(scale: float, alarms: int, dates: int) -> str:
    if scale > WIDEST:
        return f"before the change, predictions were off by {scale:.1f} times as much as they claim"
    if alarms > TOO_MANY * dates:
        return f"at {alarms} of {dates} dates before the change, when nothing was changed, it would have seen an effect"
    return ""


def _too_few(dates: int) -> str:
    return (
        f"the test could be tried on {counted(dates, 'date')} before the change, and {FEWEST_DATES} are needed to see "
        f"how far it errs: load {counted(max(1, FEWEST_DATES - dates), 'period')} more of the past, or ask by shorter "
        "periods"
    )
