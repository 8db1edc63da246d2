from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.running import run, tiny_shop

STEPS = ["Product Viewed", "Product Added", "Order Completed"]
FUNNEL = """\
step             customers  of the first         of the one before    median time  lost before it
Product Viewed           3
Product Added            2  67 % (likely 21-94)  67 % (likely 21-94)  12 min 30 s               1
Order Completed          1  33 % (likely 6-79)   50 % (likely 9-91)   23 h 55 min               1
3 customers in all.
From first to last step: half take 1 d at most, 9 in 10 1 d.
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return tiny_shop(tmp_path)


def test_a_funnel_says_who_gets_how_far(shop: Path) -> None:
    assert run("funnel", shop, *STEPS).stdout == FUNNEL


def test_its_json_is_the_result_as_python_has_it(shop: Path) -> None:
    answer = json.loads(run("funnel", shop, *STEPS, "--within", "1d", "--json").stdout)
    assert [step["customers"] for step in answer["steps"]] == [3, 2, 1]
    assert answer["steps"][1]["median_time"] == 750
    assert set(answer["steps"][1]["from_start"]) == {"value", "low", "high", "n", "method"}


@pytest.mark.parametrize(
    ("options", "customers"),
    [
        (["--within", "10m"], [3, 1, 0]),
        (["--order", "strict"], [3, 2, 1]),
        (["--exclude", "Product Added"], [3, 0, 0]),
        (["--where", "channel = 'web'"], [2, 1, 1]),
        (["--same", "channel"], [3, 1, 1]),
    ],
)
def test_options_change_what_counts(shop: Path, options: list[str], customers: list[int]) -> None:
    steps = STEPS if "--exclude" not in options else [STEPS[0], STEPS[2], STEPS[2]]
    answer = json.loads(run("funnel", shop, *steps, *options, "--json").stdout)
    assert [step["customers"] for step in answer["steps"]] == customers


def test_a_breakdown_has_a_funnel_for_each_value(shop: Path) -> None:
    told = run("funnel", shop, *STEPS, "--by", "channel").stdout
    assert told.startswith(FUNNEL)
    assert "\n\nweb\n  step" in told


def test_a_misspelt_step_is_wrong_usage_unless_it_is_meant(shop: Path) -> None:
    done = run("funnel", shop, "Product Viewed", "Ordr Completed")
    assert (done.exit_code, done.stdout) == (2, "")
    assert 'No event is called "Ordr Completed". Did you mean "Order Completed"?' in done.stderr
    meant = run("funnel", shop, "Product Viewed", "Ordr Completed", "--allow-unknown")
    assert meant.exit_code == 0
    assert 'Note: No event is called "Ordr Completed".' in meant.stdout
