"""`experiment`: a declared experiment, measured and judged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

import msgspec
import numpy as np

from sojourn.documents.experiment import Declared, watched
from sojourn.engines.units import Units
from sojourn.errors import UsageError
from sojourn.insights.experiments import telling
from sojourn.insights.experiments.judging import Judge, gain_of
from sojourn.insights.experiments.measuring import Asked, Everybody, asked_of, measured
from sojourn.insights.experiments.meeting import Meeting
from sojourn.insights.experiments.records import ArmSize, Comparison, Experiment
from sojourn.insights.experiments.uneven import STOPS, chance_of_sizes
from sojourn.journeys.fields import NAMED
from sojourn.measures.kpis import settling
from sojourn.measures.notes import unknown_names
from sojourn.periods import DAY, Calendar


class Parts(NamedTuple):
    """All comparisons of an experiment."""

    primary: tuple[Comparison, ...]
    guardrails: tuple[Comparison, ...]
    metrics: tuple[Comparison, ...]
    segments: tuple[Comparison, ...]


def experiment(units: Units, declared: Declared, calendar: Calendar) -> Experiment:
    """Judge an experiment by everybody who has met it so far.

    `units` are customers, or the journeys that it draws. Raises UsageError where nobody met it, or everybody met the
    same arm; UnknownName, DefinitionError.
    """
    meeting = Meeting(units, declared, calendar)
    file = declared.file
    everything = [declared.primary, *map(watched, file.guardrails), *map(watched, file.metrics)]
    asked = asked_of(units, everything)
    segments = [name if ":" in name or name in NAMED else f"segment:{name}" for name in file.segments]
    met = measured(units, meeting, asked, segments, calendar)
    judge = Judge(declared, by_fixed=file.decide == "at the end")
    found = met.first(file.planned) if judge.by_fixed and file.planned else met
    sizes = _sizes(found, meeting)
    _check_drawn(found, declared)
    ended = _ended(units, declared, calendar, found)
    parts = _compared(judge, found, asked, segments, units)
    too_early = judge.by_fixed and not ended
    told = _told(judge, found, sizes, _undecided(parts) if too_early or _uneven(sizes, declared) else parts, ended)
    step = meeting.step
    notes = [note for one in asked for note in one.counting.notes]
    notes += unknown_names(units, step) if step is not None else ()
    if len(met.arm) > len(found.arm):
        notes.append(telling.LATER.format(more=len(met.arm) - len(found.arm), planned=file.planned))
    notes += [
        settling.too_early(int(found.waits[k].sum()), units)
        for k, one in enumerate(asked)
        if settling.leans(one.counting, units) and found.waits[k].any()
    ]
    if file.arm == "hash":
        notes.append(telling.BY_HASH)
    if parts.segments:
        notes.append(telling.EXPLORATORY)
    return msgspec.structs.replace(told, notes=tuple(dict.fromkeys(notes)))


def _told(judge: Judge, found: Everybody, sizes: tuple[ArmSize, ...], parts: Parts, ended: bool) -> Experiment:
    """The verdict and its reasons, with all comparisons."""
    declared, met = judge.declared, len(found.arm)
    chance = _chance(sizes, declared)
    verdict = telling.verdict_of(parts.primary, parts.guardrails, ended, chance < STOPS)
    reasons = [*telling.reasons(declared, sizes, chance, found)]
    if verdict == "cannot tell yet":
        reasons.append(telling.still_needed(parts.primary[0], declared, met, int(found.waits[0].sum())))
    return Experiment(
        name=declared.name,
        title=declared.file.title or declared.name,
        hypothesis=declared.file.hypothesis,
        primary=parts.primary,
        arms=sizes,
        units=met,
        unit=declared.file.unit,
        per_month=_per_month(found),
        several=found.several,
        named=found.named,
        unknown=found.unknown,
        earlier=found.earlier,
        chance_of_sizes=chance,
        decided_by="fixed" if judge.by_fixed else "anytime",
        planned=declared.file.planned,
        ended=ended,
        verdict=verdict,
        sentence=telling.sentence(judge, parts.primary, parts.guardrails, verdict),
        reasons=tuple(filter(None, reasons)),
        guardrails=parts.guardrails,
        metrics=parts.metrics,
        segments=parts.segments,
    )


def _sizes(found: Everybody, meeting: Meeting) -> tuple[ArmSize, ...]:
    """Raises UsageError where nobody is in the experiment, or everybody in one arm."""
    declared = meeting.declared
    weights = declared.file.arms
    counts = np.bincount(found.arm, minlength=len(weights)).tolist()
    if not sum(counts):
        raise UsageError(
            f"Nobody has met the experiment {declared.name} in a declared arm. {telling.why_nobody(found, meeting)}"
        )
    if max(counts) == sum(counts):
        name = list(weights)[counts.index(sum(counts))]
        raise UsageError(
            f"Everybody who met the experiment {declared.name} is in {name}: there is nobody to compare with. "
            "Look at arm in its file, and at how arms are drawn."
        )
    total = sum(weights.values())
    shares = [weight / total * sum(counts) for weight in weights.values()]
    return tuple(ArmSize(name, n, share) for name, n, share in zip(weights, counts, shares, strict=True))


def _chance(sizes: tuple[ArmSize, ...], declared: Declared) -> float:
    return chance_of_sizes([size.units for size in sizes], list(declared.file.arms.values()))


def _uneven(sizes: tuple[ArmSize, ...], declared: Declared) -> bool:
    return _chance(sizes, declared) < STOPS


def _check_drawn(found: Everybody, declared: Declared) -> None:
    """Raises UsageError where customers were drawn, and not each of their journeys: these say the same again."""
    weights = np.array(list(declared.file.arms.values()))
    by_chance = float(np.sum((weights / weights.sum()) ** 2)) ** found.again
    if found.loyal == found.again and by_chance < STOPS:
        raise UsageError(
            f"All {found.again:,} customers with several journeys are in the same arm each time: customers were drawn, "
            f"not journeys. Write unit: customer in the file of {declared.name}: ranges would be too narrow."
        )


def _compared(judge: Judge, found: Everybody, asked: Sequence[Asked], segments: Sequence[str], units: Units) -> Parts:
    file, everybody = judge.declared.file, np.ones(len(found.arm), np.bool_)
    guards = len(file.guardrails)

    def of(k: int, kind: Literal["primary", "guardrail", "further"]) -> list[Comparison]:
        return judge.compare(found, asked, k, kind, None, everybody)

    primary = tuple(msgspec.structs.replace(row, found=row.judged != "cannot tell") for row in of(0, "primary"))
    guardrails = [
        _guarded(row, asked[k].watched.margin, judge) for k in range(1, 1 + guards) for row in of(k, "guardrail")
    ]
    metrics = judge.sorted_out(row for k in range(1 + guards, len(asked)) for row in of(k, "further"))
    looked_at = judge.sorted_out(_by_segment(judge, found, asked, segments, units))
    return Parts(primary, tuple(guardrails), metrics, looked_at)


def _guarded(row: Comparison, margin: float, judge: Judge) -> Comparison:
    """A guardrail is held where a loss beyond its margin is ruled out, worse where one is certain."""
    gain = gain_of(row, judge.interval(row))
    if gain.low > -abs(margin):
        return msgspec.structs.replace(row, judged="held", found=True)
    if gain.high < -abs(margin):
        return msgspec.structs.replace(row, judged="worse", found=True)
    return msgspec.structs.replace(row, judged="cannot tell")


def _by_segment(
    judge: Judge, found: Everybody, asked: Sequence[Asked], segments: Sequence[str], units: Units
) -> list[Comparison]:
    """The primary measure in each value of each segment."""
    rows = []
    for k, by in enumerate(segments):
        names = _names_of(by, units)
        for code in np.unique(found.segments[k]).tolist():
            label = f"{by.partition(':')[2] or by}: {names(code)}"
            rows += judge.compare(found, asked, 0, "segment", label, found.segments[k] == code)
    return rows


def _names_of(by: str, units: Units) -> Callable[[int], str]:
    kind, _, name = by.partition(":")
    if kind in NAMED and not name:
        words: Sequence[str | None] = units.names(kind)
    else:
        words = units.manifest.segments[name] if kind == "segment" else units.field(name).names
    return lambda code: words[code] or "none"


def _ended(units: Units, declared: Declared, calendar: Calendar, found: Everybody) -> bool:
    file, now = declared.file, units.manifest.data_up_to or 0
    if found.waits[0].any():
        return False
    if file.planned is not None and len(found.arm) >= file.planned:
        return True
    return file.end is not None and now >= calendar.start_us(calendar.holding(file.end, "day") + 1, "day")


def _per_month(found: Everybody) -> float:
    """Units that met it in 30.44 days, by the time from the first to the last; at least a day."""
    days = max(1.0, float(np.ptp(found.met_at)) / DAY)
    return len(found.met_at) / days * 30.44


def _undecided(parts: Parts) -> Parts:
    """No row decides: a single look before the planned end, or arms that something other than chance made."""
    held = [tuple(msgspec.structs.replace(row, judged="cannot tell", found=False) for row in rows) for rows in parts]
    return Parts(*held)
