from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.running import run, tiny_shop

RETENTION = """\
started     customers      0     1     2    3
2026-01-01          2  100 %  50 %  50 %  0 %
2026-01-02          1  100 %   0 %   0 %    *
2026-01-03          1  100 %   0 %     *    *
2026-01-04          0
* not over yet

periods later  came back, on average
            0  100 % (likely 34-100)
"""
LIFECYCLE = """\
period       new  returning  resurrecting  dormant
2026-01-01     2          0             0        0
2026-01-02     0          1             0       -1
2026-01-03     0          0             1       -1
2026-01-04     0          0             0       -1
2026-01-05*    1          0             0        0
* not over yet
"""
STICKINESS = """\
active in periods  customers   share
                1          1  33.3 %
                2          2  66.7 %
On average active in 1.67 (likely 0.23-3.10) of 5 periods.
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return tiny_shop(tmp_path)


def test_retention_is_told_by_cohort_with_open_periods_marked(shop: Path) -> None:
    assert run("retention", shop, "--period", "day", "--periods", "4").stdout.startswith(RETENTION)


def test_retention_takes_what_starts_and_what_returns(shop: Path) -> None:
    asked = ["--first-event", "Product Viewed", "--return-event", "Order Completed", "--kind", "first_time"]
    answer = json.loads(run("retention", shop, "--period", "day", "--periods", "2", *asked, "--json").stdout)
    assert answer["cohorts"][0] == {"start": "2026-01-01", "size": 2, "retained": [0, 1], "open": [False, False]}


def test_a_name_that_is_misspelt_is_wrong_usage_unless_it_is_meant(shop: Path) -> None:
    asked = ["retention", shop, "--return-event", "Order Complet"]
    done = run(*asked, "--json")
    assert (done.exit_code, done.stdout) == (2, "")
    error = json.loads(done.stderr)["error"]
    assert error["code"] == "unknown-name"
    assert error["message"].startswith('No event is called "Order Complet". Did you mean "Order Completed"?')
    assert run(*asked, "--allow-unknown").exit_code == 0


def test_lifecycle_is_told_by_period(shop: Path) -> None:
    assert run("lifecycle", shop).stdout.startswith(LIFECYCLE)
    assert json.loads(run("lifecycle", shop, "--warm-up", "2d", "--json").stdout)["periods"][0] == "2026-01-04"
    between = ["--between", "2026-01-01", "2026-01-02"]
    assert len(json.loads(run("lifecycle", shop, *between, "--json").stdout)["periods"]) == 2


def test_stickiness_is_told_by_number_of_periods(shop: Path) -> None:
    asked = ["stickiness", shop, "--period", "day", "--between", "2026-01-01", "2026-01-05"]
    assert run(*asked).stdout.startswith(STICKINESS)
    assert json.loads(run(*asked, "--event", "Order Completed", "--json").stdout)["customers"][0] == 1
