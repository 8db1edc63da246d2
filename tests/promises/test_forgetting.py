"""A forgotten customer is in no byte of the workspace, stays away, and takes nobody along."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

import sojourn
from sojourn.engines.local import refreshing
from sojourn.errors import UnknownName
from sojourn.journeys import plan
from tests.promises.processes import lines_of, run

SIGKILL = -9
EMAIL, USER, COOKIE, CARD, PHONE = (
    "anna.berg@example.com",
    "user-anna-42",
    "cookie-8c1f",
    "card-0017-221",
    "+4917012345678",
)
TELLING = (EMAIL, USER, COOKIE, CARD, PHONE)


def row(who: str, day: int, event: str = "Order Completed", **more: Any) -> dict[str, Any]:
    return {"user_id": who, "event": event, "occurred_at": f"2026-01-{day:02d}T10:00:00Z", **more}


ANNA = [
    row(USER, 1, email="Anna.Berg@Example.com", anonymous_id=COOKIE, loyalty_card=CARD, phone="+49 (0)170 12345678"),
    row(USER, 2, text=f"Write to me at {EMAIL}", properties={"contact": {"mail": EMAIL, "id": USER}}),
    row(
        USER,
        3,
        f"Mail sent to {EMAIL}",
        touchpoint=f"inbox of {EMAIL}",
        case_id=f"case of {EMAIL}",
        event_id=f"{USER}/1",
    ),
    {"anonymous_id": COOKIE, "event": "Product Viewed", "occurred_at": "2025-12-31T10:00:00Z"},
]
BROKEN = [
    {"email": EMAIL, "event": "Order Completed", "occurred_at": "never"},
    {"event": "", "occurred_at": "2026-01-01", "user_id": USER},
    {"event": "", "occurred_at": "2026-01-01", "note": f"<{EMAIL}>, called from 0049 170 12345678"},
    {"event": "", "occurred_at": "2026-01-01", "user_id": "bert", "phone": "0049 170 / 12345678"},
]
OTHERS = [
    row("bert", 4, text=f"I was sent here by {EMAIL}, a friend.", referrer=EMAIL, value=30),
    row("bert", 5, text="The best shop in town", value=12),
    row("7", 6, text="7 of 7", properties={"seats": 7}, case_id="7", value=7),
    row("carl", 7, case_id=f"case of {EMAIL}", value=1),
    {"event": "", "occurred_at": "2026-01-01", "user_id": "bert"},
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace in which Anna stands in every place there is."""
    with sojourn.open(tmp_path / "shop") as ws:
        ws.load([*ANNA, *BROKEN, *OTHERS], name=f"export for {EMAIL}")
        file = tmp_path / "broken.csv"
        file.write_text(
            f"user_id,event,occurred_at\n{USER},Order Completed,2026-01-01,{EMAIL},surplus\nbert,,2026-01-01\n"
        )
        ws.load(file)
        ws.load_customers(
            [{"user_id": USER, "mail": EMAIL, "plan": "pro"}, {"user_id": "bert", "plan": "free", "by": EMAIL}]
        )
        ws.journeys().transitions()
    return tmp_path / "shop"


