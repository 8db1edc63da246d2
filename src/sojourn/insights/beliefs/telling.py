"""Believed and measured values in words, on the scale of their figure."""

from __future__ import annotations

from sojourn.documents.cells import Scale
from sojourn.insights.words import percent

_UNITS = ((86_400.0, "day"), (3_600.0, "hour"), (60.0, "minute"), (1.0, "second"))


def value_text(value: float, scale: Scale, currency: str | None = None) -> str:
    """For example "60 %", "+1.2", "4.3", "85.00 EUR", "2.5 days"."""
    if scale == "share":
        return percent(value)
    if scale in ("feeling", "points"):
        return _signed(value, 1 if scale == "feeling" else 0)
    if scale == "seconds":
        return _time(value)
    if scale == "money":
        return f"{value:,.2f} {currency}" if currency else f"{value:,.2f}"
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def range_text(low: float, high: float, scale: Scale, currency: str | None = None) -> str:
    """For example "20 to 22 %", "+0.1 to +0.6"."""
    first, last = value_text(low, scale, currency), value_text(high, scale, currency)
    for unit in (" %", f" {currency}"):
        if first.endswith(unit) and last.endswith(unit):
            first = first.removesuffix(unit)
    return f"{first} to {last}"


def amount_text(
    value: float | None, at_least: float | None, at_most: float | None, scale: Scale, currency: str | None = None
) -> str:
    """A belief: "60 %", "at least 50 %", "at most 1 %", "50 to 60 %"."""
    if at_least is not None and at_most is not None:
        return range_text(at_least, at_most, scale, currency)
    if at_least is not None:
        return f"at least {value_text(at_least, scale, currency)}"
    if at_most is not None:
        return f"at most {value_text(at_most, scale, currency)}"
    return "nothing" if value is None else value_text(value, scale, currency)


def _signed(value: float, decimals: int) -> str:
    size = f"{abs(value):.{decimals}f}"
    if float(size) == 0:
        return "0"
    return f"{'−' if value < 0 else '+'}{size.removesuffix('.0')}"


def _time(seconds: float) -> str:
    size, unit = next(((size, unit) for size, unit in _UNITS if seconds >= size), _UNITS[-1])
    number = f"{seconds / size:.1f}".removesuffix(".0")
    return f"{number} {unit if number == '1' else f'{unit}s'}"
