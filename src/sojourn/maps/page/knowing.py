"""What we don't know, and how the rest was worked out."""

from __future__ import annotations

import re

from msgspec import Struct

from sojourn.documents.map import MapDocument
from sojourn.maps import words
from sojourn.maps.measuring.charts import Charts
from sojourn.maps.page.shown import Population
from sojourn.maps.words import count, counted, day, listed
from sojourn.measures.answers import RULE

NAMES_SHOWN = 8
_FIRST = re.compile(r"(?<=[.!?])\s")
UNTESTED = "They are counted, not tested: what causes them, and what they cost, is not known."


class Said(Struct, frozen=True):
    """A term and what is said of it."""

    term: str
    text: str


def unknown(document: MapDocument, charts: Charts | None, population: Population | None) -> tuple[Said, ...]:
    """What is left visibly open; first what the map itself says it cannot tell."""
    found = [
        Said(cell.text, cell.note) for _, _, cell in document.cells() if cell.kind == "open question" and cell.note
    ]
    empty = [lane.title for lane in document.lanes if lane.kind in ("needs", "opportunities") and not lane.cells]
    if empty:
        found.append(Said(listed(empty), "Data cannot say. That is for people to add."))
    if any(cell.status == "possible" for _, _, cell in document.cells()):
        found.append(Said("Possible pain points", UNTESTED))
    if population is None:
        return (*found, Said("Figures", "This map was not measured: open it in a workspace that has the events."))
    found.append(
        Said("Before the records", f"What customers did before {day(population.first)}, when these records begin.")
    )
    found.append(
        Said("After the records", f"Whether customers who have not gone on by {day(population.data_up_to)} still will.")
    )
    if charts is not None and charts.unstaged:
        found.append(Said("Not assigned", _not_assigned(charts, population.minimum_cell)))
    return tuple(found)


def untold(reasons: tuple[tuple[str, str], ...]) -> tuple[Said, ...]:
    """What could not be found out, and why; what a program could be asked otherwise is not for readers of a page."""
    by_reason: dict[str, list[str]] = {}
    for what, why in reasons:
        by_reason.setdefault(_FIRST.split(why)[0].replace("journeys should", "customers should"), []).append(what)
    return tuple(Said(listed(what), why) for why, what in by_reason.items())


def _not_assigned(charts: Charts, minimum: int) -> str:
    names, steps = len(charts.unstaged), sum(one[1] for one in charts.unstaged)
    shown = [f"{name} ({count(events)})" for name, events, people in charts.unstaged if people >= minimum][:NAMES_SHOWN]
    verb, make = ("is", "It makes") if names == 1 else ("are", "They make")
    share = words.plain_percent(steps, charts.steps)
    names_said = f" {listed(shown, names - len(shown))}." if shown else ""
    return (
        f"{counted(names, 'event name')} {verb} not assigned to a stage. {make} up {share} of all events.{names_said}"
    )


def workings(document: MapDocument, population: Population | None) -> tuple[Said, ...]:
    """How figures were made, in plain words."""
    if population is None:
        return (Said("Provenance", _PROVENANCE),)
    who = (
        f"Everybody with at least one event in the period: {count(population.customers)}. Each counts once in a share."
    )
    if population.journeys is not None:
        who += f" They made {counted(population.journeys, 'journey')}."
    hide = counted(population.minimum_cell, "customer")
    found = [
        Said("Customers", who),
        Said("Stages", "Event names belong to stages by the standard vocabulary and this workspace’s stages.yaml."),
        Said("Reach", "Customers with at least one event there, at any time and in any order."),
        Said("Going on", "Of the customers with an event in a stage, those with a later event in a stage further to "
                         "the right. Leaving is no later stage."),
        Said("Likely range", "95 % range, as if these customers were a sample of many: Wilson’s for shares in which "
                             "nobody counts twice; elsewhere by drawing customers again and again (bootstrap)."),
        Said("Small numbers", f"Figures about fewer than {hide} are hidden, and about all but so few; below "
                              f"{words.FEW} the page says so."),
        Said("Provenance", _PROVENANCE),
        Said("Times", f"Days are days in {population.timezone}."),
    ]  # fmt: skip
    if document.lanes_of("feelings"):
        found.insert(4, Said("Feelings", f"{_SCALE} {RULE}"))
    return tuple(found)


_PROVENANCE = (
    "Measured: counted in the data. Estimated: derived from names or other figures. From research: found elsewhere, "
    "with its source. Assumption: what somebody believes."
)
_SCALE = (
    "From −2 to +2 by straight lines through the lowest, the neutral and the highest answer; neutral are CSAT 3, stars "
    "3, CES 4 and NPS 7.5. One kind of score to a curve."
)
