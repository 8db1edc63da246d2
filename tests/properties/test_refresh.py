"""However a workspace came to be as it is, its figures are those of a fresh compile.

Random histories of operations (loads, late events, identifiers that meet, merges, un-merges, people forgotten,
attributes, stages and segments edited) with questions in between, so that journeys are refreshed many times; in the
end everything is compiled anew from the same log and every measure gives the same result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import sojourn
from sojourn.engines.local import refreshing
from sojourn.errors import UnknownName
from sojourn.journeys import plan
from sojourn.journeys.journey_store import Generation
from sojourn.store.event_log import EventLog
from tests.properties.test_layout import NAMES, ask, measures, same

Row = dict[str, Any]
Operation = Callable[[sojourn.Workspace], None]
PEOPLE = ("anna-1", "bert-2", "carl-3", "dora-4", "emil-5", "fred-6")
COMPARED = ("transitions", "variants", "stages", "stickiness")
"""Between them they see every column of a step: names, stages, times, values of properties. All others see the same."""
STAGES = (
    "",
    "rows:\n  - event: Coffee\n    stage: consideration\n    touchpoint: Bar\n",
    "rows:\n  - event: Coffee\n    hide: true\n",
    "aliases:\n  Coffee: Product Viewed\n",
    "rows:\n  - event: Product Viewed\n    touchpoint: Window\norders: [Coffee]\n",
)
SEGMENTS = ("plan = 'pro'", "plan = 'free' or age = '30'", "plan is null")


@st.composite
def events(draw: st.DrawFn) -> list[Row]:
    """Some events; a visitor may be known by a cookie alone, by an account, or by both at once."""
    row = st.fixed_dictionaries(
        {
            "event": st.sampled_from(NAMES),
            "occurred_at": st.integers(0, 60).map(lambda n: f"2026-01-{1 + n // 20:02}T{n % 20:02}:00:00Z"),
        },
        optional={
            "channel": st.sampled_from(["web", "store"]),
            "value": st.integers(1, 500).map(lambda cents: cents / 7),
            "plan": st.sampled_from(["pro", "free"]),
            "sequence": st.integers(0, 3),
            "event_id": st.integers(0, 30).map(lambda n: f"e{n}"),
        },
    )
    found = []
    for one in draw(st.lists(row, min_size=1, max_size=8)):
        known = draw(st.sampled_from(["user", "cookie", "both"]))
        who = {"user_id": draw(st.sampled_from(PEOPLE))} if known != "cookie" else {}
        who |= {"anonymous_id": "cookie-" + draw(st.sampled_from("xyz"))} if known != "user" else {}
        found.append({**one, **who})
    return found


def loading(rows: list[Row]) -> Operation:
    return lambda ws: ws.load(rows) and None


def knowing(who: str, plan_: str, age: str) -> Operation:
    return lambda ws: ws.load_customers([{"user_id": who, "plan": plan_, "age": age}]) and None


def asking(ws: sojourn.Workspace) -> None:
    ws.journeys().transitions()
    ws.journeys().measure("conversion", goal="Order Completed", by="property:plan")


def placing(text: str) -> Operation:
    return lambda ws: (ws.path / "stages.yaml").write_text(text, "utf-8") and None


def segmenting(text: str) -> Operation:
    def write(ws: sojourn.Workspace) -> None:
        (ws.path / "segments").mkdir(exist_ok=True)
        (ws.path / "segments" / "some.yaml").write_text(f'customers: "{text}"\n', "utf-8")

    return write


def unless_unknown(operation: Operation) -> Operation:
    def tried(ws: sojourn.Workspace) -> None:
        try:
            operation(ws)
        except UnknownName:
            return

    return tried


def forgetting(who: str) -> Operation:
    """Who was forgotten is noted beside the workspace: nothing of them may be left in its journeys."""

    def forget(ws: sojourn.Workspace) -> None:
        values = [identifier.value for identifier in ws.customer(who).identifiers]
        ws.forget(who)
        with (ws.path.parent / f"{ws.path.name}-forgotten").open("a", encoding="utf-8") as file:
            file.writelines(f"{value}\n" for value in values)

    return forget


def rejected(ws: sojourn.Workspace) -> None:
    ws.load([{"user_id": PEOPLE[0], "event": "Coffee", "occurred_at": "02|01|2026", "plan": "pro"}])


def retrying(ws: sojourn.Workspace) -> None:
    ws.retry_rejects(time_format="%d|%m|%Y")


names = st.sampled_from([*PEOPLE, "cookie-x", "cookie-y"])
operations = st.one_of(
    events().map(loading),
    events().map(loading),
    st.just(asking),
    st.builds(knowing, st.sampled_from(PEOPLE), st.sampled_from(["pro", "free"]), st.sampled_from(["30", "40"])),
    st.builds(lambda a, b: unless_unknown(lambda ws: ws.merge(a, into=b)), names, names),
    st.builds(lambda a: unless_unknown(lambda ws: ws.unmerge(a)), names),
    st.builds(lambda a: unless_unknown(forgetting(a)), names),
    st.just(rejected),
    st.just(retrying),
    st.sampled_from(STAGES).map(placing),
    st.sampled_from(SEGMENTS).map(segmenting),
)


@contextmanager
def always_refreshing(steps_a_partition: int = 4) -> Iterator[None]:
    """Small partitions, and no compile of everything because there is so little."""
    with patch.object(plan, "STEPS_A_PARTITION", steps_a_partition), patch.object(refreshing, "MOST", 1000):
        yield


def figures(ws: sojourn.Workspace, *, thorough: bool = True) -> dict[str, Any]:
    asked = {
        "histories": ws.journeys(),
        "journeys": ws.journeys(gap="3h"),
        "web": ws.journeys(where="channel = 'web'"),
        "pro": ws.journeys(where="plan = 'pro'"),
        **({"segment": ws.journeys(customers="some = 'yes'")} if (ws.path / "segments").exists() else {}),
    }
    found = {f"{name} of {what}": ask(journeys, name) for what, journeys in asked.items() for name in COMPARED}
    found |= {name: ask(ws.journeys(), name) for name in measures() if thorough}
    known = {who: ws.customer(who).to_dict() for who in PEOPLE if _is_known(ws, who)}
    return {**found, "customers": known}


def _is_known(ws: sojourn.Workspace, who: str) -> bool:
    try:
        ws.customer(who)
    except UnknownName:
        return False
    return True


def assert_as_compiled(ws: sojourn.Workspace, *, thorough: bool = True) -> None:
    refreshed = figures(ws, thorough=thorough)
    ws._opened.engine.drop()
    compiled = figures(ws, thorough=thorough)
    for name, figure in compiled.items():
        assert same(refreshed[name], figure), (name, refreshed[name], figure)


def generation(ws: sojourn.Workspace) -> Generation:
    found: Generation = ws._opened.engine.generation()
    return found


FIRST: list[Row] = [
    {"user_id": who, "event": NAMES[n % 4], "occurred_at": f"2026-01-0{1 + n % 5}T0{n % 7}:00:00Z"}
    for n, who in enumerate(PEOPLE * 4)
]


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[sojourn.Workspace]:
    with always_refreshing(), sojourn.open(tmp_path / "shop") as opened:
        opened.load(FIRST)
        asking(opened)
        yield opened


def test_new_events_move_only_their_customers(ws: sojourn.Workspace) -> None:
    before = generation(ws)
    ws.load([{"user_id": "anna-1", "event": "Coffee", "occurred_at": "2026-01-03T00:30:00Z"}])
    after = generation(ws)
    assert [part.customers.ids.to_pylist() for part in after.partitions if part.name[0] == "d"] == [["anna-1"]]
    assert sum(len(part.superseded) for part in after.partitions) == 1
    kept = [entry.name for entry in after.manifest.partitions if entry.made == before.manifest.generation]
    assert kept == [part.name for part in before.partitions]
    assert_as_compiled(ws)


def test_merged_customers_are_taken_from_journeys_and_divided_ones_from_the_log(ws: sojourn.Workspace) -> None:
    ws.merge("anna-1", into="bert-2")
    assert len(ws.customer("bert-2").steps) == 8
    assert_as_compiled(ws)
    asking(ws)
    ws.unmerge("anna-1")
    assert len(ws.customer("anna-1").steps) == 4
    assert_as_compiled(ws)


def test_a_changed_stage_touches_only_partitions_with_such_steps(ws: sojourn.Workspace) -> None:
    ws.load([{"user_id": "zoe", "event": "Coffee", "occurred_at": "2026-01-03T00:30:00Z"}])
    before = generation(ws)
    (ws.path / "stages.yaml").write_text(STAGES[1], "utf-8")
    after = generation(ws)
    made = {entry.name for entry in after.manifest.partitions if entry.made == after.manifest.generation}
    coffee = before.manifest.names["event"].index("Coffee")
    assert made == {part.name for part in before.partitions if coffee in part.steps["event"]} != set()
    assert len(made) < len(after.partitions)
    assert_as_compiled(ws)


def test_an_edited_segment_makes_no_partition_anew(ws: sojourn.Workspace) -> None:
    ws.load_customers([{"user_id": "anna-1", "plan": "pro"}, {"user_id": "bert-2", "plan": "free"}])
    segmenting("plan = 'pro'")(ws)
    before = generation(ws)
    assert ws.journeys(customers="some = 'yes'").units().size == 1
    segmenting("plan is not null")(ws)
    after = generation(ws)
    assert [entry.made for entry in after.manifest.partitions] == [entry.made for entry in before.manifest.partitions]
    assert ws.journeys(customers="some = 'yes'").units().size == 2


def test_a_reader_keeps_the_generation_it_began_with(ws: sojourn.Workspace) -> None:
    pinned = ws.journeys().units()
    for day in range(1, 9):
        ws.load([{"user_id": "anna-1", "event": "Coffee", "occurred_at": f"2026-02-0{day}"}])
        asking(ws)
    assert sum(pinned.collect(lambda view: int((view.end - view.begin).sum()))) == len(FIRST)
    assert len(generation(ws).partitions) < len(pinned._generation.partitions) + 5, "deltas are folded together"
    assert_as_compiled(ws)


def test_changes_that_pile_up_between_two_questions(ws: sojourn.Workspace) -> None:
    ws.merge("anna-1", into="bert-2")
    ws.unmerge("anna-1")
    assert len(ws.customer("anna-1").steps) == len(ws.customer("bert-2").steps) == 4
    assert_as_compiled(ws, thorough=False)
    asking(ws)
    ws.merge("carl-3", into="dora-4")
    ws.forget("dora-4")
    assert sum(ws.journeys().transitions().starts.values()) == 4
    ws.merge("emil-5", into="fred-6")
    asking(ws)
    ws.unmerge("emil-5")
    ws.forget("fred-6")
    assert len(ws.customer("emil-5").steps) == 4
    assert_as_compiled(ws, thorough=False)


def test_whoever_signs_in_and_is_forgotten_is_gone_under_the_name_of_the_cookie_too(ws: sojourn.Workspace) -> None:
    ws.load([{"anonymous_id": "cookie-zz9", "event": "Coffee", "occurred_at": "2026-01-03"}])
    asking(ws)
    ws.load([{"anonymous_id": "cookie-zz9", "user_id": "anna-1", "event": "Coffee", "occurred_at": "2026-01-04"}])
    forgetting("anna-1")(ws)
    asking(ws)
    assert_nothing_is_left(ws)
    assert_as_compiled(ws, thorough=False)


@pytest.mark.parametrize("broken", ["segments/some.yaml", "stages.yaml"])
def test_forgetting_does_not_fail_on_definitions(ws: sojourn.Workspace, broken: str) -> None:
    """A segment asks for what was known of the forgotten alone; a file has a typing mistake."""
    ws.load_customers([{"user_id": "anna-1", "shoe": "42"}])
    (ws.path / "segments").mkdir()
    (ws.path / "segments" / "some.yaml").write_text("customers: shoe = '42'\n", "utf-8")
    asking(ws)
    if broken == "stages.yaml":
        (ws.path / broken).write_text("rows: [", "utf-8")
    forget = ws.forget("anna-1")
    assert forget.events == 4
    assert not list((ws.path / "data" / "journeys").rglob("*.arrow"))
    for name in {broken, "segments/some.yaml"}:
        (ws.path / name).unlink()
    assert sum(ws.journeys().transitions().starts.values()) == 5


@pytest.mark.slow
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.lists(operations, min_size=2, max_size=10), st.integers(1, 6))
def test_a_refreshed_workspace_is_as_a_compiled_one(done: list[Operation], steps_a_partition: int) -> None:
    with always_refreshing(steps_a_partition), TemporaryDirectory() as place:
        folder = Path(place) / "shop"
        with sojourn.open(folder) as ws:
            ws.load(FIRST)
            ws.load_customers([{"user_id": "zoe", "plan": "pro", "age": "30"}])
            asking(ws)
        for operations_of_a_process in (done[::2], done[1::2]):
            with sojourn.open(folder) as ws:
                for operation in operations_of_a_process:
                    operation(ws)
        with sojourn.open(folder) as ws:
            assert_as_compiled(ws, thorough=False)
            assert_nothing_is_left(ws)
            assert_resolved(ws)


def assert_resolved(ws: sojourn.Workspace) -> None:
    """Customers resolved bit by bit are those that all evidence makes at once."""
    log = ws._opened.log
    found = resolved(log)
    with log.changing() as connection:
        connection.execute("update store.state set resolved_edges = -1, resolved_version = -1")
    assert resolved(log) == found


def resolved(log: EventLog) -> list[Any]:
    with log.reading() as cursor:
        return [cursor.execute(f"from store.{table} order by all").fetchall() for table in ("clusters", "refused")]


def assert_nothing_is_left(ws: sojourn.Workspace) -> None:
    note = ws.path.parent / f"{ws.path.name}-forgotten"
    values = note.read_text("utf-8").split() if note.exists() else []
    for file in (ws.path / "data" / "journeys").rglob("*.*"):
        assert not [value for value in values if value.encode() in file.read_bytes()], file
