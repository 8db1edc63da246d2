"""Rows of the log become histories, each in the order in which it happened."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sojourn.journeys.builder import RowsOfLog, in_order
from tests.shops import shop


def rows_of(events: list[tuple[int, int, int]]) -> RowsOfLog:
    """Rows (customer, time, sequence), numbered from 1 in the order given."""
    customer, time, sequence = (np.array(column, np.int64) for column in zip(*events, strict=True))
    size = len(events)
    return RowsOfLog(
        customer.astype(np.int32),
        time,
        np.arange(1, size + 1),
        np.zeros(size, np.uint32),
        {"sequence": sequence},
    )


def test_a_history_is_in_order_of_time_whatever_the_order_of_rows(tmp_path: Path) -> None:
    ws = shop(
        tmp_path,
        [
            ("anna", "Order Completed", "2026-01-03"),
            ("bert", "Product Viewed", "2026-01-02"),
            ("anna", "Product Viewed", "2026-01-01"),
        ],
    )
    assert [step.event for step in ws.customer("anna").steps] == ["Product Viewed", "Order Completed"]


def test_ties_in_time_fall_to_sequence_then_to_event_id(tmp_path: Path) -> None:
    day = "2026-01-01T00:00:00Z"
    ws = shop(
        tmp_path,
        [
            ("anna", "third", day, {"sequence": 2, "event_id": "b"}),
            ("anna", "second", day, {"sequence": 2, "event_id": "a"}),
            ("anna", "first", day, {"sequence": 1, "event_id": "z"}),
        ],
    )
    assert [step.event for step in ws.customer("anna").steps] == ["first", "second", "third"]


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5), st.integers(0, 2)), min_size=1, max_size=300))
def test_the_order_is_that_of_a_plain_sort(events: list[tuple[int, int, int]]) -> None:
    order, offsets = in_order(rows_of(events), 5, lambda seqs: {})
    assert order.tolist() == sorted(range(len(events)), key=lambda row: (*events[row], row))
    assert offsets.tolist() == [sum(customer < c for customer, _, _ in events) for c in range(6)]


@given(st.lists(st.tuples(st.integers(0, 1), st.sampled_from("abc")), min_size=1, max_size=30))
def test_event_ids_break_what_is_left_of_ties(events: list[tuple[int, str]]) -> None:
    ids = {seq: name for seq, (_, name) in enumerate(events, 1)}
    order, _ = in_order(rows_of([(customer, 0, 0) for customer, _ in events]), 2, lambda seqs: ids)
    assert order.tolist() == sorted(range(len(events)), key=lambda row: (*events[row], row))
