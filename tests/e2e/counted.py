"""A map in which everything that is counted comes to the same number, and every sentence its page makes of that.

`python -m tests.e2e.counted > tests/e2e/sentences.txt` writes the file that people read and the test compares with.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterable, Iterator
from typing import Any

from msgspec.structs import replace

from sojourn.documents.cells import Binding, Cell, Change, Figure, Worth
from sojourn.documents.map import Lane, MapDocument, Phase
from sojourn.estimates import wilson
from sojourn.maps.measuring.charts import Charts
from sojourn.maps.measuring.timelines import Timeline, TimelineStep
from sojourn.maps.page.page import View, page_of
from sojourn.maps.page.shown import Population, Shown
from sojourn.measures.flow import DROP_OFF, Flow, FlowEdge
from sojourn.measures.retention import Cohort, Retention
from sojourn.measures.stages import StageConversion, Stages
from sojourn.measures.variants.records import Variant, Variants

CASES = ((0, 40), (1, 40), (2, 40), (1, 1), (40, 40), (1200, 4800))
UNITS = ("customer", "journey")
DAY = dt.date(2026, 1, 1)
STAGES = ("consideration", "purchase", "use", "service")
OF = {
    "customers": "go on to a later stage",
    "coupon mailings": "are redeemed",
    "searches": "find nothing",
    "deliveries": "come late",
    "first enquiries": "need no second within 7 days",
    "surveys sent": "are answered",
    "customers with an order": "order a second time",
    "mailings of type A": "are read",
}
"""What is counted, and what is said of it."""


def view_of(number: int, n: int, minimum: int = 1, unit: str = "customer") -> View:
    """The view of a map where everything is `number` of `n`."""
    document = _document(number, n)
    lived = (Timeline("March 2026", (TimelineStep(0, "checkout", "web"),), 0, 0, 0),) * min(number, 3)
    journeys = {cell.id: lived for _, _, cell in document.cells() if cell.measured and cell.measured.customers}
    people = Population(n, 10 * n, DAY, DAY, DAY, number, minimum_cell=minimum)
    return page_of([Shown(document, journeys, _charts(number, n, unit), people)]).views[0]


def sentences(view: View) -> Iterator[tuple[str, str]]:
    """All that a view says, with where it says so; each once."""
    yield from dict.fromkeys((where, said) for where, said in _said(view) if said)


def _said(view: View) -> Iterator[tuple[str, str]]:
    yield "Head", view.people
    for finding in view.findings:
        yield f"Finding: {finding.label}", f"{finding.lead} {finding.rest}".strip()
        yield f"Finding: {finding.label}, figure", " · ".join(filter(None, (finding.figure, finding.remark)))
    yield "Below the map", view.table.empty
    for row in view.table.rows:
        yield f"Lane {row.title}", row.note
        yield f"Lane {row.title}", row.nothing
        for box in row.boxes:
            yield f"Lane {row.title}", box.more
            for entry in box.entries:
                yield from ((f"Cell in {row.title}", line) for line in entry.told.lines)
    yield from _in_drawers(view)
    told = view.sections
    yield "Figures and targets", told.figures.sentence
    yield "How customers move", told.flow_sentence
    yield "On the way to an order", told.way_sentence
    yield "From stage to stage", told.stages_sentence
    yield "Common paths", told.paths_sentence
    yield "Coming back", told.coming.sentence if told.coming else ""
    yield from ((said.term, said.text) for said in (*view.unknown, *view.workings))


def _in_drawers(view: View) -> Iterator[tuple[str, str]]:
    names = view.evidence.names
    for drawer in view.evidence.cells.values():
        yield "Drawer", drawer.sentence
        yield "Drawer", drawer.total
        yield from ((f"Drawer, {names[term]}", names[said]) for term, said in drawer.facts)


def _figure(number: int, n: int, of: str, **more: Any) -> Figure:
    share = wilson(number, n)
    return Figure(
        value=share.value, low=share.low, high=share.high, n=n, of=of, count=number, open=number, customers=number,
        first=DAY, last=DAY, data_up_to=DAY, method="wilson", **more,
    )  # fmt: skip


def _cell(name: str, measure: str, figure: Figure, says: str | None = None, **more: Any) -> Cell:
    """A measured cell; `more` goes to its binding."""
    binding = Binding(measure, of=figure.of, says=says, **more)
    return Cell(name, f"{measure}-{name}".replace(" ", "-"), "measured", binding=binding, measured=figure)


def _document(number: int, n: int) -> MapDocument:
    gone = tuple(Phase(f"gone-{place}", f"Gone {place + 1}") for place in range(min(number, 3)))
    reached = {phase.id: 0 for phase in gone} | {"purchase": n, "service": n}
    lanes = (
        Lane("reach", "reach", "Stage", cells={
            place: (_cell(f"at {place}", "reach", _figure(count, n, "customers")),) for place, count in reached.items()
        }),
        Lane("feelings", "feelings", "Feelings", cells={
            place: (_felt(place, value, max(number, 30)),) for place, value in (("purchase", 0.5), ("service", -0.5))
        }),
        Lane("touchpoints", "touchpoints", "Touchpoints", cells={"purchase": tuple(_touchpoints(number, n))}),
        Lane("pain", "pain_points", "Pain points", cells={"purchase": (_lost(number, n), _tested(number, n))}),
        Lane("thoughts", "thoughts", "Thoughts", cells={"purchase": (_quote(number, n),)}),
        Lane("metrics", "metrics", "Figures", cells={"purchase": tuple(_metrics(number, n))}),
        Lane("needs", "needs", "Needs"),
    )  # fmt: skip
    return MapDocument("I buy", phases=(Phase("purchase", "Purchase"), Phase("service", "Service"), *gone), lanes=lanes)


def _felt(place: str, value: float, n: int) -> Cell:
    figure = Figure("feeling", value, value - 0.1, value + 0.1, n, "ratings", customers=n, data_up_to=DAY, method="t")
    return _cell(f"felt {place}", "feeling", figure, options={"score": "csat"})


def _touchpoints(number: int, n: int) -> Iterable[Cell]:
    for place in range(3 + min(number, 3)):
        yield _cell(f"place {place + 1}", "reach", _figure(number, n, "customers"))


def _lost(number: int, n: int) -> Cell:
    options = {"steps": ["checkout", "order"], "after": "checkout"}
    return _cell("Lost", "loss", _figure(number, n, "checkouts"), "get no further", options=options)


def _tested(number: int, n: int) -> Cell:
    """A pain point that was held to comparable customers, and what it may cost."""
    worth = Worth(
        "1 in 5 waits long.", "order", met=0.31, comparable=0.38, effect=-0.07, low=-0.09, high=-0.05,
        robustness="medium", gain=float(number),
    )  # fmt: skip
    cell = _cell("Waiting", "pain_point", _figure(number, n, "journeys"))
    return replace(cell, worth=worth)


def _quote(number: int, n: int) -> Cell:
    figure = Figure("count", n=n, of="comments", count=number, customers=n)
    return Cell("Too late.", "quote", "measured", "Survey, March 2026", binding=Binding("comment"), measured=figure)


def _metrics(number: int, n: int) -> Iterable[Cell]:
    for of, says in OF.items():
        yield _cell(f"Share of {of}", "conversion", _figure(number, n, of), says, target=0.5)
    yield _cell("Going on", "onward", _figure(number, n, "customers"), OF["customers"])
    change = Change("January 2026", 0.25, "March 2026", 0.5, 2.0, number)
    yield _cell("Calls answered", "resolved", _figure(number, n, "calls", change=change), "are answered")
    if number:
        worth = Figure("money", 12.5, 12, 13, number, "orders", currency="EUR", customers=number, method="t")
        yield _cell("Average order", "aov", worth, "an order is worth")


def _charts(number: int, n: int, unit: str) -> Charts:
    share = wilson(number, n)
    takes = dt.timedelta(days=number) if number else None
    stages = tuple(StageConversion(name, number, share, share, 0, number, number, takes, False) for name in STAGES)
    paths = STAGES[: min(number, 3)]
    variants = tuple(Variant((stage, "service"), number // len(paths), share) for stage in paths)
    return Charts(
        stages=Stages(stages, (), n, 0),
        flow=Flow(_edges("purchase", "service", number, n), n),
        paths=Variants(variants, number, 0.5),
        retention=Retention((Cohort(DAY, n, [n, number], [False, False]),), (wilson(n, n), share)),
        way=Flow(_edges("checkout", "order", number, n), n, n - number),
        way_steps=("checkout", "order"),
        unstaged=tuple((f"Name {place + 1}", number, number) for place in range(min(number, 3))),
        steps=10 * n,
        unit=unit,
    )


def _edges(source: str, target: str, number: int, n: int) -> tuple[FlowEdge, ...]:
    """Of `n` that are at the source, `number` stop there."""
    found = (FlowEdge(1, source, target, n - number), FlowEdge(1, source, DROP_OFF, number))
    return tuple(edge for edge in found if edge.journeys)


def text() -> str:
    """The sentences of each case: those of customers first, then what is said otherwise of journeys."""
    parts = []
    for number, n in CASES:
        of_customers = list(sentences(view_of(number, n)))
        of_journeys = [one for one in sentences(view_of(number, n, unit="journey")) if one not in of_customers]
        for unit, found in zip(UNITS, (of_customers, of_journeys), strict=True):
            lines = [f"{where}: {said}" for where, said in found]
            parts.append("\n".join([f"== {number:,} of {n:,}, charts of {unit}s", *lines]))
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    sys.stdout.write(text())
