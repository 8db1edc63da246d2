"""Sentences that a draft bears out by itself. Nothing is said that rests on few customers."""

from __future__ import annotations

from sojourn.maps.drafting import Draft, DraftStage, Finding, Met
from sojourn.maps.words import FEW, count, day, in_100, interval


def findings_of(draft: Draft) -> tuple[Finding, ...]:
    """Where most customers stop, and where most are met; none of both where it cannot be said."""
    least = max(FEW, draft.minimum_cell)
    found = (_most_stop(draft, least), _most_met(draft, least))
    return tuple(finding for finding in found if finding)


def _most_stop(draft: Draft, least: int) -> Finding | None:
    """The stage from which the smallest share of customers goes on."""
    left = [(stage.onward, stage) for stage in draft.stages if stage.onward and stage.onward.entered >= least]
    if not left or any(onward.customers < draft.minimum_cell for onward, _ in left):
        return None
    onward, stage = min(left, key=lambda pair: pair[0].share.value)
    return Finding(
        "Fewest go on",
        in_100(onward.share, onward.customers, "customer"),
        f"who reach {stage.title} go on to a later stage.",
        f"{interval(onward.share)} · {count(onward.customers)} of {count(onward.entered)}",
        f"Data up to {day(draft.data_up_to)}",
        stage.name,
    )


def _most_met(draft: Draft, least: int) -> Finding | None:
    """The touchpoint that most customers come to, with the stage it is in."""
    places: list[tuple[Met, DraftStage]] = [(met, stage) for stage in draft.stages for met in stage.touchpoints]
    if draft.customers < least or not places:
        return None
    met, stage = max(places, key=lambda place: place[0].customers)
    if met.customers < draft.minimum_cell:
        return None
    return Finding(
        "Met most often",
        in_100(met.share, met.customers, "customer"),
        f"come to the touchpoint “{met.name}” in {stage.title}.",
        f"{interval(met.share)} · {count(met.customers)} of {count(draft.customers)}",
        f"Data up to {day(draft.data_up_to)}",
        stage.name,
    )
