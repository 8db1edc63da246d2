"""A measure does not depend on how its events were loaded, laid out or computed.

Events with an `event_id` and a `sequence` are loaded in another order, in several loads, compiled into another number
of partitions, and measured with other threads: every measure of `ws.journeys()` gives the same result.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import timedelta
from math import isnan
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import sojourn
from sojourn.analysis import Journeys
from sojourn.analysis.measuring import Measuring
from sojourn.documents.map import MapDocument, MapStep, Phase
from sojourn.journeys import plan
from sojourn.measures.kpis import MEASURES

Row = dict[str, Any]
NAMES = ("Product Viewed", "Product Added", "Order Completed", "Survey Answered", "Coffee")
GIVEN: dict[str, Row] = {
    "conversion": {"goal": "Order Completed", "by": "channel"},
    "duration": {"touchpoint": "product page"},
    "feeling": {"score": "csat"},
    "loss": {"steps": ["Product Viewed", "Order Completed"], "after": "Product Viewed"},
    "occurrence": {"where": "channel = 'web'"},
    "onward": {"stage": "consideration"},
}
PLAN = MapDocument(
    "I buy", phases=(Phase("buy", "Buy", steps=(MapStep("see", "Product page"), MapStep("order", "Order"))),)
)

ASKED: dict[str, Callable[[Journeys], Any]] = {
    "transitions": lambda j: [j.transitions(times=True, by="channel"), j.transitions("stage")],
    "flow": lambda j: [j.flow(top=2, by="channel"), j.flow("Product Viewed", "Order Completed", collapse=True)],
    "variants": lambda j: j.variants(3, by="property:plan"),
    "durations": lambda j: [j.durations(by="channel"), j.durations("Product Viewed", "Order Completed")],
    "funnel": lambda j: j.funnel(["Product Viewed", "Order Completed"], within="2h", by="channel"),
    "retention": lambda j: j.retention("day", 3, by="channel"),
    "conformance": lambda j: j.conformance(PLAN, "day"),
    "measure": lambda j: [j.measure(name, **GIVEN.get(name, {})) for name in MEASURES],
}
"""How to ask each measure; one that is not here is asked without arguments. GIVEN: what key figures need."""


def measures() -> list[str]:
    own = vars(Measuring).items()
    return [*(name for name, found in own if inspect.isfunction(found) and name[0] != "_"), "conformance"]


def ask(journeys: Journeys, name: str) -> Any:
    asked = ASKED.get(name, lambda j: getattr(j, name)())
    return msgspec.to_builtins(asked(journeys), builtin_types=(timedelta,), str_keys=True)


@st.composite
def logs(draw: st.DrawFn) -> list[Row]:
    """Events of up to five customers within some hours, many at the same time; each has an id and a place in order."""
    row = st.fixed_dictionaries(
        {
            "user_id": st.sampled_from("abcde"),
            "event": st.sampled_from(NAMES),
            "occurred_at": st.integers(0, 60).map(lambda n: f"2026-01-{1 + n // 20:02}T{n % 20:02}:00:00Z"),
        },
        optional={
            "channel": st.sampled_from(["web", "store"]),
            "value": st.integers(1, 500).map(lambda cents: cents / 7),
            "plan": st.sampled_from(["pro", "free"]),
        },
    )
    rows = draw(st.lists(row, min_size=1, max_size=25))
    return [{**row, "event_id": f"e{n}", "sequence": n} for n, row in enumerate(rows)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("layouts")


def test_a_log_in_one_piece_and_in_many(tmp_path: Path) -> None:
    log = [
        {
            "event_id": f"e{n}", "sequence": n, "user_id": "abcde"[n * n % 5], "event": NAMES[n % 4],
            "occurred_at": f"2026-01-{1 + n // 9:02}T{n % 9 // 2:02}:00:00Z", "channel": ("web", "store")[n % 3 % 2],
            "value": n / 7, "plan": ("pro", "free")[n % 2],
        }
        for n in range(40)
    ]  # fmt: skip
    compare(tmp_path, [log], [log[::-2], log[-2::-2]], steps_a_partition=4, threads=2)


@pytest.mark.slow
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(logs(), st.randoms(use_true_random=False), st.integers(1, 3), st.integers(1, 5), st.integers(1, 3))
def test_results_do_not_depend_on_the_layout(
    folder: Path, log: list[Row], random: Any, loads: int, steps_a_partition: int, threads: int
) -> None:
    other = log.copy()
    random.shuffle(other)
    pieces = [piece for piece in (other[k::loads] for k in range(loads)) if piece]
    with TemporaryDirectory(dir=folder) as place:
        compare(Path(place), [log], pieces, steps_a_partition, threads)


def compare(folder: Path, one: list[list[Row]], other: list[list[Row]], steps_a_partition: int, threads: int) -> None:
    plain = results(folder / "plain", one, 1_000_000, 1)
    split = results(folder / "split", other, steps_a_partition, threads)
    assert plain.keys() == split.keys()
    for name in plain:
        assert same(plain[name], split[name]), (name, plain[name], split[name])


def results(folder: Path, pieces: list[list[Row]], steps_a_partition: int, threads: int) -> dict[str, Any]:
    folder.mkdir()
    (folder / "workspace.yaml").write_text(f"threads: {threads}\n", "utf-8")
    with patch.object(plan, "STEPS_A_PARTITION", steps_a_partition), sojourn.open(folder) as ws:
        for piece in pieces:
            ws.load(piece)
        asked = {"histories": ws.journeys(), "journeys": ws.journeys(gap="3h")}
        return {f"{name} of {what}": ask(journeys, name) for what, journeys in asked.items() for name in measures()}


def same(one: Any, other: Any) -> bool:
    """Counts exactly, floats to 1e-9, times to the microsecond that a mean may round to."""
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(same(a, b) for a, b in zip(one, other, strict=True))
    if isinstance(one, float):
        return (isnan(one) and isnan(other)) or one == pytest.approx(other, rel=1e-9, abs=1e-9)
    if isinstance(one, timedelta):
        return abs(one - other) <= timedelta(microseconds=1)
    return bool(one == other)
