from __future__ import annotations

from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sojourn.feedback.joining import JOINED, joined, kernel
from tests.shops import Story, shop

CSAT = {"score_kind": "csat", "score": 4}


def places(folder: Path, *events: Story, within: int = 30) -> list[tuple[str, str]]:
    """The touchpoint each answer belongs to, and by which rule."""
    with shop(folder, events) as ws:
        units = ws.journeys().units()
        (found,) = units.collect(lambda view: joined(units, view, within * 86_400_000_000))
        names = units.names("touchpoint")
        return [(names[t], JOINED[r]) for t, r in zip(found.touchpoint, found.rule, strict=True)]


def test_an_answer_belongs_to_the_order_it_names_though_another_came_since(tmp_path: Path) -> None:
    found = places(
        tmp_path,
        ("anna", "Order Delivered", "2026-01-03 10:00", {"order_id": "A-1"}),
        ("anna", "Checkout Started", "2026-03-20 10:00", {"order_id": "A-2"}),
        ("anna", "Survey Answered", "2026-03-21 12:00", {**CSAT, "order_id": "A-1"}),
        ("anna", "Survey Answered", "2026-03-21 13:00", CSAT),
        ("anna", "Survey Answered", "2026-03-21 14:00", {**CSAT, "order_id": "A-9", "about": "website"}),
    )
    assert found[0] == ("delivery", "the same order, ticket or case as an earlier step")
    assert found[1] == ("checkout", "the customer’s last step before it")


def test_without_a_step_in_the_window_an_answer_stays_where_it_was_given(tmp_path: Path) -> None:
    events = (
        ("anna", "Order Delivered", "2026-01-01 10:00"),
        ("anna", "Survey Answered", "2026-01-11 10:00", CSAT),
        ("anna", "Survey Answered", "2026-01-12 10:00", {"score_kind": "nps", "score": 9}),
    )
    far = places(tmp_path, *events, within=7)
    assert far == [
        ("survey", "no step before it: it stays where it was given"),
        ("survey", "about everything: it stays where it was given"),
    ]


def test_another_customers_order_of_the_same_number_is_not_meant(tmp_path: Path) -> None:
    found = places(
        tmp_path,
        ("anna", "Order Delivered", "2026-01-03 10:00", {"order_id": "1"}),
        ("ben", "Survey Answered", "2026-01-04 12:00", {**CSAT, "order_id": "1"}),
    )
    assert found == [("survey", "no step before it: it stays where it was given")]


@given(st.lists(st.tuples(st.integers(0, 2), st.booleans()), min_size=1, max_size=12), st.integers(0, 11))
def test_the_kernel_equals_plain_python(steps: list[tuple[int, bool]], cut: int) -> None:
    code, there = np.array([c for c, _ in steps]), np.array([p for _, p in steps])
    begin = np.array([0, min(cut, len(steps))])
    unit = np.array([int(k >= begin[1]) for k in range(len(steps))])
    found = kernel(np.arange(len(steps)), unit, begin, code, there)
    for k in range(len(steps)):
        before = [i for i in range(begin[unit[k]], k) if there[i] and code[i] == code[k] != 0]
        assert found[k] == (before[-1] if before else -1)
