"""Asking for a figure without a workspace, and comparing what comes back."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import strategies as st

from sojourn.engines.units import Units
from sojourn.estimates import Estimate
from sojourn.measures.kpis import Measure, Row, measure
from sojourn.periods import HOUR, Calendar, parse_time
from tests.in_memory import Took

START = parse_time("2026-01-05")

logs = st.lists(
    st.builds(Took, st.integers(0, 5), st.integers(0, 60).map(lambda n: START + 8 * n * HOUR), st.integers(1, 4)),
    max_size=30,
)
"""Three weeks of steps at eight hours' distance, so that many share a time."""


def ask(units: Units, name: str, by: Any = None, every: str | None = None, **options: Any) -> Measure:
    return measure(units, Calendar(), name, by, every, options=options)


def only(found: Measure) -> Row:
    (row,) = found.rows
    return row


def figures(found: Measure) -> Any:
    """What two equal results agree on: exact counts, floats to 1e-9."""
    return [
        (row.by, row.period, row.open, row.open_units, row.estimate.n, row.estimate.method, *_close(row.estimate))
        for row in found.rows
    ]


def _close(estimate: Estimate) -> tuple[Any, ...]:
    numbers = (estimate.value, estimate.low, estimate.high)
    return tuple(pytest.approx(number, rel=1e-9, nan_ok=True) for number in numbers)


def in_order(log: list[Took]) -> list[Took]:
    """The steps as journeys hold them."""
    return sorted(log, key=lambda step: (step.who, step.at))
