"""A figure of a map in a few words, for texts such as a code review; pages have words of their own."""

from __future__ import annotations

from math import isnan
from typing import Literal

from sojourn.documents.cells import Figure, Worth

UNITS = (("days", 86_400), ("hours", 3_600), ("minutes", 60))
"""Units of time and their seconds; a time is told in the largest that it has two of."""


def told(figure: Figure) -> str:
    """For example "20.1 %", "-0.8", "18,400 EUR", "2.3 days"."""
    if figure.hidden is not None:
        return f"hidden (fewer than {figure.hidden})"
    if figure.value is None:
        return "not known"
    value = figure.value
    match figure.scale:
        case "share":
            return f"{_percent(value, 1 if figure.n >= 100 else 0)} %"
        case "points":
            return f"{value:+.0f} points"
        case "feeling":
            return f"{value:+.1f}"
        case "score":
            return f"{value:.2f}"
        case "money":
            return f"{value:,.{2 if abs(value) < 100 else 0}f} {figure.currency or ''}".strip()
        case "seconds":
            return _time(value)
        case _:
            return f"{value:,.0f}"


def known(number: float) -> float | None:
    """A figure as documents keep it: None where it cannot be said (NaN)."""
    return None if isnan(number) else number


EffectPart = Literal["effect", "gain", "realised"]
EFFECTS: tuple[EffectPart, ...] = ("effect", "gain", "realised")


def worth_figure(worth: Worth | None, part: EffectPart) -> Figure | None:
    """The effect, the gain or the realised gain of a worth as a figure; an effect on a share is in points."""
    if worth is None or getattr(worth, part) is None:
        return None
    ends = ("low", "high") if part == "effect" else (f"{part}_low", f"{part}_high")
    numbers = [getattr(worth, name) for name in (part, *ends)]
    if part == "effect" and worth.scale == "share":
        value, low, high = (None if one is None else 100 * one for one in numbers)
        return Figure("points", value, low, high)
    value, low, high = numbers
    return Figure("money" if worth.currency else "count", value, low, high, currency=worth.currency)


def are_apart(one: Figure, other: Figure) -> bool | None:
    """Whether the likely ranges of two figures do not touch; None where one has no range or they are of two kinds."""
    if one.scale != other.scale or one.currency != other.currency:
        return None
    if one.low is None or one.high is None or other.low is None or other.high is None:
        return None
    return one.high < other.low or other.high < one.low


def _percent(share: float, decimals: int) -> str:
    """Neither 0 nor 100 unless it is exactly that."""
    text, least = f"{100 * share:.{decimals}f}", 10.0**-decimals
    if share > 0 and float(text) == 0:
        return f"under {least:.{decimals}f}"
    if share < 1 and float(text) == 100:
        return f"over {100 - least:.{decimals}f}"
    return f"{100 * share:.0f}" if share in (0, 1) else text


def _time(seconds: float) -> str:
    for unit, size in UNITS:
        if abs(seconds) >= 2 * size:
            return f"{seconds / size:.1f} {unit}"
    return f"{seconds:.0f} seconds"