def places(folder: Path, *values: str) -> list[tuple[str, str]]:
    """Files of the workspace in whose bytes or name a value stands, in any case."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [
        (str(path.relative_to(folder)), value)
        for path in files
        for value in values
        for bytes_ in (value.encode(), value.encode("utf-16-le"), value.encode("utf-32-le"))
        if bytes_.lower() in path.read_bytes().lower() or value in path.name
    ]


def of_others(ws: sojourn.Workspace) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ws.sql(
        """select customer_id, event, occurred_at::varchar as at, value, text, properties::varchar as said, case_id
           from events where customer_id in ('bert', '7', 'carl') order by occurred_at"""
    ).to_pylist()
    return found


def test_every_byte_of_a_forgotten_customer_is_gone(folder: Path) -> None:
    assert {value for _, value in places(folder, *TELLING)} == set(TELLING)
    with sojourn.open(folder) as ws:
        before = of_others(ws)
        gone = ws.forget(EMAIL)
        assert (gone.identifiers, gone.events) == (5, 4)
        assert places(folder, *TELLING) == []
        after = json.loads(json.dumps(before).replace(EMAIL, "[forgotten]"))
        assert of_others(ws) == after
        assert ws.customer("bert").segments["plan"] == "free"
        assert ws.journeys().transitions().starts == {"Order Completed": 3}
        assert sorted(ws.rejects()["reason"].to_pylist()) == ["missing_event", "missing_event"]
        with pytest.raises(UnknownName):
            ws.customer(EMAIL)
    assert places(folder, *TELLING) == []


def test_only_the_journeys_that_hold_a_forgotten_customer_are_written_anew(tmp_path: Path) -> None:
    """Where she was superseded, too: her history had moved on to a delta."""
    people = ["anna-41", "bert", "carl", "dora", "emil"]
    with (
        patch.object(plan, "STEPS_A_PARTITION", 40),
        patch.object(refreshing, "MOST", 1000),
        sojourn.open(tmp_path / "shop") as ws,
    ):
        ws.load([row(who, day, f"Event {day}") for who in people for day in range(1, 29)])
        ws.journeys().transitions()
        ws.load([row("anna-41", 30, "Event 1")])
        before = ws._opened.engine.generation()
        holding = [part.name for part in before.partitions if "anna-41" in part.customers.ids.to_pylist()]
        assert len(holding) == 2
        ws.forget("anna-41")
        assert places(tmp_path / "shop", "anna-41") == []
        after = ws._opened.engine.generation()
        kept = [part.name for part in before.partitions if part.name not in holding]
        first = after.manifest.generation - 1
        assert [entry.name for entry in after.manifest.partitions if entry.made < first] == kept != []
        assert sum(ws.journeys().transitions().starts.values()) == 4


def test_a_forgotten_customer_stays_away(folder: Path, tmp_path: Path) -> None:
    with sojourn.open(folder) as ws:
        ws.forget(EMAIL)
        before = of_others(ws)
        report = ws.load([*ANNA, *BROKEN], name="again")
        assert (report.accepted, report.rejected, report.rejects) == (0, 0, ())
        assert report.suppressed == len(ANNA) + len(BROKEN)
        beside = row(USER, 8, f"Told {EMAIL}", anonymous_id="cookie-fresh-77", touchpoint="only hers")
        assert ws.load([beside, row("dora", 8, value=3)], name="beside").accepted == 1
        file = tmp_path / "late.csv"
        file.write_text(f'user_id,event,occurred_at\n"{EMAIL}",,\nx,"mail to {EMAIL} failed",never\n{USER},a,b,c,d,e\n')
        assert ws.load(file).suppressed == 3
        assert ws.load_customers([{"user_id": USER, "plan": "pro"}, {"user_id": "fresh-id-99", "mail": EMAIL}]) == 0
        assert ws.retry_rejects(timezone="Europe/Berlin").suppressed == 0
        ws.journeys().transitions()
        assert of_others(ws) == before
    assert places(folder, *TELLING, "cookie-fresh-77", "fresh-id-99", "only hers") == []


def test_a_number_that_is_forgotten_stays_where_it_only_counts(folder: Path) -> None:
    with sojourn.open(folder) as ws:
        assert ws.forget("7").events == 1
        assert [one["customer_id"] for one in of_others(ws)] == ["bert", "bert", "carl"]
        assert ws.load([row("bert", 9, value=7, properties={"seats": 7})]).accepted == 1
        assert ws.load_customers([{"user_id": "bert", "children": "7"}]) == 1


def test_whose_name_only_contains_the_forgotten_one_stays(folder: Path) -> None:
    text = f"joanna.berg@example.com, user-anna-420 and {EMAIL}"
    with sojourn.open(folder) as ws:
        ws.load([row("joanna.berg@example.com", 9, text=text), row("user-anna-420", 9)])
        ws.forget(EMAIL)
        assert ws.customer("joanna.berg@example.com").steps[0].text == f"{text.removesuffix(EMAIL)}[forgotten]"
        assert len(ws.customer("user-anna-420").steps) == 1


def assert_gone_or_untouched(folder: Path, done: bool) -> None:
    """Opening finishes what was begun: the customer is there as before, or in no byte."""
    sojourn.open(folder).close()
    left = places(folder, *TELLING)
    with sojourn.open(folder) as ws:
        if left:
            assert not done
            assert len(ws.customer(EMAIL).steps) == 4
            assert len(ws.rejects()) == 7
            ws.forget(EMAIL)
        assert [one["customer_id"] for one in of_others(ws)] == ["bert", "bert", "7", "carl"]
        assert ws.journeys().transitions().starts == {"Order Completed": 3}
        assert ws.load(ANNA).suppressed == 4
    assert places(folder, *TELLING) == []


@pytest.mark.parametrize(
    "moment",
    [
        pytest.param("_blot_out", marks=pytest.mark.slow),
        pytest.param("rewrite_is_due", marks=pytest.mark.slow),
        "rewrite",
        pytest.param("_copy", marks=pytest.mark.slow),
        pytest.param("_reopen", marks=pytest.mark.slow),
    ],
)
def test_a_forgetting_that_is_killed_is_finished_or_never_began(moment: str, folder: Path) -> None:
    outcome = run("--die-in", moment, "forget", folder, EMAIL)
    assert outcome.ended == SIGKILL
    assert_gone_or_untouched(folder, bool(outcome.all("done")))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8))
def test_a_forgetting_killed_at_a_random_line(seed: int, folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "whole")
    line = random.Random(seed).randrange(lines_of("forget", tmp_path / "whole", EMAIL))
    outcome = run("--die-at", line, "forget", folder, EMAIL)
    assert_gone_or_untouched(folder, bool(outcome.all("done")))
