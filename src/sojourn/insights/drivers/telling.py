"""Drivers in sentences: what goes with an outcome, never what causes it."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan

import msgspec

from sojourn.insights.drivers.outcomes import Outcome
from sojourn.insights.drivers.records import Driver
from sojourn.insights.words import percent, robustness_word, within

ALL_WHO_CAME = (
    "A touchpoint is compared among all journeys that came to the place before it, those included that stopped there: "
    "where more goes well with it, to have gone on at all may be part of that."
)
"""What a comparison of who went where next cannot tell."""
WENT_ON = " To have gone on at all may be part of it."


def told(row: Driver, phrase: str, outcome: Outcome, onward: bool = False) -> Driver:
    """The row with its sentence; of one that is not found its range tells the rest. `onward` is that of its factor."""
    if row.why_not:
        return row
    if not row.found:
        in_what = f'reaching "{outcome.name}"' if outcome.is_share else f"the {outcome.name.upper()} that they give"
        said = f"Journeys {phrase} show no clear difference from comparable ones in {in_what}."
        return msgspec.structs.replace(row, sentence=said)
    ends = f'reach "{outcome.name}"' if outcome.is_share else f"give {outcome.name.upper()}"
    own, others = (_figure(value, outcome.is_share) for value in (row.outcome_exposed, row.outcome_comparable))
    difference = apart(row.effect.value, row.effect.low, row.effect.high, outcome.is_share)
    what = f"Journeys {phrase} {ends}"
    said = (
        f"{what} in {own} of cases, comparable ones in {others} ({difference})."
        if outcome.is_share
        else f"{what} {own} on average, comparable ones {others} ({difference})."
    )
    said += WENT_ON if (onward or row.place) and row.effect.value > 0 else ""
    return msgspec.structs.replace(row, sentence=f"{said} Associated, not proven; robustness {robust(row.robustness)}.")


def cannot_tell(rows: Sequence[Driver]) -> tuple[str, ...]:
    """A note where some rows compare who went where next."""
    return (ALL_WHO_CAME,) if any(row.place for row in rows) else ()


def robust(k: float) -> str:
    """A word for how strong something hidden would have to be."""
    if isnan(k):
        return "not known"
    return robustness_word(k)


def apart(value: float, low: float, high: float, share: bool) -> str:
    """For example "−7 points, likely −9 to −5": of a share in percentage points, of a score in its own."""
    scale = 100 if share else 1
    first, second, third = (_signed(scale * bound) for bound in (value, low, high))
    return f"{first} points, likely {second} to {third}"


def _signed(value: float) -> str:
    rounded = f"{value:+.0f}" if abs(value) >= 10 else f"{value:+.1f}"
    return rounded.replace("-", "\u2212")


def _figure(value: float, share: bool) -> str:
    return percent(within(value)) if share else f"{value:.1f}"
