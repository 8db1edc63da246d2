"""Which figures a draft shows for each phase, and where it looks for pain points and bright spots."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sojourn.documents.cells import Binding, Cell
from sojourn.documents.map import Phase
from sojourn.events.vocabulary import UNSTAGED
from sojourn.maps.drafting.lanes import Placed, cell_id
from sojourn.maps.drafting.way import attempts, only_way


class Proposed(NamedTuple):
    """A cell for the phase of a standard stage; with `touchpoint`, for the step that has it, if there is one."""

    stage: str
    text: str
    binding: Binding
    touchpoint: str | None = None


METRICS = (
    Proposed("purchase", "Average order", Binding("aov")),
    Proposed("service", "Satisfaction (CSAT)", Binding("csat", stage="service", says="are 4 or 5 of 5")),
    Proposed(
        "service", "Solved in one contact", Binding("first_contact_resolution", says="need no second within 7 days")
    ),
    Proposed("service", "Time to a solution", Binding("resolution_time")),
    Proposed("service", "Contacts per order", Binding("contacts_per_order", of="orders")),
    Proposed(
        "loyalty",
        "Second order",
        Binding("repeat_purchase", of="customers with an order", says="come back for a second one"),
    ),
    Proposed("loyalty", "Recommendation (NPS)", Binding("nps")),
    Proposed("loyalty", "Mailings answered", Binding("click_rate", says="are clicked within 14 days")),
    Proposed("advocacy", "Stars", Binding("rating")),
    Proposed("churn", "Gone quiet", Binding("churn", says="have been silent for 90 days or have left")),
)
"""Key figures by stage, in the order in which they stand there."""

SEARCH = "search"
NAMES = {"csat": "satisfaction", "ces": "effort", "stars": "stars", "nps": "recommendation"}
"""Kinds of score as people call them."""

CANDIDATES = (
    Proposed(
        "consideration", "Searches that find nothing",
        Binding("occurrence", touchpoint=SEARCH, where=None, options={"where": "results = 0"}, of="searches",
                says="find nothing"), SEARCH,
    ),
    Proposed("purchase", "Problems at checkout", Binding("problems", stage="purchase", says="meet a problem there")),
    Proposed("service", "Calling twice",
             Binding("repeat_contact", channel="phone", of="support calls",
                     says="are followed by another within 7 days")),
    Proposed("service", "Calling after trying online",
             Binding("forced_switch", of="support calls", says="come within a day of a visit to web or app")),
    Proposed("service", "Problems after the order", Binding("problems", stage="service", says="meet a problem there")),
)  # fmt: skip
"""Friction that the log may show. What causes it and what it costs is not tested here."""


def metrics(phases: Sequence[Phase], way: tuple[str, ...]) -> list[Placed]:
    """Going on from each phase, the attempts to order that end with one, and the key figures of its stage."""
    lasting = [phase for phase in phases if not phase.exit and phase.steps and phase.stage != UNSTAGED]
    found = [
        (phase.id, _cell("metric", phase.id, "Going on", _onward(phase)))
        for phase in lasting
        if phase is not lasting[-1]
    ]
    if way:
        found += [(phase.id, _cell("metric", phase.id, "Checkouts that end with an order", _ordered(way)))
                  for phase in phases if (phase.stage or phase.id) == "purchase"]  # fmt: skip
    return found + _at(phases, METRICS, "metric")


def candidates(phases: Sequence[Phase], way: tuple[str, ...], scores: Sequence[str]) -> list[Placed]:
    """Where orders are lost on the way to one, friction by kind, and touchpoints rated low."""
    lost = [Proposed("purchase", f"Lost after “{name}”", lost_after(way, name), name) for name in way[:-1]]
    found = _at(phases, (*lost, *CANDIDATES), "pain") + ratings(phases, scores, "pain", "Rated low")
    return [(place, _possible(cell)) for place, cell in found]


def lost_after(way: tuple[str, ...], name: str) -> Binding:
    """Attempts to order that get to a touchpoint of the way and not to the next."""
    return Binding(
        "loss",
        where=only_way(way),
        options={"steps": list(way), "after": name, "over": "touchpoint"},
        scope=attempts(way),
        of="checkouts",
        says="get no further",
    )


def ratings(phases: Sequence[Phase], scores: Sequence[str], kind: str, words: str) -> list[Placed]:
    """How customers rate each touchpoint, by the kinds of score there are."""
    return [
        (
            step.id,
            Cell(
                f"{words} ({NAMES.get(score, score)})", cell_id(kind, score, step.id), "measured",
                binding=Binding("feeling", stage=phase.stage or phase.id, touchpoint=step.touchpoint,
                                options={"score": score}, of="ratings"),
            ),
        )
        for phase in phases
        for step in phase.steps
        for score in scores
    ]  # fmt: skip


def _at(phases: Sequence[Phase], proposed: Sequence[Proposed], kind: str) -> list[Placed]:
    """Each proposal at the step that has its touchpoint, else at the phase of its stage; left out where none is."""
    found = []
    for one in proposed:
        phase = next((phase for phase in phases if (phase.stage or phase.id) == one.stage), None)
        if phase is None:
            continue
        step = next((step for step in phase.steps if step.touchpoint == one.touchpoint), None)
        place = step.id if step else phase.id
        found.append((place, _cell(kind, place, one.text, one.binding)))
    return found


def _cell(kind: str, place: str, text: str, binding: Binding) -> Cell:
    return Cell(text, cell_id(kind, place, text), "measured", binding=binding)


def _possible(cell: Cell) -> Cell:
    return Cell(cell.text, cell.id, cell.provenance, binding=cell.binding, status="possible")


def _onward(phase: Phase) -> Binding:
    return Binding("onward", stage=phase.stage or phase.id, says="go on to a later stage")


def _ordered(way: tuple[str, ...]) -> Binding:
    return Binding("conversion", scope=attempts(way), of="checkouts", says="end with an order")
