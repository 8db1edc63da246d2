from __future__ import annotations

from math import isclose, isnan
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.documents.cells import Score
from sojourn.documents.opportunity import Opportunity
from sojourn.errors import UnknownName
from sojourn.estimates import Estimate, unknown
from sojourn.insights.opportunities.filling import Evidence, confidence_of, filled
from sojourn.insights.opportunities.ranking import ranked


def euros(value: float, low: float, high: float) -> Estimate:
    return Estimate(value, low, high, 4310, "doubly robust")


def pain(name: str, **fields: Any) -> Evidence:
    given = {
        "id": name, "title": "Waiting for delivery", "sentence": "1 in 5 waits over 6 days.", "stage": "service",
        "touchpoint": "delivery", "reach": 360.0, "effect": euros(-0.07, -0.084, -0.056),
        "gain": euros(18_400, 11_900, 24_800), "currency": "EUR", "robustness": "high", "status": "associated",
    }  # fmt: skip
    return Evidence(**(given | fields))


WAITING = pain("waiting:delivery")
CALLS = pain("rework:support call", title="Calling twice", reach=50.0, gain=euros(6000, 3000, 9000), robustness="low")


def test_an_opportunity_takes_reach_confidence_and_gain_from_its_pain_point() -> None:
    idea = Opportunity(
        "Show the date earlier", "show-date", about=("waiting:delivery",), fixable=0.5, owner="Jo",
        score=Score(impact=7, effort=4),
    )  # fmt: skip
    (row,) = ranked([idea], [WAITING], "rice").rows
    assert (row.rank, row.reach, row.confidence, row.basis) == (1, 360, pytest.approx(0.8), "associated")
    assert (row.gain.value, row.gain.low, row.gain.high, row.currency) == (9200, 5950, 12_400, "EUR")
    assert row.value == pytest.approx(360 * 7 * 0.8 / 4)
    assert [(one.name, one.basis) for one in row.inputs] == [
        ("reach", "measured"), ("impact", "given"), ("confidence", "measured"), ("effort", "given"),
    ]  # fmt: skip
    assert (row.stage, row.touchpoint, row.owner) == ("service", "delivery", "Jo")


def test_pain_points_that_nobody_has_answered_propose_an_opportunity_each() -> None:
    answered = Opportunity("Show the date earlier", "show-date", about=("waiting:delivery",))
    found = ranked([answered], [WAITING, CALLS])
    assert [(row.rank, row.id, row.proposed) for row in found.rows] == [
        (1, "show-date", False), (2, "fix-rework-support-call", True),
    ]  # fmt: skip
    assert found.rows[1].title == "Do something about: Calling twice"
    assert "expected gain 18,400 EUR a month (likely 11,900 to 24,800)" in found.summary()


def test_pain_points_of_the_same_customers_are_never_added_up() -> None:
    twice = Opportunity("Both", "both", about=("a", "b"))
    alone = ranked([twice], [pain("a"), pain("b", overlaps=("a",), gain=euros(5000, 1, 9000))]).rows[0]
    assert alone.gain.value == 18_400
    assert any("the largest alone" in note for note in alone.notes)
    apart = ranked([twice], [pain("a"), pain("b", gain=euros(5000, 1000, 9000))]).rows[0]
    assert (apart.gain.value, apart.reach) == (23_400, 720)
    assert isclose(apart.gain.low, 23_400 - (6500**2 + 4000**2) ** 0.5)


@pytest.mark.parametrize(
    ("fields", "confidence"),
    [
        ({}, 0.8),
        ({"robustness": "medium"}, 0.64),
        ({"robustness": "low"}, 0.4),
        ({"robustness": "low", "status": "confirmed"}, 0.8),
        ({"effect": euros(-0.07, -0.3, 0.1)}, 0.1),
    ],
)
def test_confidence_comes_from_the_width_of_the_range_and_the_robustness(
    fields: dict[str, Any], confidence: float
) -> None:
    assert confidence_of(pain("a", **fields)) == pytest.approx(confidence)


def test_where_nothing_is_known_nothing_is_filled_and_what_is_missing_is_named() -> None:
    by_hand = Opportunity("Ask why", "ask-why", score=Score(impact=5, effort=1))
    gone = Opportunity("Old", "old", about=("waiting:delivery",), score=Score(impact=5, effort=1))
    found = ranked([by_hand, gone], [], "rice")
    assert [(row.id, row.rank, row.missing) for row in found.rows] == [
        ("ask-why", None, ("reach", "confidence")), ("old", None, ("reach", "confidence")),
    ]  # fmt: skip
    assert all(isnan(row.gain.value) for row in found.rows)
    assert 'No pain point is called "waiting:delivery"' in found.rows[1].notes[0]
    assert "ICE" in ranked([by_hand], [], "ice").summary()


def test_nothing_is_expected_any_more_of_what_is_done() -> None:
    done = Opportunity("Show the date earlier", "show-date", about=("waiting:delivery",), status="done")
    (row,) = ranked([done], [WAITING]).rows
    assert (row.rank, row.proposed, isnan(row.gain.value)) == (None, False, True)


def test_different_currencies_are_not_added_up() -> None:
    both = Opportunity("Both", "both", about=("a", "b"))
    (row,) = ranked([both], [pain("a"), pain("b", currency="USD")]).rows
    assert isnan(row.gain.value)


def test_an_unknown_name_is_met_with_a_near_one() -> None:
    found = ranked([], [WAITING])
    with pytest.raises(UnknownName, match='Did you mean "fix-waiting-delivery"'):
        found.opportunity("fix-waiting-deliver")
    with pytest.raises(UnknownName, match='Did you mean "gain"'):
        ranked([], [], "gains")
    assert ranked([], []).summary().startswith("No opportunity yet")


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=4), st.floats(0, 1))
def test_the_range_of_a_sum_holds_its_value_and_grows_with_the_share_that_is_fixed(
    gains: list[float], fixable: float
) -> None:
    known = {f"p{at}": pain(f"p{at}", gain=euros(gain, gain / 2, gain * 2)) for at, gain in enumerate(gains)}
    gain = filled(Opportunity("All", about=tuple(known), fixable=fixable), known).gain
    assert gain.low <= gain.value <= gain.high
    assert gain.value == pytest.approx(fixable * sum(gains))


def test_a_gain_that_cannot_be_told_is_not_told() -> None:
    unclear = pain("a", gain=unknown("nobody comparable"))
    assert "gain not known" in ranked([], [unclear]).summary()
