from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.running import run, tiny_shop

FLOW = """\
step  from            to               paths
   1  Product Viewed  Product Added        2
   1  Product Viewed  Product Viewed       1
   2  Product Added   Order Completed      1
   2  Product Added   drop-off             1
   2  Product Viewed  drop-off             1
3 paths, 1 of them to the end.
"""
VARIANTS = """\
taken by  share               path
       1  33 % (likely 6-79)  Product Viewed > Product Added
       1  33 % (likely 6-79)  Product Viewed > Product Added > Order Completed
2 of 3 different paths, taken by 66.7 %.
"""
MATRIX = """\
step                   1       2       3
Product Viewed   100.0 %  33.3 %
Product Added             66.7 %
ended                             66.7 %
Order Completed                   33.3 %
3 paths.
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return tiny_shop(tmp_path)


def test_flow_is_told_step_by_step(shop: Path) -> None:
    assert run("flow", shop, "--from", "Product Viewed", "--to", "Order Completed").stdout == FLOW


def test_flow_over_stages_with_repeats_taken_as_one(shop: Path) -> None:
    answer = json.loads(run("flow", shop, "--over", "stage", "--collapse", "--depth", "1", "--json").stdout)
    assert [(edge["source"], edge["target"], edge["journeys"]) for edge in answer["edges"]] == [
        ("consideration", "drop-off", 2),
        ("consideration", "purchase", 1),
    ]


def test_variants_are_told_with_what_they_cover(shop: Path) -> None:
    assert run("variants", shop, "--top", "2").stdout == VARIANTS


def test_a_step_matrix_is_told_by_position(shop: Path) -> None:
    assert run("step-matrix", shop, "--depth", "3").stdout == MATRIX


def test_a_figure_that_cannot_be_said_is_a_dash(shop: Path) -> None:
    nothing = ["--where", "event = 'Never Seen'"]
    assert run("sessions", shop, *nothing).stdout.splitlines()[-1].split() == ["time,", "on", "average", "–"]
    assert run("variants", shop, *nothing).stdout.startswith("Nothing found.")
