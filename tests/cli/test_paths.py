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
SESSIONS = """\
what                      value
sessions                  5
customers                 3
sessions per customer     1.67 (likely 0.23-3.10)
steps, on average         1.40 (likely 1.00-2.00)
steps, half have at most  1.00 (likely 1.00-2.00)
time, on average          5 min (likely 0 s to 20 min)
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


def test_sessions_end_with_a_pause(shop: Path) -> None:
    assert run("sessions", shop).stdout == SESSIONS
    assert json.loads(run("sessions", shop, "--gap", "10d", "--json").stdout)["sessions"] == 3


def test_a_figure_that_cannot_be_said_is_a_dash(shop: Path) -> None:
    nothing = ["--where", "event = 'Never Seen'"]
    assert run("sessions", shop, *nothing).stdout.splitlines()[-1].split() == ["time,", "on", "average", "–"]
    assert run("variants", shop, *nothing).stdout.startswith("Nothing found.")
