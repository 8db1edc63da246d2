"""From the views of a map to all that its page says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from sojourn.documents.map import MapDocument
from sojourn.insights.words import capitalised
from sojourn.maps.insights.chapters import Chapter
from sojourn.maps.page.drawer import Evidence, evidence_of
from sojourn.maps.page.findings import Finding, findings_of
from sojourn.maps.page.knowing import Said, unknown, untold, workings
from sojourn.maps.page.personas import Described, described
from sojourn.maps.page.sections import Sections, sections_of
from sojourn.maps.page.shown import Population, Shown, concealed
from sojourn.maps.page.table import Table, table_of
from sojourn.maps.telling import window_text
from sojourn.maps.words import counted, day, hidden


class View(Struct, frozen=True):
    """Everything that changes when people choose other customers, another period, or planned instead of actual.

    Where there is a `notice`, nothing else is shown.
    """

    key: str
    who: str
    when: str
    side: str
    counted: str
    people: str
    period: str
    up_to: str
    notice: str
    findings: tuple[Finding, ...]
    table: Table
    chapters: tuple[Chapter, ...]
    sections: Sections
    personas: tuple[Described, ...]
    unknown: tuple[Said, ...]
    workings: tuple[Said, ...]
    evidence: Evidence


class Choice(Struct, frozen=True):
    """One thing to choose by, with its options in order; the first is shown at first."""

    name: str
    label: str
    options: tuple[str, ...]


class Page(Struct, frozen=True):
    """All texts of a map's page."""

    title: str
    badge: str
    simulated: bool
    facts: tuple[tuple[str, str], ...]
    choices: tuple[Choice, ...]
    views: tuple[View, ...]


SIDES = {"actual": "Actual", "planned": "Planned"}


def page_of(shown: Sequence[Shown], journeys: bool = True) -> Page:
    """The page of a map's views; the first is the one people see first. Without `journeys` no drawer holds any."""
    document = shown[0].document
    return Page(
        title=quoted(document.title),
        badge=badge_of(document),
        simulated=document.simulated,
        facts=_facts(document, {persona.id: persona.name for persona in shown[0].personas}),
        choices=_choices(shown),
        views=tuple(_view(one, journeys) for one in shown),
    )


def quoted(title: str) -> str:
    """A title in the customer's words stands in quotation marks."""
    return f"“{title}”" if title.startswith(("I ", "I’", "I'", "We ", "My ")) else title


def badge_of(document: MapDocument) -> str:
    """Which data these are; of simulated data it says so, whatever the document calls them."""
    said = (document.data or "").strip()
    if not document.simulated or "simulated" in said.lower():
        return said
    return f"Simulated data: {said}" if said else "Simulated data"


def _facts(document: MapDocument, names: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """What stands beside who and when: the persona, the owner, the state and the version."""
    facts = []
    if document.personas:
        facts.append(
            (
                "persona" if len(document.personas) == 1 else "personas",
                ", ".join(names.get(name, name) for name in document.personas),
            )
        )
    facts.append(("owner", document.owner or "not set"))
    if document.state != "as-is":
        facts.append(("state", document.state))
    if document.version > 1:
        facts.append(("version", str(document.version)))
    if document.review:
        facts.append(("next review", day(document.review)))
    return tuple(facts)


def _choices(shown: Sequence[Shown]) -> tuple[Choice, ...]:
    """What there is to choose; a choice with one option is none."""
    by = (
        ("who", "Customers", tuple(dict.fromkeys(one.who for one in shown))),
        ("when", "Period", tuple(dict.fromkeys(one.when for one in shown))),
        ("side", "Show", tuple(dict.fromkeys(SIDES[one.side] for one in shown))),
    )
    return tuple(Choice(name, label, options) for name, label, options in by if len(options) > 1)


def key_of(shown: Shown) -> str:
    """What a view is found by."""
    return "|".join((shown.who, shown.when, SIDES[shown.side]))


def _view(shown: Shown, journeys: bool) -> View:
    shown = shown._replace(document=concealed(shown.document))
    document, population = shown.document, shown.population
    notice = _notice(population)
    charts = None if notice else shown.charts
    return View(
        key=key_of(shown),
        who=shown.who,
        when=shown.when,
        side=SIDES[shown.side],
        counted=_counted(document),
        people=_people(population),
        period=_period(population),
        up_to=day(population.data_up_to) if population and population.data_up_to else "",
        notice=notice,
        findings=() if notice else findings_of(shown),
        table=Table((), ())
        if notice and not _written(document)
        else table_of(document, len(charts.unstaged) if charts else 0),
        chapters=() if notice else shown.chapters,
        sections=Sections() if notice else sections_of(document, charts, population),
        personas=tuple(map(described, shown.personas)),
        unknown=() if notice else (*unknown(document, charts, population), *untold(shown.untold)),
        workings=() if notice else workings(document, population),
        evidence=Evidence((), (), {}) if notice else evidence_of(shown, journeys),
    )


def _written(document: MapDocument) -> bool:
    """Whether people have written anything: that is shown even where figures cannot be."""
    return any(cell.provenance in ("asserted", "cited") for _, _, cell in document.cells())


def _counted(document: MapDocument) -> str:
    """What the shares at the head of the columns are of."""
    heads = [cell.measured for lane in document.lanes_of("reach") for cells in lane.cells.values() for cell in cells]
    return next((figure.of for figure in heads if figure is not None), "customers")


def _notice(population: Population | None) -> str:
    """What stands in place of a map that cannot be shown; empty where it can."""
    if population is None:
        return ""
    if population.data_up_to is None:
        return "There are no events yet. Load some: sojourn load WORKSPACE events.csv. Then draw this page again."
    if population.customers == 0:
        return "No customer fits this choice. Widen its period or its conditions."
    return hidden(population.minimum_cell) if population.customers < population.minimum_cell else ""


def _people(population: Population | None) -> str:
    if population is None:
        return ""
    if 0 < population.customers < population.minimum_cell:
        return f"Fewer than {counted(population.minimum_cell, 'customer')}"
    return capitalised(counted(population.customers, "customer"))


def _period(population: Population | None) -> str:
    if population is None or population.customers < population.minimum_cell:
        return ""
    return window_text(population.first, population.last)
