"""What could have been found in the shop of 40 customers, had it more of them; and a map that shows it."""

from __future__ import annotations

import datetime as dt
from math import nan
from typing import Any

import msgspec

from sojourn.documents.cells import Score
from sojourn.documents.opportunity import Opportunity
from sojourn.estimates import Estimate, unknown
from sojourn.insights.opportunities.from_pain_points import evidence_of
from sojourn.insights.opportunities.ranking import ranked
from sojourn.insights.pain_points import PainPoint, PainPoints, Tested
from sojourn.insights.pain_points.records import MEMBERS, Evidence, Members
from sojourn.maps.insights.gathering import Gathered
from sojourn.maps.map import Map
from sojourn.workspace import Workspace

SHOW_DATE = Opportunity(
    "Show the date before payment", "show-date", about=("waiting:delivery options",), fixable=0.5, owner="Jo",
    due=dt.date(2026, 9, 30), status="planned", score=Score(impact=7, effort=4),
)  # fmt: skip


def point(**changes: Any) -> PainPoint:
    """1 in 5 waits long, and orders less: MAPS' own example."""
    made = PainPoint(
        id="waiting:delivery options", kind="waiting", touchpoint="delivery options", stage="purchase", event="",
        title="Waiting for delivery options",
        sentence="1 in 5 customers who reach delivery options waits over 6 days for it (20.1 %; 4,310 of 21,480). "
        'They reach "Order Completed" less often.',
        outcome="Order Completed", reached=21_480, exposed=4310,
        share=Estimate(0.201, 0.195, 0.206, 21_480, "by customer"),
        effect=Estimate(-0.07, -0.09, -0.05, 21_480, "doubly robust"), outcome_exposed=0.31, outcome_comparable=0.38,
        naive=Estimate(-0.12, -0.14, -0.1, 21_480, "difference of means"), robustness=2.4, robustness_word="high",
        monthly_gain=Estimate(18_412, 11_903, 24_806, 4310, "shrunk"), currency="EUR", status="associated", p=1e-6,
        notes=("Robustness: high.", "For 3 % there is nobody comparable."),
    )  # fmt: skip
    return msgspec.structs.replace(made, **changes)


LEAVING = point(
    id="drop_off:payment", kind="drop_off", touchpoint="payment", title="Leaving after payment",
    sentence="1 in 25 customers who reach payment ends there (4.1 %; 612 of 15,103). More.", reached=15_103,
    exposed=612, share=Estimate(0.041, 0.037, 0.044, 15_103, "by customer"), outcome_exposed=0.0,
    outcome_comparable=0.29, effect=Estimate(-0.29, -0.48, -0.094, 15_103, "profile"), robustness=0.6,
    robustness_word="low", monthly_gain=Estimate(1102, 356, 1848, 612, "shrunk"),
    overlaps=("waiting:delivery options",),
)  # fmt: skip
PRAISED = point(
    id="good_score:delivery options", kind="good_score", title="Good rating of delivery options",
    sentence="1 in 3 customers who rate delivery options rates it well (33 %; 4 of 12). More.",
    effect=Estimate(0.07, 0.05, 0.09, 21_480, "doubly robust"), outcome_exposed=0.45,
)  # fmt: skip


class Few(Members):
    """Three customers, and two things they said."""

    def customers(self) -> list[str]:
        return [f"customer-{n:02}" for n in range(30)]

    def evidence(self, most: int) -> Evidence:
        return Evidence("", tuple(self.customers()[:most]), (), ("The date was too late for me.",))


def points(*rows: PainPoint, tested: int = 3) -> PainPoints:
    """An answer with these rows; one more was looked at and is none."""
    none = Tested(
        "error:payment",
        "error",
        "payment",
        "Error at payment",
        20,
        5,
        unknown("not estimated"),
        nan,
        nan,
        False,
        "Too few met it.",
    )
    weak = msgspec.structs.replace(
        none, id="rework:checkout", title="Repeating checkout", p=0.4, why="Comparable customers do no better."
    )
    found = [
        Tested(r.id, r.kind, r.touchpoint, r.title, r.reached, r.exposed, r.effect, r.robustness, r.p, True, "")
        for r in rows
    ]
    made = PainPoints(
        rows, (*found, none, weak), "Order Completed", 21_480, 21_480, 12.0,
        Estimate(19_000, 12_000, 25_500, 4922, "shrunk") if rows else unknown("none"), "EUR",
    )  # fmt: skip
    made.__dict__[MEMBERS] = lambda name: Few()
    return made


def gathered(*rows: PainPoint, stored: tuple[Opportunity, ...] = (SHOW_DATE,)) -> Gathered:
    """What was found: pain points, one strength, what could be done."""
    pains = points(*(rows or (point(), LEAVING)))
    return Gathered(pains, points(PRAISED), ranked(stored, evidence_of(pains)), (("Themes", "There are no comments."),))


def told_map(workspace: Workspace, found: Gathered | None = None, name: str | None = None) -> Map:
    """The drafted map of a small shop with what was found."""
    from sojourn.engines.protocol import silent
    from sojourn.maps.drafting.draft import About

    found, drawn, journeys = found or gathered(), workspace._cartographer(), workspace.journeys()
    fresh = drawn.with_found(drawn.drafted(journeys, About("I buy a lamp", "A small shop")), found, journeys)
    document = drawn.redrafted(fresh, name) if name else fresh
    return drawn.measured(document, journeys, None, True, None, silent, fresh, found)
