"""What logs commonly say of a step that went wrong is a candidate without being asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from sojourn.conditions import to_text
from sojourn.insights.pain_points.usual import usual_problems
from tests.shops import shop


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"results": 0}, [("no result", "results = 0")]),
        ({"hits": "12"}, [("no result", "hits = 0")]),
        ({"late": True}, [("late", "late = 'true'")]),
        ({"out_of_stock": "Yes"}, [("out of stock", "out_of_stock = 'Yes'")]),
        ({"late": False}, []),
        ({"colour": "red"}, []),
    ],
)
def test_a_property_that_says_what_went_wrong(
    tmp_path: Path, said: dict[str, object], found: list[tuple[str, str]]
) -> None:
    with shop(tmp_path, [("anna", "Products Searched", "2026-01-01", said)]) as ws:
        units = ws.journeys().units("customer")
        assert [(name, to_text(condition)) for name, condition in usual_problems(units)] == found


STORY = [
    (f"c{n}", event, f"2026-{1 + n % 12:02}-01 10:0{minute}", {"results": n % 5} if minute == 0 else {})
    for n in range(1000)
    for minute, event in enumerate(["Products Searched", "Order Completed"])
    if minute == 0 or n % 3
]


def test_searches_without_a_result_are_tested(tmp_path: Path) -> None:
    with shop(tmp_path, STORY) as ws:
        exposed = {one.id: one.exposed for one in ws.journeys().pain_points().tested}
    assert exposed["error:search:no result"] > 150


def test_a_name_may_be_given_a_meaning_of_its_own(tmp_path: Path) -> None:
    with shop(tmp_path, STORY) as ws:
        found = ws.journeys().pain_points(problems={"no result": "results <= 1"})
    assert {one.id: one.exposed for one in found.tested}["error:search:no result"] > 300
