"""A shop's click stream of 31,106 events, as retentioneering 5.2.4 measures it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import sojourn
from sojourn.analysis import Journeys

NOWHERE = ("path_start", "path_end")


@pytest.fixture(scope="module")
def asked(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Journeys]:
    with sojourn.open(tmp_path_factory.mktemp("ecom") / "shop") as ws:
        # The file also names sessions: what is measured is the whole path of each user.
        ws.load(shared / "data/journeys/retentioneering_ecom.csv.gz")
        yield ws.journeys()


@pytest.fixture(scope="module")
def known(shared: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((shared / "oracles/ecom_expected.json").read_text("utf-8"))["ecom"]
    return found


def test_transitions(asked: Journeys, known: dict[str, Any]) -> None:
    found = asked.transitions(times=True)
    count, customers, medians = {}, {}, {}
    for edge in found.edges:
        place = edge.source, edge.target
        count[place], customers[place], medians[place] = edge.count, edge.customers, edge.median_time
    assert count == cells(known["transition_count"])
    assert customers == cells(known["transition_unique_paths"])
    assert found.starts == positive(known["transition_count"]["path_start"])
    assert found.ends == positive({name: row.get("path_end") for name, row in known["transition_count"].items()})
    expected = known["transition_time_median"]
    for (source, target), median in medians.items():
        assert median is not None
        assert median.total_seconds() == pytest.approx(expected[source][target], abs=1e-6)


def test_step_matrix(asked: Journeys, known: dict[str, Any]) -> None:
    # There the first position is "path_start", and who has ended stays at "path_end".
    expected = {
        (int(step), {"path_end": "ended"}.get(name, name)): share
        for step, row in known["step_matrix"].items()
        for name, share in positive(row).items()
        if int(step) > 0
    }
    found = asked.step_matrix(depth=8)
    assert {(cell.step, cell.name): cell.share for cell in found.cells} == pytest.approx(expected, abs=1e-9)
    assert found.journeys == 600


def test_lengths_and_durations_of_paths(asked: Journeys, known: dict[str, Any]) -> None:
    steps, seconds = known["metrics_describe"]["length"], known["metrics_describe"]["duration"]
    whole = asked.sessions(gap="10000d")  # one session each
    assert whole.sessions == whole.customers == steps["count"]
    assert whole.mean_steps.value == pytest.approx(steps["mean"])
    assert whole.median_steps.value == steps["50%"]
    found = asked.durations()
    assert found.n == seconds["count"]
    assert found.mean.value == pytest.approx(seconds["mean"])
    assert found.median.value == seconds["50%"]
    assert found.shortest is not None
    assert found.longest is not None
    assert (found.shortest.total_seconds(), found.longest.total_seconds()) == (seconds["min"], seconds["max"])


def test_events_are_counted_once_each(asked: Journeys, known: dict[str, Any]) -> None:
    found = asked.transitions()
    visits = dict(found.starts)
    for edge in found.edges:
        visits[edge.target] = visits.get(edge.target, 0) + edge.count
    assert visits == known["event_counts"]


def cells(table: dict[str, dict[str, float]]) -> dict[tuple[str, str], float]:
    """What is not zero and not at either end of a path."""
    return {
        (source, target): count
        for source, row in table.items()
        for target, count in positive(row).items()
        if source not in NOWHERE and target not in NOWHERE
    }


def positive(row: dict[str, float | None]) -> dict[str, float]:
    return {name: count for name, count in row.items() if count}
