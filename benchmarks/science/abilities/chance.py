"""Shops in which nothing does anything: what does each kind of insight claim there, and do its ranges hold nothing?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from math import isfinite
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from benchmarks.science.ability import Ability, Note, mean, share, total, values
from benchmarks.science.records import Figure, Mark
from sojourn.simulate import worlds
from sojourn.simulate.worlds import ChanceTruth, KnownWorld

GAP = "30d"


class Looked(NamedTuple):
    """One comparison: its range, whether it is told as more than chance, and whether there is something to tell."""

    low: float
    high: float
    told: bool
    true: bool = False


def _rows(rows: Iterable[Any], matters: str | None = None) -> Iterator[Looked]:
    """Of rows with an effect; there is something to tell of those whose name says what `matters`."""
    for row in rows:
        true = matters is not None and row.name.startswith(f"{matters}=")
        yield Looked(row.effect.low, row.effect.high, row.found, true)


def _pain_points(journeys: Any, truth: ChanceTruth) -> Iterator[Looked]:
    return _rows(journeys.pain_points().tested)


def _strengths(journeys: Any, truth: ChanceTruth) -> Iterator[Looked]:
    return _rows(journeys.strengths().tested)


def _drivers(journeys: Any, truth: ChanceTruth) -> Iterator[Looked]:
    return _rows(journeys.drivers(truth.outcome).rows, truth.matters)


def _influences(journeys: Any, truth: ChanceTruth) -> Iterator[Looked]:
    return _rows(journeys.influences(truth.outcome).rows)


def _deviations(journeys: Any, truth: ChanceTruth) -> Iterator[Looked]:
    """Of the way as the plan; steps left out are left out by those who leave, which no coin decides."""
    from sojourn.documents.map import MapDocument, MapStep, Phase

    steps = tuple(MapStep(f"step-{place}", event, events=(event,)) for place, event in enumerate(truth.way_events))
    plan = MapDocument("I order", phases=(Phase("order", "Order", steps=steps),))
    found = journeys.conformance(plan).deviations
    effects = ((row, row.effect) for row in found if row.effect is not None and row.kind in ("extra", "failed"))
    return (Looked(effect.estimate.low, effect.estimate.high, row.clear) for row, effect in effects)


ROOMS: dict[str, Callable[[Any, ChanceTruth], Iterator[Looked]]] = {
    "pain points": _pain_points,
    "strengths": _strengths,
    "drivers": _drivers,
    "influences": _influences,
    "deviations from a plan": _deviations,
}


def score(seed: int, quick: bool) -> tuple[Note, ...]:
    """Of each room: ranges about nothing, those that hold it, and the share of what is told that is wrong."""
    import sojourn

    world: KnownWorld[ChanceTruth] = worlds.chance(seed, 1_000 if quick else 3_000)
    notes: list[Note] = []
    with TemporaryDirectory() as folder, sojourn.open(folder) as ws:
        world.load(ws)
        journeys = ws.journeys(goal=world.truth.outcome, gap=GAP)
        for room, look in ROOMS.items():
            looked = [one for one in look(journeys, world.truth) if isfinite(one.low)]
            ranges, told = [one for one in looked if not one.true], sum(one.told for one in looked)
            notes += [
                Note(f"{room}: ranges", len(ranges)),
                Note(f"{room}: hold", sum(one.low <= 0 <= one.high for one in ranges)),
                Note(f"{room}: wrong", sum(one.told for one in ranges) / max(1, told)),
            ]
    return tuple(notes)


def _most(room: str) -> Mark:
    """False discovery control lets one in 20 through; beside it, pain points and strengths must be robust."""
    return Mark(high=0.05 if room in ("pain points", "strengths") else 0.08, least=100)


def judge(notes: tuple[Note, ...]) -> tuple[Figure, ...]:
    """First what is claimed, then what the ranges hold."""
    told = [
        mean(f"{room}: false discoveries", values(notes, f"{room}: wrong"), "shops", in_per_cent=True, mark=_most(room))
        for room in ROOMS
    ]
    hold = [
        share(
            f"{room}: 95 % ranges that hold nothing",
            total(notes, f"{room}: hold"),
            total(notes, f"{room}: ranges"),
            "ranges",
            Mark(low=0.93, least=400),
        )
        for room in ROOMS
    ]
    return (*told, *hold)


_DEFINED = """\
- 3,000 customers, about 6,000 visits in nine months. Coins decide how a visit begins, what it meets and what people
  say; whether it is willing to order is settled before. But who is keen comes more often, orders more, and so meets
  more; who takes their time orders less, and whatever they do takes hours and days; who is not willing leaves on the
  way; people answer surveys and call while they wait. Only the pace of a customer is recorded.
- Asked as a newcomer would: `journeys(goal="Order Completed", gap="30d")`, then each kind of insight. Whatever is told
  as more than chance is wrong, but that drivers tell of the pace. False discoveries: the share of what is told that is
  wrong, the mean over shops; where all is wrong, that is how many shops are told anything.
- The plan is the way itself. Missing steps and steps out of order are left out: who leaves decides on them, no coin.
- A range of 95 % should hold nothing in 95 of 100. The marks are our own: two points short of that at most; 5 %
  false discoveries where something must be robust as well to be told, else 8 %, for their control lets 5 pass and 200
  shops may show three more by chance.
"""

ABILITY = Ability("chance", "Shops in which nothing does anything", 200, score, judge, _DEFINED)
