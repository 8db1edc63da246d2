from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.running import run, tiny_shop

DIAGNOSIS = """\
4 events of 2 customers.

Not assigned to a stage: 25.0 % of the events. Assign them in stages.yaml.
event         events   share
Frob Nicated       1  25.0 %

Rejected rows. See them with: sojourn rejects odd
source   reason            rows
odd.csv  missing_customer     1
"""


@pytest.fixture
def odd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    Path("odd.csv").write_text(
        "user_id,event,occurred_at\n"
        "anna,Frob Nicated,2026-01-01T10:00:00Z\n"
        "anna,Order Completed,2026-01-01T11:00:00Z\n"
        ",Order Completed,2026-01-01T11:00:00Z\n"
        "ben,Product Viewed,2026-01-01T11:00:00Z\n"
        "ben,Product Viewed,2026-01-01T12:00:00Z\n"
    )
    run("load", "odd", "odd.csv")
    return "odd"


def test_doctor_lists_what_to_look_at(odd: str) -> None:
    assert run("doctor", odd).stdout == DIAGNOSIS


def test_doctor_finds_nothing_in_a_shop_that_is_in_order(tmp_path: Path) -> None:
    shop = tiny_shop(tmp_path)
    assert run("doctor", shop).stdout == "7 events of 3 customers.\n\nNothing to look at.\n"
    assert json.loads(run("doctor", shop, "--json").stdout)["names"]["share"] == 0


def test_rejects_are_listed_with_their_place_and_reason(odd: str) -> None:
    lines = run("rejects", odd).stdout.splitlines()
    assert lines[1].split()[:3] == ["odd.csv", "3", "missing_customer"]
    assert lines[2] == "Read them again, with other options: sojourn load odd --retry-rejects"
    (kept,) = json.loads(run("rejects", odd, "--json").stdout)["rejects"]
    assert (kept["place"], kept["reason"]) == (3, "missing_customer")


def test_sql_asks_one_select(tmp_path: Path) -> None:
    shop, query = tiny_shop(tmp_path), "select event, count(*) as n from events group by event order by event limit 2"
    assert run("sql", shop, query).stdout == "event            n\nOrder Completed  1\nProduct Added    2\n"
    assert json.loads(run("sql", shop, query, "--json").stdout) == {
        "columns": ["event", "n"],
        "rows": [{"event": "Order Completed", "n": 1}, {"event": "Product Added", "n": 2}],
    }


def test_sql_refuses_anything_but_a_select(tmp_path: Path) -> None:
    done = run("sql", tiny_shop(tmp_path), "drop table events", "--json")
    assert (done.exit_code, done.stdout) == (2, "")
    assert json.loads(done.stderr)["error"]["code"] == "sql-refused"
