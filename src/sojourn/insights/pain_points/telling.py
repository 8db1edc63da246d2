"""A pain point in plain words: what it is, how many meet it, what goes with it, and how sure that is."""

from __future__ import annotations

from math import isnan

from sojourn.effects import Effect
from sojourn.effects.robustness import UNJUDGED
from sojourn.estimates import Estimate
from sojourn.insights.pain_points.grammar import Candidate
from sojourn.insights.words import percent, robustness_word, with_range, within
from sojourn.periods import DAY, HOUR, SECOND


def robust_sentence(k: float, strongest: str = "strongest thing measured beforehand") -> str:
    """A sentence for k."""
    if isnan(k):
        return "Robustness: not known, for nothing was measured beforehand."
    if k == UNJUDGED:
        return (
            f"Robustness: {robustness_word(k)}. What was measured beforehand hardly tells who comes to the outcome, so "
            "something that nobody measured could explain it."
        )
    if k >= 10:
        return f"Robustness: high. Only something ten times as strong as the {strongest} could explain it."
    hidden = f"Something not measured, {k:.1f} times as strong as the {strongest}"
    return f"Robustness: {robustness_word(k)}. {hidden}, could explain it."


def title(candidate: Candidate) -> str:
    """For example "Waiting for delivery"."""
    place, other = candidate.touchpoint, candidate.other
    said = {
        "drop_off": f"Leaving after {place}",
        "rework": f"Repeating {_event(candidate)}",
        "back_and_forth": f"Back and forth between {other} and {place}",
        "waiting": f"Waiting for {place}",
        "error": f"{candidate.event} at {place}",
        "channel_switch": f"Having to call or chat after {place}",
        "bad_score": f"Bad rating of {place}",
        "negative_theme": f"Complaints about {candidate.theme} at {place}",
        "quick": f"{place} without a wait",
        "help": f"Help by phone or chat after {place}",
        "good_score": f"Good rating of {place}",
        "praise": f"Praise for {candidate.theme} at {place}",
    }[candidate.kind]
    return said[:1].upper() + said[1:]


def _event(candidate: Candidate) -> str:
    return f"{candidate.event} at {candidate.touchpoint}" if candidate.named else candidate.touchpoint


def happening(candidate: Candidate) -> str:
    """What happens to how many, after "1 in 5 journeys that reach delivery": "waits over 6 days for it"."""
    return {
        "drop_off": "ends there",
        "rework": "repeats it",
        "back_and_forth": f"goes back to {candidate.other}",
        "waiting": f"waits over {span(candidate.threshold)} for it after {candidate.other}",
        "error": f'meets "{candidate.event}"',
        "channel_switch": "goes on by phone or chat within a day",
        "bad_score": "rates it badly",
        "negative_theme": f"complains about {candidate.theme}",
        "quick": f"waits under {span(candidate.threshold)} for it after {candidate.other}",
        "help": "goes on by phone or chat within a day",
        "good_score": "rates it well",
        "praise": f"praises {candidate.theme}",
    }[candidate.kind]


def subject(candidate: Candidate, unit: str) -> str:
    """Of whom it is a share: "customers who reach delivery"."""
    rated = {"bad_score": "rate", "good_score": "rate", "negative_theme": "comment on", "praise": "comment on"}.get(
        candidate.kind, "reach"
    )
    return (
        f"{unit}s that {rated} {candidate.touchpoint}"
        if unit == "journey"
        else f"{unit}s who {rated} {candidate.touchpoint}"
    )


def one_in(share: float) -> str:
    """For example "1 in 5", "4 in 10"."""
    if share >= 0.35:
        return f"{round(10 * min(share, 0.99))} in 10"
    return f"1 in {round(1 / share)}" if share > 0 else "None"


def sentence(candidate: Candidate, share: Estimate, exposed: int, reached: int, unit: str) -> str:
    """For example "1 in 5 journeys that reach delivery waits over 6 days for it (20 %, likely 19 to 21; 4,310 ...)."""
    counts = f"{with_range(share)}; {exposed:,} of {reached:,}"
    return f"{one_in(share.value)} {subject(candidate, unit)} {happening(candidate)} ({counts})."


def comparison(effect: Effect, outcome: str, kind: str) -> str:
    """For example "Comparable customers reach "Order Completed" more often: 38 % against 31 % (-7 points, ...)."""
    ends = (min(1.0, max(-1.0, end)) for end in (effect.estimate.value, effect.estimate.low, effect.estimate.high))
    value, low, high = map(_points, ends)
    points = f"{value} points, likely {low} to {high}"
    if kind == "drop_off":
        return (
            f"By all that was known when they came, {percent(within(effect.outcome_comparable))} of those who leave "
            f'there are like those who go on and reach "{outcome}" ({points}).'
        )
    direction = "less" if effect.estimate.value < 0 else "more"
    return (
        f'They reach "{outcome}" {direction} often than comparable ones: {percent(max(0.0, effect.outcome_exposed))} '
        f"against {percent(min(1.0, max(0.0, effect.outcome_comparable)))} ({points})."
    )


def left_out(overlap: float) -> list[str]:
    """A sentence where some of the exposed could not be compared."""
    if isnan(overlap) or overlap >= 0.995:
        return []
    return [
        f"For {percent(1 - overlap)} of those who met it there is nobody comparable; they are not in the comparison."
    ]


def _points(difference: float) -> str:
    rounded = f"{100 * difference:+.0f}" if abs(difference) >= 0.1 else f"{100 * difference:+.1f}"
    return rounded.replace("-", "\u2212")


def worth(gain: Estimate, currency: str, outcome: str, status: str) -> str:
    """For example "About 18,400 EUR a month (11,900 to 24,800). Associated, not proven."."""
    if isnan(gain.value):
        return f"What it is worth cannot be said: no outcome among them has a value. {STATUS[status]}"
    unit = f" {currency}" if currency else f' more "{outcome}"'
    return f"About {gain.value:,.0f}{unit} a month ({gain.low:,.0f} to {gain.high:,.0f}). {STATUS[status]}"


STATUS = {
    "associated": "Associated, not proven.",
    "confirmed": "Confirmed.",
    "possible": "Possible: cause and cost not tested.",
}


def span(microseconds: int) -> str:
    """For example "6 days", "5 hours", "40 minutes"."""
    for length, name in ((DAY, "day"), (HOUR, "hour"), (60 * SECOND, "minute")):
        if microseconds >= 2 * length or name == "minute":
            number = microseconds / length
            said = f"{number:.0f}" if number >= 10 or abs(number - round(number)) < 0.05 else f"{number:.1f}"
            return f"{said} {name}s"
    raise AssertionError
