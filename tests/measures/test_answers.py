from __future__ import annotations

from pathlib import Path

from sojourn.measures.answers import answers
from tests.shops import shop

CSAT = {"score_kind": "csat", "score": 4}


def rated(folder: Path, *events: object) -> list[tuple[str, str]]:
    """Stage and touchpoint that each answer is about, in order."""
    with shop(folder, events) as ws:  # type: ignore[arg-type]
        units = ws.journeys().units()
        stages, touchpoints = units.names("stage"), units.names("touchpoint")
        (found,) = units.collect(lambda view: answers(units, view))
        return [(stages[s], touchpoints[t]) for s, t in zip(found.stage, found.touchpoint, strict=True)]


def test_satisfaction_is_about_the_step_before_it(tmp_path: Path) -> None:
    found = rated(
        tmp_path,
        ("anna", "Order Completed", "2026-01-01 10:00"),
        ("anna", "Order Delivered", "2026-01-03 10:00"),
        ("anna", "Survey Sent", "2026-01-03 11:00"),
        ("anna", "Survey Answered", "2026-01-03 12:00", CSAT),
    )
    assert found == [("service", "delivery")]


def test_an_answer_that_says_what_it_is_about_is_about_that(tmp_path: Path) -> None:
    found = rated(
        tmp_path,
        ("anna", "Checkout Started", "2026-01-01 09:00"),
        ("anna", "Order Delivered", "2026-01-03 10:00"),
        ("anna", "Survey Answered", "2026-01-03 12:00", {**CSAT, "about": "checkout"}),
        ("anna", "Survey Answered", "2026-01-03 13:00", {**CSAT, "about": "Service"}),
    )
    assert found[0] == ("purchase", "checkout")
    assert found[1][0] == "service"


def test_recommendation_and_stars_stay_where_they_were_given(tmp_path: Path) -> None:
    found = rated(
        tmp_path,
        ("anna", "Order Delivered", "2026-01-03 10:00"),
        ("anna", "Survey Answered", "2026-01-03 12:00", {"score_kind": "nps", "score": 9}),
        ("anna", "Product Reviewed", "2026-01-04 12:00", {"score_kind": "stars", "score": 5}),
    )
    assert found == [("loyalty", "survey"), ("advocacy", "review")]


def test_a_step_longer_ago_than_thirty_days_is_not_rated(tmp_path: Path) -> None:
    found = rated(
        tmp_path,
        ("anna", "Order Delivered", "2026-01-01 10:00"),
        ("anna", "Survey Answered", "2026-01-31 10:00", CSAT),
        ("anna", "Survey Answered", "2026-02-01 10:00", CSAT),
    )
    assert found == [("service", "delivery"), ("loyalty", "survey")]


def test_another_customers_step_is_not_rated(tmp_path: Path) -> None:
    found = rated(
        tmp_path,
        ("anna", "Order Delivered", "2026-01-01 10:00"),
        ("ben", "Survey Answered", "2026-01-02 10:00", CSAT),
    )
    assert found == [("loyalty", "survey")]


def test_a_comment_without_a_score_is_an_answer_too(tmp_path: Path) -> None:
    found = rated(
        tmp_path,
        ("anna", "Support Call", "2026-01-01 10:00"),
        ("anna", "Feedback Given", "2026-01-01 11:00", {"text": "Nobody knew my case."}),
    )
    assert found == [("service", "support call")]
