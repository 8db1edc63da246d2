"""What stands below the map: sentences first, then the figures they come from."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from sojourn.documents.cells import Cell
from sojourn.documents.map import MapDocument
from sojourn.estimates import Estimate
from sojourn.insights.words import as_title, capitalised
from sojourn.maps import words
from sojourn.maps.measuring.charts import Charts
from sojourn.maps.page.guarding import guarded_count, guarded_share, part_of, tells
from sojourn.maps.page.returning import Coming, coming_back
from sojourn.maps.page.sankey import Sankey, sankey, titled
from sojourn.maps.page.shown import Population
from sojourn.maps.telling import estimate_of
from sojourn.maps.words import count, counted, interval, listed, span
from sojourn.measures.flow import DROP_OFF
from sojourn.measures.kpis import MEASURES
from sojourn.measures.stages import StageConversion

PATH_SHOWN = 9
"""Stages of a path shown before it is cut."""


class Figures(Struct, frozen=True):
    """The figures of the map with their targets: place, what, value with range, of how many, target, state."""

    rows: tuple[tuple[str, str, str, str, str, str], ...] = ()
    sentence: str = ""


class StageRow(Struct, frozen=True):
    """From one stage to the next."""

    title: str
    reached: str
    onward: str
    skipped: str
    back: str
    time: str


class Path(Struct, frozen=True):
    """A path and the share of customers who took it; `width` is 0..100."""

    steps: tuple[str, ...]
    more: int
    share: str
    likely: str
    journeys: str
    width: float


class Sections(Struct, frozen=True):
    """All of it; empty parts are left out of the page."""

    figures: Figures = Figures()
    flow: Sankey | None = None
    flow_sentence: str = ""
    way: Sankey | None = None
    way_sentence: str = ""
    stages: tuple[StageRow, ...] = ()
    stages_sentence: str = ""
    paths: tuple[Path, ...] = ()
    paths_sentence: str = ""
    coming: Coming | None = None


def sections_of(document: MapDocument, charts: Charts | None, population: Population | None) -> Sections:
    """The sections of a view; without charts only the figures."""
    figures = _figures(document)
    if charts is None or population is None:
        return Sections(figures)
    titles = _titles(document, charts)
    minimum = population.minimum_cell
    stages = tuple(_stage(one, titles, charts.stages.units, minimum) for one in charts.stages.stages if one.reached)
    paths = tuple(
        _path(row.path, row.share, counted(row.journeys, charts.unit), titles)
        for row in charts.paths.rows
        if row.journeys >= minimum
    )
    way = None if charts.way is None else sankey(charts.way, {}, minimum, "checkouts")
    return Sections(
        figures,
        sankey(charts.flow, titles, minimum, f"{charts.unit}s"),
        _moving(charts, titles, minimum),
        way,
        _on_the_way(charts, minimum) if way else "",
        stages,
        _staging(charts, titles, minimum),
        paths,
        _covering(charts, len(paths), sum(row.journeys for row in charts.paths.rows if row.journeys >= minimum)),
        coming_back(charts.retention, minimum),
    )


def _titles(document: MapDocument, charts: Charts) -> dict[str, str]:
    """What stages are called: as the map does, those that it leaves out by their own names."""
    names = [one.stage for one in charts.stages.stages]
    own = {name: as_title(name) for name in names}
    return own | {phase.stage or phase.id: phase.title for phase in document.phases}


def _figures(document: MapDocument) -> Figures:
    titles = {place.id: place.title for place in document.places()}
    rows = tuple(
        _figure_row(titles.get(place, place), cell)
        for lane, place, cell in document.cells()
        if lane.kind == "metrics"
        and cell.measured is not None
        and cell.measured.value is not None
        and cell.provenance != "asserted"
    )
    targets = [row for row in rows if row[4]]
    met, missed = (sum(row[5] == state for row in targets) for state in ("met", "missed"))
    if not rows:
        return Figures()
    if not targets:
        return Figures(rows, "No target is set. Give a figure one in the map’s file: target, beside its measure.")
    verb = "is" if len(targets) == 1 else "are"
    return Figures(rows, f"{met} of {counted(len(targets), 'target')} {verb} met, {missed} missed.")


def _figure_row(place: str, cell: Cell) -> tuple[str, str, str, str, str, str]:
    figure = cell.measured
    if figure is None or cell.binding is None:
        return (place, cell.text, "", "", "", "")
    target = cell.binding.target
    estimate = estimate_of(figure)
    value = (
        interval(estimate)
        if figure.scale == "share"
        else words.scaled_interval(estimate, figure.scale, figure.currency)
    )
    n = counted(figure.n, words.singular(figure.of), figure.of)
    if target is None:
        return (place, cell.text, value, n, "", "")
    better = MEASURES[cell.binding.measure].better if cell.binding.measure in MEASURES else "higher"
    state = _state(figure.low, figure.high, target, better)
    return (place, cell.text, value, n, words.scaled_value(target, figure.scale, figure.currency), state)


def _state(low: float | None, high: float | None, target: float, better: str) -> str:
    """Whether the whole likely range is on the right side of a target."""
    if low is None or high is None:
        return "cannot tell"
    good, bad = (low >= target, high < target) if better == "higher" else (high <= target, low > target)
    return "met" if good else "missed" if bad else "cannot tell"


def _stage(one: StageConversion, titles: Mapping[str, str], units: int, minimum: int) -> StageRow:
    onward = "an exit" if one.is_exit else "the last stage"
    if one.to_next is not None:
        onward = guarded_share(one.to_next, minimum)
    moved = 0 if one.to_next is None else part_of(one.to_next)
    time = span(one.median_time.total_seconds()) if one.median_time and moved >= minimum else ""
    skipped, back = (guarded_count(number, units, minimum) for number in (one.skipped, one.went_back))
    return StageRow(
        titles.get(one.stage, one.stage), guarded_share(one.share, minimum), onward,
        "" if one.is_exit else skipped, "" if one.is_exit else back, time,
    )  # fmt: skip


def _staging(charts: Charts, titles: Mapping[str, str], minimum: int) -> str:
    """The stage that most came past without stopping, and the one that most went back to."""
    units = charts.stages.units
    lasting = [one for one in charts.stages.stages if not one.is_exit and one.reached]
    skipped = max(lasting, key=lambda one: one.skipped, default=None)
    back = max(lasting, key=lambda one: one.went_back, default=None)
    found = []
    if skipped is not None and skipped.skipped and not tells(skipped.skipped, units, minimum):
        found.append(f"{_many(skipped.skipped, charts)} came to a later stage without {titles[skipped.stage]}")
    if back is not None and back.went_back and not tells(back.went_back, units, minimum):
        found.append(f"{_many(back.went_back, charts)} went back to {titles[back.stage]}")
    return f"{'; '.join(found)}." if found else "Hardly anybody skipped a stage or went back."


def _many(number: int, charts: Charts) -> str:
    """For example "1,204 customers", or journeys, at the beginning of a sentence."""
    return capitalised(counted(number, charts.unit))


def _moving(charts: Charts, titles: Mapping[str, str], minimum: int) -> str:
    first = [edge for edge in charts.flow.edges if edge.step == 1]
    starts: dict[str, int] = {}
    for edge in first:
        starts[edge.source] = starts.get(edge.source, 0) + edge.journeys
    whole = sum(starts.values())
    if not starts:
        return ""
    name = max(sorted(starts), key=lambda one: starts[one])
    stop = sum(edge.journeys for edge in first if edge.target == DROP_OFF)
    most = f"Most {charts.unit}s begin" if tells(starts[name], whole, minimum) else (
        f"{_many(starts[name], charts)} {'begins' if starts[name] == 1 else 'begin'}"
    )  # fmt: skip
    begin = f"{most} with {titled(name, titles)}."
    if not stop:
        return f"{begin} Everybody goes on from there."
    if tells(stop, whole, minimum):
        return begin
    return f"{begin} {_many(stop, charts)} {'goes' if stop == 1 else 'go'} no further than the beginning."


def _on_the_way(charts: Charts, minimum: int) -> str:
    flow = charts.way
    if flow is None:
        return ""
    stops: dict[str, int] = {}
    for edge in flow.edges:
        if edge.target == DROP_OFF:
            stops[edge.source] = stops.get(edge.source, 0) + edge.journeys
    lost = listed(
        [f"{guarded_count(stops[name], flow.journeys, minimum)} after “{name}”" for name in charts.way_steps[:-1]
         if stops.get(name)]
    )  # fmt: skip
    reached = guarded_count(flow.reached, flow.journeys, minimum)
    end = f"{reached} of {counted(flow.journeys, 'checkout')} {'ends' if flow.reached == 1 else 'end'} with an order"
    lost_told = f"; lost: {lost}" if lost else ""
    return f"{capitalised(end)}{lost_told}."


def _path(path: tuple[str, ...], share: Estimate, journeys: str, titles: Mapping[str, str]) -> Path:
    steps = tuple(titled(name, titles) for name in path[:PATH_SHOWN])
    return Path(
        steps,
        max(len(path) - PATH_SHOWN, 0),
        words.percent(share),
        words.likely(share),
        journeys,
        100 * share.value,
    )


def _covering(charts: Charts, shown: int, journeys: int) -> str:
    total, everybody = charts.paths.total, charts.stages.units
    if not shown:
        are = "There is 1 path, not" if total == 1 else f"There are {count(total)} different paths, none of them"
        return f"{are} taken by enough {charts.unit}s to be shown." if total else ""
    share = words.plain_percent(journeys, everybody)
    most = "The most common path covers" if shown == 1 else f"The {shown} most common paths cover"
    are = "There is 1 path" if total == 1 else f"There are {count(total)} different paths"
    return f"{most} {share} of {charts.unit}s. {are} in all."
