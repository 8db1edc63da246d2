from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.running import run, tiny_shop


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    path = tmp_path / "orders.csv"
    path.write_text(
        "uid,event,occurred_at\nanna,Order Completed,2026-01-02T10:00:00Z\n,Order Completed,2026-01-02T10:00:00Z\n"
    )
    return path


def test_load_makes_a_workspace_and_says_what_became_of_every_row(tmp_path: Path, orders: Path) -> None:
    shop = tmp_path / "my shop"
    done = run("load", shop, orders, "--column", "customer=uid")
    assert done.exit_code == 0
    heading, row, hint = done.stdout.splitlines()
    assert heading.split("  ")[-1] == "suppressed"
    assert row.split()[-4:] == ["1", "0", "1", "0"]
    assert hint == f"See what was rejected, and why: sojourn rejects '{shop}'"


def test_loading_again_changes_nothing_and_json_says_so(tmp_path: Path, orders: Path) -> None:
    run("load", tmp_path / "shop", orders, "--column", "customer=uid")
    done = run("load", tmp_path / "shop", orders, "--column", "customer=uid", "--json")
    (report,) = json.loads(done.stdout)["loads"]
    assert (report["accepted"], report["duplicates"]) == (0, 1)


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (["shop", "missing.csv"], 1, "missing.csv is not there."),
        (["shop"], 2, "No file to load."),
        (["orders.csv", "shop"], 2, "orders.csv is a file. The workspace, a folder, comes first"),
        (["shop", "orders.csv", "--column", "uid"], 2, "--column takes FIELD=COLUMN, such as customer=uid"),
    ],
)
def test_a_wrong_call_makes_no_workspace(
    tmp_path: Path, orders: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], status: int, told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("load", *arguments)
    assert (done.exit_code, done.stdout) == (status, "")
    assert done.stderr.startswith("sojourn: ")
    assert told in done.stderr
    assert not Path("shop").exists()


def test_columns_that_are_not_found_are_named_in_python_and_in_a_shell(tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text("house,plan\n1,pro\n")
    told = run("load", tmp_path / "shop", people).stderr
    assert 'in Python columns={"customer": "...", "event": "...", "occurred_at": "..."}' in told
    assert "in a shell --column customer=... --column event=... --column occurred_at=...)" in told
    assert "For a file of customers with attributes: in Python load_customers, in a shell --customers." in told
    told = run("load", tmp_path / "shop", people, "--customers").stderr
    assert 'in Python columns={"customer": "..."}, in a shell --column customer=...' in told


def test_where_a_file_fails_those_before_it_are_loaded_and_told(tmp_path: Path, orders: Path) -> None:
    broken = tmp_path / "broken.csv"
    broken.write_text("nothing,known\n1,2\n")
    done = run("load", tmp_path / "shop", orders, broken, "--column", "customer=uid", "--json")
    assert done.exit_code != 0
    assert [report["accepted"] for report in json.loads(done.stdout)["loads"]] == [1]
    assert "broken.csv" in json.loads(done.stderr)["error"]["message"]


def test_customers_come_with_attributes_that_are_segments(tmp_path: Path) -> None:
    shop, plans = tiny_shop(tmp_path), tmp_path / "plans.csv"
    plans.write_text("user_id,plan\nanna,pro\nben,free\n")
    assert run("load", shop, plans, "--customers").stdout.split()[-1] == "2"
    answer = json.loads(run("transitions", shop, "--json", "--by", "segment:plan").stdout)
    assert {group["value"] for group in answer["groups"]} == {"free", "none", "pro"}
    assert run("load", shop, plans, "--customers", "--timezone", "UTC").exit_code == 2


def test_rejects_are_read_again_with_other_options(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text("user_id,event,occurred_at\nanna,Order Completed,02/2026/01 10h\n")
    assert json.loads(run("load", tmp_path / "shop", path, "--json").stdout)["loads"][0]["rejected"] == 1
    done = run("load", tmp_path / "shop", "--retry-rejects", "--time-format", "%d/%Y/%m %Hh", "--json")
    assert json.loads(done.stdout)["loads"][0]["accepted"] == 1
    assert run("rejects", tmp_path / "shop").stdout == "No row was rejected.\n"
