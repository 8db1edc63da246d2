"""Real loan applications: what is found in the first months holds in the next.

BPI Challenge 2012 (van Dongen, 4TU.ResearchData): a Dutch bank, October 2011 to March 2012. An application is filled in
(W_Completeren aanvraag), an offer is sent, and somebody calls after it (W_Nabellen offertes).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sojourn.insights.pain_points import PainPoints
from sojourn.workspace import Workspace

FIRST, NEXT = ("2011-10-01", "2011-12-31"), ("2012-01-01", "2012-02-29")


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> Iterator[Workspace]:
    ws = Workspace(tmp_path_factory.mktemp("bank") / "loans")
    ws.load(shared / "data/journeys/BPI_Challenge_2012.xes.gz")
    yield ws
    ws.close()


def asked(bank: Workspace, between: tuple[str, str], only: list[str] | None = None) -> PainPoints:
    journeys = bank.journeys(goal="A_APPROVED", case="case_id", between=between)
    return journeys.pain_points(also=["AMOUNT_REQ"], within="30d", only=only)


@pytest.mark.slow
def test_what_goes_wrong_in_the_first_months_keeps_its_sign_in_the_next(bank: Workspace) -> None:
    found = asked(bank, FIRST)
    assert found.rows, "somebody waits too long for the call about the offer"
    later = asked(bank, NEXT, [row.id for row in found.rows])
    assert {one.id for one in later.tested} == {row.id for row in found.rows}
    assert all(one.effect.value < 0 for one in later.tested)


@pytest.mark.slow
def test_being_declined_is_an_end_and_no_pain_point(bank: Workspace) -> None:
    found = asked(bank, FIRST)
    assert not [row.id for row in found.rows if "declined" in row.id or "cancelled" in row.id]
