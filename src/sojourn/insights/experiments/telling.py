"""The verdict of an experiment in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil, isfinite

from sojourn.documents.experiment import Declared
from sojourn.errors import did_you_mean
from sojourn.estimates import Estimate
from sojourn.insights.experiments.judging import Judge
from sojourn.insights.experiments.measuring import Everybody
from sojourn.insights.experiments.meeting import Meeting
from sojourn.insights.experiments.records import ArmSize, Comparison, Verdict
from sojourn.insights.experiments.uneven import STOPS
from sojourn.insights.words import counted, figures, listed
from sojourn.measures.notes import unknown_names

MOST_SAID = 5
"""So many values are named that are no arm."""

EXPLORATORY = (
    "Segments are a look around, not a test: with many of them some differ by chance. What is seen in one needs an "
    "experiment of its own."
)

LATER = (
    "{more:,} more met it after the {planned:,} planned ones. They do not count: a single look at the end holds for "
    "the end that was planned."
)
BY_HASH = (
    "Arms are worked out by the weights and the salt that the file has today. Had they been others while it ran, "
    "customers would be counted in arms they never saw: record the arm with the exposure to be sure."
)


def difference_told(unit: str, found: Estimate) -> str:
    """For example "+1.2 points (likely 0.4 to 2.0)"; in the measure's unit where it is no share."""
    if unit != "share":
        return figures(found, signed=True)
    if not isfinite(found.value):
        return "not known"
    value = f"{100 * found.value:+.1f} points"
    return value if not isfinite(found.low) else f"{value} (likely {100 * found.low:.1f} to {100 * found.high:.1f})"


def verdict_of(primary: Sequence[Comparison], guardrails: Sequence[Comparison], ended: bool, stopped: bool) -> Verdict:
    """Better only where no guardrail got worse for the same arm."""
    if stopped:
        return "stopped"
    hurt = {row.arm for row in guardrails if row.judged == "worse"}
    if any(row.judged == "better" and row.arm not in hurt for row in primary):
        return "better"
    if any(row.judged != "cannot tell" for row in primary):
        return "worse"
    return "no difference seen" if ended and any(isfinite(row.fixed.low) for row in primary) else "cannot tell yet"


def sentence(judge: Judge, primary: Sequence[Comparison], guardrails: Sequence[Comparison], verdict: Verdict) -> str:
    """The verdict, a sentence for each arm."""
    if verdict == "stopped":
        return "Stopped: the arms are uneven, so something other than chance decides who is in them."
    return " ".join(_of_arm(judge, row, [one for one in guardrails if one.arm == row.arm], verdict) for row in primary)


def reasons(declared: Declared, sizes: Sequence[ArmSize], chance: float, found: Everybody) -> Iterator[str]:
    """What stands beside the verdict: sizes, who was left out."""
    yield f"{listed([f'{size.units:,} in {size.name}' for size in sizes])}."
    if chance < STOPS:
        wanted = listed([f"{size.expected:,.0f}" for size in sizes])
        yield (
            f"By their weights there should be {wanted}: a difference as large comes by chance less than once in "
            f"{_once_in(chance)}. Look for lost exposures, bots or redirects; until then no figure here can be trusted."
        )
    if found.several:
        named = found.named
        who = f" ({', '.join(named[:5])}{' ...' if found.several > 5 else ''})" if named else ""
        count = "counts" if found.several == 1 else "count"
        yield (
            f"{counted(found.several, declared.file.unit)} met it in several arms{who} and {count} in the first: who "
            "saw both makes arms look more alike than they are. Look at how arms are kept from visit to visit."
        )
    if found.unknown:
        yield f"{_left_out(found.unknown, declared.file.unit, 'in no declared arm')}."
    if found.earlier:
        yield f"{_left_out(found.earlier, declared.file.unit, f'before its start, {declared.file.start},')}."


def why_nobody(found: Everybody, meeting: Meeting) -> str:
    """Why nobody is in any declared arm: the exposure, or what should name the arm."""
    file = meeting.declared.file
    if not found.unknown:
        step = meeting.step
        misspelt = unknown_names(meeting.units, step) if step is not None else ()
        return " ".join([*misspelt, "Look at exposure, where, arm, start and end in its file."])
    if not meeting.is_known():
        there = meeting.others()
        known = f" Events here have: {listed(there)}." if there else ""
        hint = did_you_mean(meeting.field, there)
        return f'arm: no event has a property "{meeting.field}".{hint}{known} Give the property that names the arm.'
    said, met = meeting.said(), counted(found.unknown, file.unit)
    if not said:
        return f'arm: {met} met it, and the events with which they did say nothing of "{meeting.field}".'
    seen = listed([*said[:MOST_SAID], *(["others"] if len(said) > MOST_SAID else [])])
    return f'arm: "{meeting.field}" says {seen} of the {met} who met it; declared are {listed(list(file.arms))}.'


def _left_out(number: int, unit: str, met: str) -> str:
    return f"{counted(number, unit)} met it {met} and {'was' if number == 1 else 'were'} left out"


def still_needed(row: Comparison, declared: Declared, units: int, waiting: int) -> str:
    """How far it is to an answer, where something says what difference would be worth having."""
    wanted, parts = declared.file.smallest_effect, []
    if declared.file.planned and units < declared.file.planned:
        parts.append(f"{units:,} of {declared.file.planned:,} planned have met it.")
    if waiting:
        parts.append(f"Of {waiting:,} it is too early to know the outcome.")
    if wanted and isfinite(row.smallest) and row.smallest > abs(wanted):
        needed = ceil(units * (row.smallest / abs(wanted)) ** 2)
        parts.append(f"To see the smallest difference worth having, about {needed:,} are needed.")
    return " ".join(parts)


def _of_arm(judge: Judge, row: Comparison, guardrails: Sequence[Comparison], verdict: Verdict) -> str:
    told = difference_told(row.unit, judge.interval(row))
    hurt = [one for one in guardrails if one.judged == "worse"]
    if row.judged == "cannot tell":
        if not isfinite(judge.interval(row).low):
            return f"{row.arm}: cannot tell yet, {_why_nothing(row)}."
        if verdict == "no difference seen":
            return f"{row.arm}: no difference seen, {told}."
        return f"{row.arm}: cannot tell yet, {told}."
    said = f"{row.arm} is {row.judged}: {told}"
    if hurt:
        worse = listed([f"{one.measure} got worse, {difference_told(one.unit, judge.interval(one))}" for one in hurt])
        said += f"; but {worse}"
    return f"{said}."


def _why_nothing(row: Comparison) -> str:
    if min(row.control.n, row.treated.n) < 30:
        return "there are fewer than 30 in an arm"
    if row.control.value == row.treated.value == 0:
        return f"{row.measure} is zero in both arms so far"
    return f"{row.measure} is too rare so far, or nobody differs from anybody"


def _once_in(chance: float) -> str:
    return f"{min(1e9, 1 / max(chance, 1e-9)):,.0f}"
