"""The exact Markov chain of order 1 over the paths of ChannelAttribution's PathData."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from sojourn.insights.attribution import attribution_of_paths


def test_path_data_to_nine_decimals(shared: Path) -> None:
    with (shared / "data/attribution/PathData.csv").open(encoding="utf-8") as file:
        found = attribution_of_paths(list(csv.DictReader(file)))
    known = json.loads((shared / "oracles/attribution_pathdata_exact.json").read_text("utf-8"))
    assert (found.conversions, found.nulls) == (19_785, 68_602)
    assert {row.name: row.removal_effect for row in found.rows} == pytest.approx(known["removal_effect"], abs=1e-9)
    assert {row.name: row.conversions.value for row in found.rows} == pytest.approx(known["conversions"], rel=1e-9)


def test_the_example_of_three_paths() -> None:
    """By hand: 2 of 3 come to C1, half of them go on to C2; the others begin there; half of C3 convert."""
    found = attribution_of_paths([("C1 > C2 > C3", 1, 0), ("C1", 0, 1), ("C2 > C3", 0, 1)])
    effects = {row.name: row.removal_effect for row in found.rows}
    assert effects == pytest.approx({"C1": 0.5, "C2": 1.0, "C3": 1.0})
    assert sum(row.conversions.value for row in found.rows) == pytest.approx(1)
