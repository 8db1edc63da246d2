"""Figures in sentences: counts, percentages and lists that read well for none, one and many."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date as Date  # noqa: N812
from math import floor, isfinite, isnan, log10
from typing import Literal

from sojourn.estimates import Estimate

_TINY = 0.0005
HARDLY_ROBUST, MOSTLY_ROBUST = 1.0, 2.0
"""Robustness below the one is low, from the other on high."""


def capitalised(text: str) -> str:
    """A text that begins with a capital letter; the rest stays as it is."""
    return text[:1].upper() + text[1:]


def as_title(name: str) -> str:
    """A name of a log as a title: "help_centre" is "Help centre"."""
    return capitalised(name[:1] + name[1:].replace("_", " "))


def counted(number: int, one: str, many: str | None = None) -> str:
    """ "no customers", "1 customer", "1,200 customers"."""
    many = many or f"{one}s"
    return f"no {many}" if number == 0 else f"{number:,} {one if number == 1 else many}"


def day(date: Date) -> str:
    """For example "2 July 2025"."""
    return f"{date.day} {date:%B %Y}"


def percent(share: float) -> str:
    """A share 0..1 as "13 %", below a tenth "2.5 %"; a part that would look like none or all says so."""
    if 0 < share < _TINY:
        return "under 0.1 %"
    if 1 - _TINY < share < 1:
        return "over 99.9 %"
    fine = 0 < share < 0.1 or 0.995 <= share < 1
    return f"{100 * share:.{1 if fine else 0}f}".removesuffix(".0") + " %"


def within(share: float) -> float:
    """A share that was worked out, and may lie a little below none or above all, within 0..1; NaN stays."""
    return share if isnan(share) else min(1.0, max(0.0, share))


def with_range(share: Estimate) -> str:
    """For example "36 %, likely 22 to 53"; without a range the percentage alone."""
    if isnan(share.value):
        return "not known"
    if isnan(share.low):
        return percent(share.value)
    low, high = (percent(bound).removesuffix(" %") for bound in (share.low, share.high))
    return f"{percent(share.value)}, likely {low} to {high}"


def of_all(number: int, everyone: int, one: str) -> str:
    """The subject of a sentence: "No customer", "1 of 33 customers", "All 33 customers", "The one customer"."""
    if number == 0:
        return f"No {one}"
    if everyone == 1:
        return f"The one {one}"
    return f"All {everyone:,} {one}s" if number == everyone else f"{number:,} of {everyone:,} {one}s"


def robustness_word(k: float) -> Literal["low", "medium", "high"]:
    """A word for how robust an effect is, the same everywhere: `k` is how strong something unmeasured would have to be
    to explain it away, in units of the strongest covariate. Nothing known (NaN) is low."""
    return "high" if k >= MOSTLY_ROBUST else "medium" if k >= HARDLY_ROBUST else "low"


def listed(names: Sequence[str], last: str = "and") -> str:
    """ "a", "a and b", "a, b and c"; empty for nothing."""
    return f"{', '.join(names[:-1])} {last} {names[-1]}" if len(names) > 1 else "".join(names)


def figures(estimate: Estimate, *, signed: bool = False) -> str:
    """A figure that is no share, and its likely range with as many decimals: "+2.67 (likely 0.60 to 4.73)"."""
    if not isfinite(estimate.value):
        return "not known"
    size = max(abs(number) for number in (estimate.value, estimate.low, estimate.high) if isfinite(number))
    digits = min(4, max(0, 2 - floor(log10(size)))) if size > 0 else 0
    value = f"{estimate.value:{'+' if signed else ''},.{digits}f}"
    if not isfinite(estimate.low):
        return value
    return f"{value} (likely {estimate.low:,.{digits}f} to {estimate.high:,.{digits}f})"
