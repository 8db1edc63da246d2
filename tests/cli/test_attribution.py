from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.running import run, tiny_shop

SAID = """\
linear
channel  share                  conversions  value
web      100 % (likely 21-100)            1     30
app      0 % (likely 0-79)                0      0

1 path to "Order Completed", 2 paths without it.
Share of presence, not effect: it says where customers had been before the goal, not what brought them to it.

Note: Only 1 conversion: ranges are rough.
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return tiny_shop(tmp_path)


def test_shares_are_told_with_what_they_are_not(shop: Path) -> None:
    told = run("attribution", shop, "--goal", "Order Completed", "--model", "linear")
    assert told.stdout == SAID
    assert run("attribution", shop, "Order Completed", "--model", "linear").stdout == SAID


def test_what_is_missing_is_told_for_python_and_for_a_shell(shop: Path) -> None:
    needs = run("attribution", shop, "Order Completed", "--model", "hazard").stderr
    assert 'in Python intent="Product Viewed", in a shell --intent "Product Viewed"' in needs
    seldom = run("attribution", shop, "Product Viewed", "--touches", "channel = 'fax'").stderr
    assert "in Python over=, lookback=, touches=, in a shell --over, --lookback, --touches" in seldom


def test_json_has_all_models(shop: Path) -> None:
    answer = json.loads(
        run("attribution", shop, "--goal", "Order Completed", "--model", "all", "--over", "event", "--json").stdout
    )
    assert {row["model"] for row in answer["rows"]} > {"markov", "shapley", "time decay"}
    assert {row["name"] for row in answer["rows"]} == {"Product Viewed", "Product Added"}


def test_without_a_goal_it_is_the_usual_one(shop: Path) -> None:
    assert run("attribution", shop).stdout == run("attribution", shop, "--goal", "Order Completed").stdout
