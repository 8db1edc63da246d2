from __future__ import annotations

import json
from pathlib import Path

from tests.cli.running import run, tiny_shop


def busy_shop(folder: Path) -> Path:
    """Forty customers who look; three of four then buy."""
    lines = ["user_id,event,occurred_at"]
    for n in range(40):
        day = f"2026-{1 + n // 28:02}-{1 + n % 28:02}"
        lines += [f"c{n},Viewed,{day}T10:00:00Z", *([f"c{n},Bought,{day}T11:00:00Z"] if n % 4 else [])]
    events = folder / "events.csv"
    events.write_text("\n".join(lines), "utf-8")
    assert run("load", folder / "shop", events).exit_code == 0
    return folder / "shop"


def test_what_comes_next_is_told_with_how_often_that_is_right(tmp_path: Path) -> None:
    told = run("next-step", busy_shop(tmp_path), "--after", "Viewed").stdout.splitlines()
    assert told[0] == "After Viewed, 40 times before:"
    assert told[2].startswith("Bought  7")
    assert told[3].startswith("ended   2")
    assert any(line.startswith("Right about ") for line in told)


def test_json_for_a_customer(tmp_path: Path) -> None:
    answer = json.loads(run("next-step", busy_shop(tmp_path), "--customer", "c1", "--json").stdout)
    assert answer["after"] == ["Viewed", "Bought"]
    assert answer["rows"][0]["name"] == "ended"


def test_too_few_journeys_are_said_to_be_too_few(tmp_path: Path) -> None:
    told = run("next-step", tiny_shop(tmp_path), "--after", "Product Viewed")
    assert told.exit_code == 2
    assert "at least 30 journeys" in told.stderr


def test_who_is_done_is_said_to_be_done(tmp_path: Path) -> None:
    told = run("next-step", busy_shop(tmp_path), "--customer", "c1", "--gap", "1d").stdout
    assert told.startswith("The latest journey of this customer ended with Bought: nothing comes next in it.")
