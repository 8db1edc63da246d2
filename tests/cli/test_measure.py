from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.running import run, tiny_shop

CONVERSION = """\
period       channel  conversion             of  target
2025-12-29   all      50 % (likely 9-91)      2  cannot tell
2026-01-05*  all      0 % (likely 0-79)       1  cannot tell
2025-12-29   app      0 % (likely 0-79)       1  cannot tell
2025-12-29   web      100 % (likely 21-100)   1  cannot tell
2026-01-05*  web      0 % (likely 0-79)       1  cannot tell
* not over yet
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return tiny_shop(tmp_path)


def test_a_figure_is_told_with_its_definition_by_period_and_breakdown(shop: Path) -> None:
    asked = ["--option", "goal=Order Completed", "--by", "channel", "--every", "week", "--target", "0.5"]
    told = run("measure", shop, "conversion", *asked).stdout
    assert told.startswith("Share of journeys that reach their goal.")
    assert CONVERSION in told


def test_an_option_that_is_given_twice_is_a_list(shop: Path) -> None:
    asked = ["--option", "goal=Order Completed", "--option", "goal=Product Added", "--json"]
    answer = json.loads(run("measure", shop, "conversion", *asked).stdout)
    assert answer["rows"][0]["estimate"]["value"] == pytest.approx(2 / 3)


def test_a_time_is_told_as_a_time_and_may_be_a_target(tmp_path: Path) -> None:
    tickets = tmp_path / "tickets.csv"
    tickets.write_text(
        "user_id,event,occurred_at\n"
        + "".join(f"u{k},Support Ticket Opened,2026-01-0{k}T10:00:00Z\n" for k in range(1, 8))
        + "".join(f"u{k},Support Ticket Solved,2026-01-0{k}T1{k}:00:00Z\n" for k in range(1, 8))
    )
    run("load", tmp_path / "desk", tickets)
    told = run("measure", tmp_path / "desk", "resolution_time", "--target", "4h").stdout
    assert told.splitlines()[3].split("(")[0].strip() == "4 h"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["conversn"], 'Did you mean "conversion"?'),
        (["aov", "--option", "ordrs=Order Completed"], 'Did you mean "orders"?'),
        (["aov", "--option", "orders"], "--option takes NAME=VALUE"),
        (["aov", "--target", "soon"], "'soon' is not a duration."),
        (["aov", "--option", "orders=Ordr Completed"], 'Did you mean "Order Completed"?'),
    ],
)
def test_wrong_usage_says_what_would_be_right(shop: Path, arguments: list[str], told: str) -> None:
    done = run("measure", shop, *arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert told in done.stderr
