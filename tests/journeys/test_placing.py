from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sojourn.events.vocabulary import When
from sojourn.journeys.coding import Coded, code_triples
from sojourn.journeys.placing import WEEK, place
from sojourn.journeys.stages import Placed, StageModel

HOUR = 3600 * 1_000_000
NAMES = [
    "Page Viewed",
    "Leaflet",
    "Email Opened",
    "Order Completed",
    "login",
    "Product Viewed",
    "session_start",
]


class Step(NamedTuple):
    """An event by name, so many microseconds after the epoch."""

    event: str
    at: int


def placed(*histories: list[Step]) -> list[list[tuple[str, str]]]:
    """Stage and touchpoint of every step of every customer."""
    coded = code_triples(StageModel(), [(name, None, None) for name in NAMES])
    steps = [step for history in histories for step in history]
    code = np.array([NAMES.index(step.event) for step in steps], np.uint32)
    times = np.array([step.at for step in steps], np.int64)
    offsets = np.cumsum([0, *map(len, histories)])
    stage, touchpoint = place(code, times, offsets, coded.places)
    return [[named(coded, stage[i], touchpoint[i]) for i in range(first, stop)] for first, stop in pairwise(offsets)]


def named(coded: Coded, stage: int, touchpoint: int) -> tuple[str, str]:
    return coded.stages[stage], coded.touchpoints[touchpoint]


def test_only_the_first_page_is_the_first_visit() -> None:
    history = [
        Step("Product Viewed", 0),
        Step("Page Viewed", 1),
        Step("Page Viewed", 2),
        Step("session_start", 3),
    ]
    assert placed(history)[0][1:] == [
        ("awareness", "first visit"),
        ("unstaged", "page"),
        ("unstaged", "visit"),
    ]


def test_a_mailing_is_awareness_before_the_first_order_and_loyalty_after_it() -> None:
    history = [Step(name, at) for at, name in enumerate(["Leaflet", "Email Opened", "Order Completed"] * 2)]
    assert [stage for stage, _ in placed(history)[0]] == [
        "awareness",
        "awareness",
        "purchase",
        "loyalty",
        "loyalty",
        "purchase",
    ]


def test_signing_in_is_use_after_the_first_week() -> None:
    history = [Step("Product Viewed", HOUR), Step("login", HOUR + WEEK), Step("login", HOUR + WEEK + 1)]
    assert placed(history)[0][1:] == [("onboarding", "first use"), ("use", "using the product")]


def test_customers_do_not_mix() -> None:
    order, leaflet = Step("Order Completed", 0), Step("Leaflet", 1)
    assert placed([order], [], [leaflet])[2] == [("awareness", "mailing")]
    assert placed() == []


@given(st.lists(st.lists(st.builds(Step, st.sampled_from(NAMES), st.integers(0, 2 * WEEK)), max_size=12), max_size=4))
def test_the_kernel_equals_plain_python(histories: list[list[Step]]) -> None:
    histories = [sorted(history, key=lambda step: step.at) for history in histories]
    assert placed(*histories) == [plain(history) for history in histories]


def plain(history: list[Step]) -> list[tuple[str, str]]:
    """The rules in words: what came before the step decides."""
    known = [StageModel().resolve(step.event) for step in history]
    return [where(known[i], known[:i], history[i].at - history[0].at) for i in range(len(history))]


def where(step: Placed, before: list[Placed], since_first: int) -> tuple[str, str]:
    holds = {
        When.FIRST_PAGE: not any(earlier.page for earlier in before),
        When.BEFORE_ORDER: not any(earlier.order for earlier in before),
        When.AFTER_ORDER: any(earlier.order for earlier in before),
        When.FIRST_WEEK: since_first <= WEEK,
    }
    found = step if step.otherwise is None or (step.when and holds[step.when]) else step.otherwise
    return found.stage, found.touchpoint
