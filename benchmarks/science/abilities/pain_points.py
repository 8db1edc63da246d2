"""Pain points: on worlds without a hidden trait, with one, and on worlds where nothing costs anything."""

from __future__ import annotations

from functools import partial
from math import isfinite
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.science import naive
from benchmarks.science.ability import Ability, Note, share, total, values
from benchmarks.science.matching import Judged, found, judged
from benchmarks.science.naive import Flag
from benchmarks.science.records import Figure, Mark
from sojourn.simulate import worlds
from sojourn.simulate.worlds import KnownWorld, PainPointTruth

World = KnownWorld[PainPointTruth]
GAP = "30d"


def pain_points(world: World) -> Any:
    """What Sojourn says, asked as a newcomer would ask."""
    import sojourn

    with TemporaryDirectory() as folder, sojourn.open(folder) as ws:
        world.load(ws)
        journeys = ws.journeys(goal=world.truth.outcome, gap=GAP)
        return journeys.pain_points(outcome=world.truth.outcome)


def flags(found: Any) -> list[Flag]:
    """The pain points of an answer; those that are only possible claim nothing."""
    return [_flag(row, row.monthly_gain.value) for row in found.rows if row.status != "possible"]


def tested(found: Any) -> list[Flag]:
    """Every candidate with an effect, flagged or not."""
    return [_flag(row, 0.0) for row in found.tested if isfinite(row.effect.low)]


def _flag(row: Any, monthly: float) -> Flag:
    """Ids read kind:touchpoint, and for pairs of touchpoints the other one behind it."""
    kind, touchpoint, *more = row.id.split(":")
    other = more[0] if more and kind in ("waiting", "back_and_forth") else ""
    return Flag(kind, touchpoint, other, row.effect.value, row.effect.low, row.effect.high, monthly)


def _score(name: str, seed: int, quick: bool) -> tuple[Note, ...]:
    world: World = worlds.make(name, seed, 8_000 if quick else 20_000)
    answer = pain_points(world)
    own = [judged(flag, world.truth) for flag in flags(answer)]
    bare = [judged(flag, world.truth) for flag in naive.flags(world)]
    covered = [
        _covers(one) for one in (judged(flag, world.truth) for flag in tested(answer)) if one.verdict != "consequence"
    ]
    return (
        *_notes("", world.truth, own),
        *_notes("bare ", world.truth, bare),
        Note("intervals", len(covered)),
        Note("covered", sum(covered)),
        Note("findable", len(world.truth.planted(findable=True))),
        Note("planted", len(world.truth.planted())),
    )


def _covers(one: Judged) -> bool:
    return one.flag.low <= one.effect <= one.flag.high


def _notes(prefix: str, truth: PainPointTruth, flags: list[Judged]) -> tuple[Note, ...]:
    counts = {verdict: sum(one.verdict == verdict for one in flags) for verdict in ("right", "consequence", "wrong")}
    right = [one for one in flags if one.verdict == "right"]
    gains = [(one.flag.monthly, one.candidate.monthly_lost) for one in right if one.candidate]
    return (
        *(Note(prefix + name, count) for name, count in counts.items()),
        Note(prefix + "found", len(found(truth, flags))),
        Note(prefix + "flag", float(bool(flags))),
        Note(prefix + "gain", sum(true for _, true in gains)),
        Note(prefix + "gain off", sum(abs(told - true) for told, true in gains)),
        Note(prefix + "covered right", sum(_covers(one) for one in right)),
    )


def _judge(precision: float | None, with_recall: bool, notes: tuple[Note, ...]) -> tuple[Figure, ...]:
    """Figures of Sojourn with their marks, then those of the bare comparison beside them."""
    lowest = Mark(low=precision)
    own = _figures("", notes, lowest, Mark(low=0.8) if with_recall else None, Mark(high=0.2) if with_recall else None)
    return (
        *own,
        _coverage(notes, Mark(low=0.9, least=400) if with_recall else None),
        *_figures("bare ", notes, None, None, None),
    )


