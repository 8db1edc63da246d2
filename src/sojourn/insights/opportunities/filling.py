"""What the data say towards an opportunity: how many customers it is about, how sure that is, what it could bring.

Reach: the customers that meet its pain points in a month of 30.44 days.

Confidence: 1 - half the width of the effect's likely range / the effect, and of that a part by how robust the effect is
against what was not measured: all of it where it is high or a test has confirmed it, 0.8 where it is medium, 0.5 where
it is low; at least 0.1.

Gain: what a month would bring more if its pain points were gone, times the share of them that it would take away.
Pain points that the same customers meet are never added up: of these the largest speaks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isnan, nan, sqrt
from typing import NamedTuple

from sojourn.documents.opportunity import Opportunity
from sojourn.estimates import Estimate, unknown
from sojourn.insights.opportunities.methods import GAIN
from sojourn.insights.opportunities.valuing import LEAST, Input, surely

DAYS_A_MONTH = 365.25 / 12
ROBUST: Mapping[str, float] = {"high": 1.0, "medium": 0.8, "low": 0.5}
"""Which part of the confidence is left, by how robust an effect is."""
CONFIRMED = "confirmed"
NOT_FOUND = 'No pain point is called "{}" in these data, or it was not found any more.'
LARGEST = "The same customers meet several of these: the largest alone was counted."
ALL_FIXED = "If all of it is fixed."


class Evidence(NamedTuple):
    """What is known of a pain point: `reach` customers meet it in a month, `effect` on the outcome of those who do."""

    id: str
    title: str
    sentence: str
    stage: str
    touchpoint: str
    reach: float
    effect: Estimate
    gain: Estimate
    currency: str | None
    robustness: str
    status: str
    overlaps: tuple[str, ...] = ()


class Filled(NamedTuple):
    """What the data say of one opportunity; NaN where they say nothing."""

    about: tuple[Evidence, ...] = ()
    reach: float = nan
    confidence: float = nan
    gain: Estimate = unknown("no pain point")
    currency: str | None = None
    notes: tuple[str, ...] = ()


def filled(opportunity: Opportunity, known: Mapping[str, Evidence]) -> Filled:
    """Reach, confidence and gain of an opportunity from its pain points, by id."""
    found = [known[name] for name in opportunity.about if name in known]
    notes = tuple(NOT_FOUND.format(name) for name in opportunity.about if name not in known)
    if not found:
        return Filled(notes=notes)
    apart = _apart(found)
    notes = (*notes, LARGEST) if len(apart) < len(found) else notes
    share = 1.0 if opportunity.fixable is None else opportunity.fixable
    whole = (ALL_FIXED,) if opportunity.fixable is None else ()
    currencies = {one.currency for one in apart}
    gain = _times(_sum([one.gain for one in apart]), share) if len(currencies) == 1 else unknown("several currencies")
    return Filled(
        tuple(found),
        sum(one.reach for one in apart),
        min((confidence_of(one) for one in found), default=nan),
        gain,
        found[0].currency,
        (*notes, *whole),
    )


def inputs_of(found: Filled) -> dict[str, Input]:
    """The same as inputs of a method, by field."""
    names = ", ".join(one.title for one in found.about)
    robust = " and ".join(dict.fromkeys(one.robustness for one in found.about))
    measured = (
        Input("reach", found.reach, "measured", f"met {found.reach:,.0f} times a month: {names}"),
        Input("confidence", found.confidence, "measured", f"{found.confidence:.2f}: robustness {robust}"),
        Input(GAIN, found.gain.value, "measured", f"{found.gain.value:,.0f} a month"),
    )
    return {one.name: one for one in measured if not isnan(one.value)}


def confidence_of(one: Evidence) -> float:
    """How sure a pain point is, by the rule above; NaN where its effect has no range."""
    width = surely(one.effect.value, one.effect.low, one.effect.high)
    if width is None:
        return nan
    return max(LEAST, width * (1.0 if one.status == CONFIRMED else ROBUST.get(one.robustness, ROBUST["low"])))


def _apart(found: Sequence[Evidence]) -> list[Evidence]:
    """Pain points of which no two are met by the same customers: the largest of those that are speaks for them."""
    kept: list[Evidence] = []
    for one in sorted(found, key=lambda one: (-_or_zero(one.gain.value), -one.reach, one.id)):
        if not any(one.id in other.overlaps or other.id in one.overlaps for other in kept):
            kept.append(one)
    return kept


def _or_zero(value: float) -> float:
    return 0.0 if isnan(value) else value


def _sum(gains: Sequence[Estimate]) -> Estimate:
    """The sum of gains of different customers: the ranges of independent figures add up in squares."""
    if len(gains) == 1:
        return gains[0]
    value = sum(one.value for one in gains)
    low = value - sqrt(sum((one.value - one.low) ** 2 for one in gains))
    high = value + sqrt(sum((one.high - one.value) ** 2 for one in gains))
    return Estimate(value, low, high, sum(one.n for one in gains), gains[0].method)


def _times(gain: Estimate, share: float) -> Estimate:
    return Estimate(gain.value * share, gain.low * share, gain.high * share, gain.n, gain.method)
