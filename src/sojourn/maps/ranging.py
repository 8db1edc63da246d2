"""How a likely range was worked out, in words."""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan

from sojourn.estimates import Estimate

NONE = "None can be given."
PLAIN: Mapping[str, str] = {
    "wilson": "95 %, each counts once (Wilson).",
    "t": "95 %, each counts once (Student’s t).",
    "adjusted wald": "95 %, each counts once (adjusted Wald).",
    "doubly robust": "95 %, by customer: from how much comparable customers differ (doubly robust).",
}


def range_text(method: str, low: float | None) -> str:
    """What a range by a method says; `low` is its lower end, None or NaN where there is none."""
    if low is None or isnan(low):
        return NONE
    if "bootstrap" in method:
        return "95 %, by customer: a customer may count more than once (bootstrap)."
    return PLAIN.get(method, f"95 % ({method}).")


def range_of(estimate: Estimate) -> str:
    """The same of an estimate."""
    return range_text(estimate.method, estimate.low)
