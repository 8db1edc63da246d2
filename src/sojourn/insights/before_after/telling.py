"""A comparison of before and after in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date as Date  # noqa: N812
from math import isfinite

from sojourn.estimates import Estimate
from sojourn.insights.before_after.answer import Answer
from sojourn.insights.before_after.records import Verdict
from sojourn.insights.words import counted, day, figures, listed


def verdict_of(gain: Estimate) -> Verdict:
    """By the whole likely range of the gain, above zero is better."""
    if not isfinite(gain.low):
        return "cannot tell"
    if gain.low > 0:
        return "better"
    return "worse" if gain.high < 0 else "no change seen"


def amount(value: float, unit: str, *, signed: bool = False) -> str:
    """A figure in its unit: a share in points (a difference) or per cent, a time in hours, others as numbers."""
    sign = "+" if signed else ""
    if not isfinite(value):
        return "not known"
    if unit == "share":
        return f"{100 * value:{sign}.1f}" + ("" if signed else " %")
    if unit == "seconds":
        return f"{value / 3600:{sign},.1f} hours"
    return f"{value:{sign},.3g}" if abs(value) < 100 else f"{value:{sign},.0f}"


def change(effect: Estimate, unit: str) -> str:
    """A difference with its likely range: "-29.0 points (likely -33.1 to -24.9)"."""
    if unit not in ("share", "seconds"):
        return figures(effect, signed=True)
    value = amount(effect.value, unit, signed=True)
    named = f"{value} points" if unit == "share" else value
    if not isfinite(effect.low):
        return named
    return f"{named} (likely {amount(effect.low, unit)} to {amount(effect.high, unit)})".replace(" %", "")


def sentence(measure: str, date: Date, verdict: Verdict, found: Answer, unit: str) -> str:
    """The verdict in one sentence."""
    name = measure.replace("_", " ")
    if verdict == "cannot tell":
        return f"Cannot tell whether {name} changed with {day(date)}."
    seen = f"{amount(found.observed, unit)} instead of the {amount(found.expected, unit)} to be expected"
    if verdict == "no change seen":
        return f"No change of {name} seen after {day(date)}: {seen}, {change(found.effect, unit)}."
    return f"After {day(date)} {name} is {verdict}: {seen}, {change(found.effect, unit)}."


def reasons(found: Answer, every: str, left_out: int, controls: tuple[str, ...]) -> Iterator[str]:
    """How it was worked out, and what stands in the way; `left_out` periods straddle the date."""
    if found.refusal:
        yield f"{found.refusal[0].upper()}{found.refusal[1:]}."
    yield (
        f"Expected is what {counted(found.learned, every)} before and {listed(controls)} foretell for the "
        f"{counted(found.judged, every)} after ({found.method})."
    )
    told = found.calibration
    if told is not None and isfinite(told.widened):
        yield (
            f"Tried on {counted(told.dates, 'date')} before, when nothing was changed, the same test saw an effect at "
            f"{told.alarms or 'none'}."
        )
    if left_out == 1:
        yield f"The {every} that straddles the date was left out."
    elif left_out:
        yield f"{left_out:,} {every}s that straddle the date were left out."


def unjudged(every: str, later: int, waiting: int) -> Iterator[str]:
    """Why periods after the date count for nothing: `later` than is judged, and those `waiting` for a figure."""
    if later:
        last = f"{every} after the date is" if later == 1 else f"{later:,} {every}s after the date are"
        yield (
            f"The last {last} not judged: there is too little before the date to try the test over so long. "
            "Load more of the past to judge more."
        )
    if waiting:
        left = "is left out: the data end before its figure is" if waiting == 1 else (
            "are left out: the data end before their figures are"
        )  # fmt: skip
        yield f"{counted(waiting, every)} after the date {left} final."
