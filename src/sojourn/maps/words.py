"""Figures as words on a page: counts, percentages, likely ranges, days. Nothing is rounded to none or to all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from math import isnan

from sojourn.estimates import Estimate

FEW = 30
"""Fewer customers than this, and the page says so."""

NARROW = "\u202f"
"""A narrow space that does not break: between a figure and its percent sign."""


def count(number: int) -> str:
    """For example "98,412"."""
    return f"{number:,}"


def counted(number: int, one: str, many: str | None = None) -> str:
    """ "1 customer", "12 customers", "no customers"."""
    many = many or f"{one}s"
    return f"no {many}" if number == 0 else f"{number:,} {one if number == 1 else many}"


def percent(estimate: Estimate) -> str:
    """For example "13.1 %"; below 100 customers without a decimal."""
    return f"{_share(estimate.value, estimate.n)}{NARROW}%"


def short_percent(estimate: Estimate) -> str:
    """For lists: "44 %", "9.4 %"."""
    if 0.1 <= estimate.value < 0.995:
        return f"{100 * estimate.value:.0f}{NARROW}%"
    return percent(estimate)


def likely(estimate: Estimate) -> str:
    """For example "likely 11.9–14.3"; empty where nothing is known."""
    if isnan(estimate.low):
        return ""
    low, high = _bound(estimate.low, estimate.n), _bound(estimate.high, estimate.n)
    return f"likely {low}–{high}"


def interval(estimate: Estimate) -> str:
    """For example "13.1 % (likely 11.9–14.3)"."""
    return f"{percent(estimate)} ({likely(estimate)})" if likely(estimate) else percent(estimate)


def in_100(estimate: Estimate, successes: int, one: str) -> str:
    """For example "13 in 100 customers"; with fewer than 100 the counts themselves: "5 of 12 customers"."""
    n = estimate.n
    if successes in (0, n):
        return _all_or_none(successes, n, one)
    if n < 100:
        return f"{successes} of {n} {one}s"
    rounded = round(100 * estimate.value)
    if rounded == 0:
        return f"Fewer than 1 in 100 {one}s"
    return f"More than 99 in 100 {one}s" if rounded == 100 else f"{rounded} in 100 {one}s"


def listed(names: Sequence[str], more: int = 0) -> str:
    """For example "web, app", "Use and Service", "web, app and 2 more"."""
    words = [*names, *([f"{more} more"] if more else [])]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""


def day(moment: datetime | None) -> str:
    """For example "1 Jan 2018"."""
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}" if moment else "no date"


def few(customers: int) -> str:
    """The remark that a figure rests on few customers; empty where it does not."""
    return f"Few customers ({customers})." if customers < FEW else ""


def hidden(minimum: int) -> str:
    """What stands where a figure would tell about too few customers."""
    return f"Hidden: fewer than {counted(minimum, 'customer')}."


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _all_or_none(successes: int, n: int, one: str) -> str:
    if n == 1:
        return f"The one {one}" if successes else f"Not the one {one}"
    return f"All {n:,} {one}s" if successes else f"None of the {n:,} {one}s"


def _share(share: float, n: int) -> str:
    """A percentage that is neither 0 nor 100 unless it is exactly that."""
    decimals = 1 if n >= 100 else 0
    least = 10.0**-decimals
    if 0 < share < least / 200:
        return f"under {least:.{decimals}f}"
    if 1 - least / 200 <= share < 1:
        return f"over {100 - least:.{decimals}f}"
    return _bound(share, n)


def _bound(share: float, n: int) -> str:
    if share in (0, 1):
        return f"{100 * share:.0f}"
    return f"{100 * share:.{1 if n >= 100 else 0}f}"
