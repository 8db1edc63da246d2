"""Draft a map from the log. The same log gives the same map."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from sojourn.documents.cells import Cell
from sojourn.documents.ids import slug
from sojourn.documents.map import Lane, MapDocument, MapStep, Phase
from sojourn.engines.units import Units
from sojourn.events.vocabulary import UNSTAGED
from sojourn.insights.words import capitalised
from sojourn.journeys.stages import StageModel
from sojourn.maps.drafting import lanes, metrics
from sojourn.maps.drafting.mattering import FEWEST, Mattering, mattering
from sojourn.maps.drafting.way import way_to_order
from sojourn.maps.measuring.look import Look
from sojourn.maps.measuring.measured import measured
from sojourn.maps.measuring.severity import LOW, severity

NOT_ASSIGNED, MUCH = "not-assigned", 0.2
"""The phase of what no stage takes in, and from which part of all steps on it is shown."""
LEAST_FRICTION = 0.03
"""Friction that fewer meet than this share is left out of a draft."""
MOST_CANDIDATES = 3
"""Possible pain points a place shows."""
NEAR = 0.5
"""A place where orders are lost is shown that loses at least this part of what the worst one loses."""
NO_EVENT = "No event here is known as"
GOOD = 0.8
"""A touchpoint is a bright spot whose whole likely range of feelings lies above this."""


class About(msgspec.Struct, frozen=True):
    """What a draft cannot know: its title in the customer's words, and which data it is drawn from."""

    title: str
    data: str
    simulated: bool = False
    id: str = ""


def draft(look: Look, model: StageModel, about: About) -> MapDocument:
    """Phases from stages, steps from the touchpoints that matter, lanes with bindings; cells that say nothing go."""
    units = look.units
    phases = _phases(look, model)
    way = way_to_order(units)
    scores = _kinds_of_score(units)
    proposed = (
        lanes.lane("reach", "Stage", lanes.reach(phases), "customers who reach it"),
        *(_curve(phases, score) for score in scores),
        *(() if scores else (lanes.lane("feelings", "Feelings", ()),)),
        lanes.lane("touchpoints", "Touchpoints", lanes.touchpoints(phases), "share of customers"),
        lanes.lane("pain_points", "Pain points", metrics.candidates(phases, way, scores), "possible, not tested"),
        lanes.lane("actions", "Actions", lanes.actions(phases)),
        lanes.lane("channels", "Channels", lanes.channels(phases), "share of customers"),
        lanes.lane("thoughts", "Thoughts", lanes.thoughts(phases), "their words"),
        lanes.lane("needs", "Needs", ()),
        lanes.lane(
            "gains", "Bright spots", metrics.ratings(phases, scores, "gain", "Rated well"), "feelings from −2 to +2"
        ),
        lanes.lane("opportunities", "Opportunities", (), "what could be done"),
        lanes.lane("metrics", "Figures", metrics.metrics(phases, way)),
    )
    made = MapDocument(
        title=about.title,
        id=about.id or slug(about.title, ()),
        data=about.data,
        simulated=about.simulated,
        columns="phases" if any(phase.steps for phase in phases if phase.id != NOT_ASSIGNED) else "steps",
        phases=phases,
        lanes=proposed,
    )
    return _telling(measured(_unique(made), look).document)


def _phases(look: Look, model: StageModel) -> tuple[Phase, ...]:
    """All stages of the model; those without events stay, so that the page can say so.

    Where much of the log is in no stage, what is there gets a phase of its own, last: nothing is left out in silence.
    """
    counted = look.counted
    steps: dict[str, list[Mattering]] = {}
    for one in mattering(look.units, counted, look.settings.minimum_cell):
        steps.setdefault(one.stage, []).append(one)
    staged = tuple(
        Phase(
            id=slug(stage.name, ()),
            title=str(stage.title),
            stage=stage.name,
            exit=stage.exit,
            steps=tuple(_step(stage.name, one) for one in steps.get(stage.name, ())),
        )
        for stage in model.stages
    )
    if counted.events.sum() < MUCH * counted.totals[3]:
        return staged
    others = tuple(_step(UNSTAGED, one) for one in steps.get(UNSTAGED, ()))
    return (*staged, Phase(NOT_ASSIGNED, "Not assigned", stage=UNSTAGED, steps=others))


