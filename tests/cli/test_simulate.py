from __future__ import annotations

import json
from pathlib import Path

from click.testing import Result

from sojourn.cli.simulate import WORLDS
from sojourn.simulate import worlds
from tests.cli.running import run as sojourn


def run(*arguments: object) -> Result:
    return sojourn("simulate", *arguments)


def test_simulate_writes_files_and_says_where_they_are(tmp_path: Path) -> None:
    told = run(tmp_path / "shop", "--customers", 50, "--days", 90).stdout.splitlines()
    assert told[0].startswith("Simulated: 50 customers, ")
    assert told[0].endswith(" events, 90 days from 2025-01-01")
    assert told[1] == f"Events: {tmp_path}/shop/events.parquet"
    assert told[3] == f"The truth: {tmp_path}/shop/truth.json"
    assert all(Path(line.split(": ")[1].split(" (")[0]).is_file() for line in told[1:])


def test_json_says_the_same(tmp_path: Path) -> None:
    told = json.loads(run(tmp_path, "--customers", 50, "--seed", 4, "--json").stdout)
    assert (told["customers"], told["seed"], told["days"], told["start"]) == (50, 4, 365, "2025-01-01")
    assert json.loads(Path(told["truth_file"]).read_text("utf-8"))["events"] == told["events"]


def test_the_same_numbers_write_the_same_files(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        assert run(tmp_path / folder, "--customers", 30).exit_code == 0
    for name in ("events.parquet", "customers.csv", "truth.json"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_too_short_a_time_is_refused(tmp_path: Path) -> None:
    found = run(tmp_path / "shop", "--days", 10)
    assert found.exit_code != 0
    assert not (tmp_path / "shop").exists()


def test_a_world_is_written_like_the_shop(tmp_path: Path) -> None:
    told = json.loads(
        run("--world", "pain-points", "--customers", 200, "--seed", 3, "--out", tmp_path, "--json").stdout
    )
    assert (told["customers"], told["seed"], told["days"]) == (200, 3, 270)
    assert json.loads(Path(told["truth_file"]).read_text("utf-8"))["outcome"] == "Order Completed"


def test_every_world_can_be_asked_for() -> None:
    assert tuple(worlds.WORLDS) == WORLDS


def test_a_folder_is_given_once(tmp_path: Path) -> None:
    assert "Say once" in run().stderr
    assert "Say once" in run(tmp_path, "--out", tmp_path).stderr
