"""A comparison in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isnan

from sojourn.estimates import Estimate
from sojourn.insights.conformance.records import Deviation, Kind, NotInLog, Question
from sojourn.insights.words import counted, listed, of_all, percent, robustness_word, with_range, within

_DID: dict[Kind, str] = {
    "extra": "did something that was not planned",
    "out_of_order": "took a step out of order",
    "failed": "had a touchpoint fail",
    "missing": "missed a planned step",
}
_DONE: dict[str, str] = {
    "extra": "Doing {} unplanned",
    "begin": "Beginning at {}, unplanned,",
    "failed": "A failure at {}, the first time,",
    "past": "Taking a later step before {}, or without it,",
    "early": "Taking {} before an earlier step",
}
_NAMED = 3
"""So many places are named for each kind."""


def fitting(unit: str, units: int, fit: int, completed: int | None) -> Iterator[str]:
    """How many kept to the plan, and how many of them to its end (None: not known)."""
    if units == 0:
        yield f"There are no {unit}s to compare with the plan."
    elif fit == 0:
        yield f"No {unit} kept to the plan all along."
    else:
        they = "it" if unit == "journey" and fit == 1 else "they"
        yield f"{of_all(fit, units, unit)} kept to the plan as far as {they} came{_to_the_end(fit, completed)}."


def _to_the_end(fit: int, completed: int | None) -> str:
    if completed is None:
        return ""
    if fit == 1:
        return ", and came to its end" if completed else ", and did not come to its end"
    came = "none of them" if completed == 0 else "all of them" if completed == fit else f"{completed:,} of them"
    return f"; {came} came to its end"


def deviating(unit: str, units: int, kind: Deviation, places: Sequence[Deviation]) -> str:
    """One kind: how many deviated so, and where most often; `places` most frequent first."""
    share = f" ({with_range(kind.share)})" if 0 < kind.units < units else ""
    said = f"{of_all(kind.units, units, unit)}{share} {_DID[kind.kind]}"
    if not places:
        return f"{said}."
    named = [f"{_place(place)} ({place.units:,})" for place in places[:_NAMED]]
    more = len(places) - len(named)
    if len(places) == 1:
        return f"{said}: {_place(places[0])}."
    return f"{said}: most often {listed([*named, f'{more} more'] if more else named)}."


def changing(kind: Deviation) -> Iterator[str]:
    """Where the latest complete period differs from the first beyond their likely ranges."""
    if kind.change not in ("up", "down"):
        return
    whole = [point for point in kind.trend if not point.open]
    verb = "rose" if kind.change == "up" else "fell"
    yield (
        f"The share that {_DID[kind.kind]} {verb} from {_at(whole[0].share)} (period from {whole[0].start}) "
        f"to {_at(whole[-1].share)} (from {whole[-1].start}), beyond their likely ranges."
    )


def effects(deviations: Sequence[Deviation], outcome: str) -> Iterator[str]:
    """Which deviations go with another outcome, beyond what chance explains among so many; never that they cause it."""
    looked = [one for one in deviations if one.effect is not None and not isnan(one.effect.p)]
    clear = sorted((one for one in looked if one.clear), key=lambda one: -abs(_value(one)))
    if not looked:
        why = next((one.effect.note for one in deviations if one.effect is not None), "Too few deviate.")
        yield f"Whether deviations go with more or fewer coming to {outcome} cannot be told. {why}"
    elif not clear:
        yield f"No deviation clearly goes with more or fewer coming to {outcome} ({len(looked)} looked at)."
    yield from dict.fromkeys(_associated(one, outcome) for one in clear)


def compared_as(asked: Question) -> str:
    """What those who deviate did, as it is held against others: the beginning of a sentence."""
    again = " again" if asked.kind == "extra" and asked.step is not None else ""
    return _DONE[asked.kind].format(f'"{asked.name}"{again}')


def _associated(one: Deviation, outcome: str) -> str:
    effect = one.effect
    if effect is None:
        return ""
    estimate = effect.estimate
    points = f"{100 * estimate.value:+.1f} points, likely {100 * estimate.low:+.1f} to {100 * estimate.high:+.1f}"
    own, others = (percent(within(share)) for share in (effect.outcome_exposed, effect.outcome_comparable))
    return (
        f"{one.compared} is associated with {'fewer' if estimate.value < 0 else 'more'} coming "
        f"to {outcome} afterwards: {own} against {others} of "
        f"comparable ones ({points}; robustness: {robustness_word(effect.robustness)}). Associated, not proven."
    )


def _value(one: Deviation) -> float:
    return one.effect.estimate.value if one.effect else 0.0


def not_in_log(step: NotInLog) -> str:
    """A planned step that cannot be looked for."""
    names = listed([f'"{name}"' for name in step.names], "or")
    proposals = listed([f'"{name}"' for name in step.proposals], "or")
    near = f" Did you mean {proposals}?" if proposals else ""
    return f'Nothing in the log is called {names}, so the step "{step.title}" was not compared.{near}'


def still_open(unit: str, n: int) -> Iterator[str]:
    """What units that may still go on mean for the figures."""
    if n:
        verbs = ("is", "counts with what it") if n == 1 else ("are", "count with what they")
        yield f"{counted(n, unit)} {verbs[0]} still open and {verbs[1]} did so far.".capitalize()


def _place(place: Deviation) -> str:
    again = " again" if place.kind == "extra" and place.step is not None else ""
    return f'"{place.name}"{again}'


def _at(share: Estimate) -> str:
    return percent(share.value)
