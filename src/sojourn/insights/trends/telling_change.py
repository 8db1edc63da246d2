"""A change that was taken apart, in sentences."""

from __future__ import annotations

from math import isnan, nan
from statistics import NormalDist

import msgspec

from sojourn.effects import discoveries
from sojourn.estimates import CONFIDENCE, Estimate
from sojourn.insights.trends.contributions import Contribution, Contributions, Part
from sojourn.insights.trends.telling import called, figure
from sojourn.insights.words import percent

MOST = 3
"""So many values of each thing are put into words."""


def told(found: Contributions) -> Contributions:
    """The same with its sentences: of those of values at most 5 % are expected to be chance; none if the whole may."""
    share = found.unit == "share"
    every = [one for part in found.parts for one in part.contributions]
    held = iter(discoveries([_p(one.total) for one in every]).tolist() if _sure(found.change) else [False] * len(every))
    parts = tuple(
        Part(
            part.over,
            tuple(
                _told(one, part.over, share) if next(held) and k < MOST else one
                for k, one in enumerate(part.contributions)
            ),
        )
        for part in found.parts
    )
    return msgspec.structs.replace(found, parts=parts, sentence=_sentence(found, share))


def _sentence(found: Contributions, share: bool) -> str:
    before, after = (figure(one.value, "share" if share else "mean") for one in (found.before, found.after))
    name = called(found.measure)
    way = "rose" if found.change.value > 0 else "fell"
    moved = (
        f"{way} from {before} to {after}"
        if _sure(found.change)
        else f"went from {before} to {after}, which may be chance"
    )
    return f"{name[:1].upper()}{name[1:]} {moved} ({signed(found.change, share)})."


def _sure(one: Estimate) -> bool:
    """Whether the whole likely range is on one side of nothing."""
    return one.low > 0 or one.high < 0


def _p(one: Estimate) -> float:
    """How likely it is that a figure as far from nothing is chance, by the width of its range; NaN without one."""
    if isnan(one.low):
        return nan
    deviation = (one.high - one.low) / (2 * NormalDist().inv_cdf((1 + CONFIDENCE) / 2))
    return 2 * NormalDist().cdf(-abs(one.value) / deviation)


def _told(one: Contribution, over: str, share: bool) -> Contribution:
    kind = over.partition(":")[2] or over
    return msgspec.structs.replace(
        one, sentence=f"{kind[:1].upper()}{kind[1:]} {one.name}: {signed(one.total, share)}{_why(one, share)}."
    )


def _why(one: Contribution, share: bool) -> str:
    if isnan(one.share_before):
        return ""
    if abs(one.rate.value) >= abs(one.mix.value):
        if isnan(one.rate_before) or isnan(one.rate_after):
            return ", new or gone"
        first, last = (figure(rate, "share" if share else "mean") for rate in (one.rate_before, one.rate_after))
        return f", mostly because its own figure went from {first} to {last}"
    way = "more" if one.share_after > one.share_before else "less"
    first, last = percent(one.share_before), percent(one.share_after)
    return f", mostly because it became {way} common ({first} before, {last} after)"


def signed(estimate: Estimate, share: bool) -> str:
    """For example "-2.1 points, likely -3 to -1.2"."""
    scale, unit = (100, " points") if share else (1, "")
    value, low, high = (f"{scale * bound:+.3g}" for bound in (estimate.value, estimate.low, estimate.high))
    likely = "" if isnan(estimate.low) else f", likely {low} to {high}"
    return f"{value}{unit}{likely}"
