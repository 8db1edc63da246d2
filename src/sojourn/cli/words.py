"""Figures, times and estimates as people read them. Pages use the same words."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from math import isfinite

from sojourn.estimates import Estimate
from sojourn.maps.words import NARROW, interval

UNKNOWN = "–"


def said(value: object) -> str:
    """Any value of a result, in a table's cell; nothing for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, timedelta):
        return duration(value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S").removesuffix(":00")
    if isinstance(value, Estimate):
        return mean(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float | Decimal):
        return number(value)
    return _printable(str(value))


def number(value: float | Decimal) -> str:
    """1,234 · 12.3 · 0.0123: whole numbers as they are, others with three figures or one decimal."""
    if not isfinite(value):
        return UNKNOWN
    if value % 1 == 0:
        return f"{int(value):,}"
    figure = float(value)
    return f"{figure:,.1f}" if abs(figure) >= 100 else f"{figure:.3g}"


def share(estimate: Estimate | None) -> str:
    """A share as on a page, in letters that every terminal has: 12.2 % (likely 11.9-12.5)."""
    if estimate is None:
        return ""
    if not isfinite(estimate.value):
        return UNKNOWN
    return interval(estimate).replace(NARROW, " ").replace("–", "-")


def mean(estimate: Estimate | None) -> str:
    """A figure that is no share: 3.42 (likely 3.31-3.53)."""
    if estimate is None:
        return ""
    if not isfinite(estimate.value):
        return UNKNOWN
    form = ",.0f" if abs(estimate.value) >= 1000 else ".1f" if abs(estimate.value) >= 10 else ".2f"
    return f"{estimate.value:{form}}{_likely(estimate.low, estimate.high, form)}"


def time(seconds: Estimate) -> str:
    """A time that is estimated in seconds: 5 min (likely 3 min to 20 min)."""
    middle, low, high = (
        duration(timedelta(seconds=figure)) if isfinite(figure) else ""
        for figure in (seconds.value, seconds.low, seconds.high)
    )
    if not (middle and low):
        return middle or UNKNOWN
    return f"{middle} (likely {low} to {high})" if high else f"{middle} (likely {low} or more)"


def percent(value: float) -> str:
    """A plain share as a percentage, without an interval."""
    return f"{100 * value:.1f} %" if isfinite(value) else UNKNOWN


def duration(span: timedelta | None) -> str:
    """The two largest units: 3 d 4 h, 12 min, 0.3 s."""
    if span is None:
        return ""
    if span < timedelta():
        return f"-{duration(-span)}"
    seconds = span.total_seconds()
    if seconds < 10:
        return f"{seconds:.1f}".removesuffix(".0") + " s"
    rest, parts = round(seconds if seconds < 3600 else seconds / 60), []
    units = (("min", 60), ("s", 1)) if seconds < 3600 else (("d", 1440), ("h", 60), ("min", 1))
    for unit, size in units:
        count, rest = divmod(rest, size)
        parts += [f"{count:,} {unit}"] if count else []
    return " ".join(parts[:2])


def _likely(low: float, high: float, form: str) -> str:
    """The likely range; with a negative end the two are joined by a word, since a dash would read as a minus."""
    if not (isfinite(low) and isfinite(high)):
        return ""
    joint = " to " if low < 0 else "-"
    return f" (likely {low:{form}}{joint}{high:{form}})"


def _printable(text: str) -> str:
    """No line breaks and no control characters: text from a log must not steer a terminal."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