def _step(stage: str, one: Mattering) -> MapStep:
    title = capitalised(one.touchpoint)
    return MapStep(slug(f"{stage}-{one.touchpoint}", ()), title, one.touchpoint, channels=one.channels)


def _kinds_of_score(units: Units) -> list[str]:
    """The kinds of score that the log has, the one first that is asked about single steps."""
    kinds = set(units.field("score_kind").names)
    return [kind for kind in ("csat", "ces", "stars", "nps") if kind in kinds]


def _curve(phases: Sequence[Phase], score: str) -> Lane:
    title = f"Feelings ({'stars' if score == 'stars' else score.upper()})"
    return lanes.lane("feelings", title, lanes.feelings(phases, score), None, f"feelings-{score}")


def _unique(document: MapDocument) -> MapDocument:
    """The document with a different id for each cell, also where long names were shortened to the same."""
    taken: set[str] = set()

    def named(cell: Cell) -> Cell:
        given = slug(cell.id, taken)
        taken.add(given)
        return msgspec.structs.replace(cell, id=given)

    lanes_named = (
        msgspec.structs.replace(lane, cells={place: tuple(map(named, cells)) for place, cells in lane.cells.items()})
        for lane in document.lanes
    )
    return msgspec.structs.replace(document, lanes=tuple(lanes_named))


def _telling(document: MapDocument) -> MapDocument:
    """The document without the cells that say nothing here."""
    keeps = {"pain_points": _is_friction, "gains": _is_good, "metrics": _tells, "touchpoints": _is_known,
             "thoughts": _says_something, "channels": _is_known}  # fmt: skip
    return msgspec.structs.replace(
        document, lanes=tuple(_kept(lane, keeps[lane.kind]) if lane.kind in keeps else lane for lane in document.lanes)
    )


def _kept(lane: Lane, keep: Callable[[Cell], bool]) -> Lane:
    cells = {place: tuple(filter(keep, entries)) for place, entries in lane.cells.items()}
    if lane.kind == "pain_points":
        cells = _worst(cells)
    return msgspec.structs.replace(lane, cells={place: entries for place, entries in cells.items() if entries})


def _worst(cells: dict[str, tuple[Cell, ...]]) -> dict[str, tuple[Cell, ...]]:
    """The strongest friction of each place; of the losses on the way to an order those that come near the biggest."""
    most = max((_lost(cell) for entries in cells.values() for cell in entries), default=0)
    found = {}
    for place, entries in cells.items():
        near = (cell for cell in entries if not _lost(cell) or _lost(cell) >= NEAR * most)
        ranked = sorted(near, key=lambda cell: -severity(cell.measured))
        found[place] = tuple(ranked[:MOST_CANDIDATES])
    return found


def _lost(cell: Cell) -> int:
    """How many are lost there; 0 for other kinds of friction."""
    if cell.binding is None or cell.binding.measure != "loss" or cell.measured is None:
        return 0
    return cell.measured.count or 0


def _is_known(cell: Cell) -> bool:
    return cell.measured is not None and (cell.measured.value is not None or cell.measured.hidden is not None)


def _tells(cell: Cell) -> bool:
    """Whether a figure says something: zero says nothing where no event is known as what it counts, or as a click."""
    clicks = cell.binding is not None and cell.binding.measure in ("click_rate", "response_rate")
    figure = cell.measured
    unknown = figure is not None and not figure.value and any(note.startswith(NO_EVENT) for note in figure.notes)
    return _is_known(cell) and not unknown and not (clicks and figure is not None and not figure.count)


def _is_friction(cell: Cell) -> bool:
    figure = cell.measured
    if figure is None or figure.n < FEWEST or figure.value is None:
        return False
    if figure.scale == "feeling":
        return (2 if figure.high is None else figure.high) < LOW
    return figure.value >= LEAST_FRICTION


def _is_good(cell: Cell) -> bool:
    figure = cell.measured
    return figure is not None and figure.n >= FEWEST and (figure.low or -2) > GOOD


def _says_something(cell: Cell) -> bool:
    return bool(cell.text) or (cell.measured is not None and cell.measured.hidden is not None)