def _figures(
    prefix: str, notes: tuple[Note, ...], precision: Mark | None, recall: Mark | None, gain: Mark | None
) -> tuple[Figure, ...]:
    right, wrong, traces = (total(notes, prefix + name) for name in ("right", "wrong", "consequence"))
    whole = total(notes, prefix + "gain")
    off = total(notes, prefix + "gain off") / whole if whole else float("nan")
    name = "bare comparison: " if prefix else ""
    return (
        share(f"{name}precision", right, right + wrong, "flags", precision),
        share(f"{name}precision, consequences counted as wrong", right, right + wrong + traces, "flags"),
        share(f"{name}recall", total(notes, prefix + "found"), total(notes, "findable"), "planted, findable", recall),
        Figure(f"{name}gain error", off, round(right), "flags", True, mark=gain),
        share(
            f"{name}coverage, of what was flagged rightly", total(notes, prefix + "covered right"), right, "intervals"
        ),
    )


def _coverage(notes: tuple[Note, ...], mark: Mark | None = None) -> Figure:
    inside, intervals = total(notes, "covered"), total(notes, "intervals")
    return share("coverage of 95 % intervals, of all candidates tested", inside, intervals, "intervals", mark)


def _judge_null(notes: tuple[Note, ...]) -> tuple[Figure, ...]:
    flagged, bare = values(notes, "flag"), values(notes, "bare flag")
    return (
        share("worlds with any flag", sum(flagged), len(flagged), "worlds", Mark(high=0.05, least=200)),
        _coverage(notes),
        share("bare comparison: worlds with any flag", sum(bare), len(bare), "worlds"),
    )


_DEFINED = """\
- 20,000 customers in nine months, about 300,000 events; six to eight planted pain points and as many decoys. Kinds,
  places, sizes, rates, names, seasons and confounders are drawn from the seed.
- Asked as `ws.journeys(goal="Order Completed", gap="30d").pain_points(outcome="Order Completed")`.
- A flag is right where the true effect of what is flagged is not zero: a planted pain point, or another view of it (a
  bad experience as a score and as a theme). A consequence of a planted one that has no effect of its own (people try
  again after an error, and leave where something hurts) is left out of the precision; the line below counts it as
  wrong. Everything else that is flagged is wrong.
- Recall counts planted pain points that an oracle would find with a power of 0.8: one who knows every confounder and
  every chance, uses all customers, and tests with false discovery control. Those that show only in where people leave
  are not counted, since no test by exposure could find them; flagged ones count for precision.
- Gain error: over all right flags, the sum of what the monthly gain is off by, over the sum of the true monthly loss.
- In these worlds whatever is met at a touchpoint is met before anybody leaves there; in life some leave too early to
  meet it, which makes friction look harmless.
- Bare comparison: those who met it against those who reached the same step without meeting it, Benjamini and Hochberg
  at 5 %. It reads no texts and does not look at where people leave.
"""
_HIDES = f"""\
- The same worlds with a hidden trait: in who orders {worlds.HIDDEN:g} times as strong as the strongest recorded one, in
  who meets a decoy half of that to all of it. No interval can be held to cover there, nor any recall be asked for.
"""
_NOTHING = """\
- The same worlds with every effect at zero: frictions go on happening to customers who order less anyway.
"""

SEEN = Ability(
    "pain-points",
    "Pain points, all confounders recorded",
    36,
    partial(_score, "pain-points"),
    partial(_judge, 0.9, True),
    _DEFINED,
)
HIDDEN = Ability(
    "hidden",
    "Pain points, with a confounder that nobody recorded",
    24,
    partial(_score, "hidden"),
    partial(_judge, 0.85, False),
    _HIDES,
)
NULL = Ability(
    "null",
    "Pain points where there are none",
    200,
    partial(_score, "null"),
    _judge_null,
    _NOTHING,
)
