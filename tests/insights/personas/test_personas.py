from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from sojourn.documents.text import read_personas
from sojourn.errors import UnknownName, UsageError
from sojourn.estimates import wilson
from sojourn.insights.personas import FoundPersonas, personas
from sojourn.workspace import Workspace, open_workspace
from tests.in_memory import Took, units_of
from tests.paths import SECOND
from tests.shops import Story, shop

SEARCHERS = {"Search": {"Product": 0.8, "Search": 0.2}, "Product": {"Search": 0.7, "Order": 0.3}}
BROWSERS = {"Home": {"Category": 0.9, "Home": 0.1}, "Category": {"Product": 0.9, "Home": 0.1}, "Product": {"Home": 1.0}}


def walk(random: np.random.Generator, goes: dict[str, dict[str, float]], at: str, steps: int) -> list[str]:
    way = [at]
    while len(way) < steps and way[-1] in goes:
        following = goes[way[-1]]
        way.append(str(random.choice(list(following), p=list(following.values()))))
    return way


def stories(customers: int, seed: int = 1) -> list[Story]:
    """Two of three customers search; the others browse and never buy."""
    random = np.random.default_rng(seed)
    found: list[Story] = []
    for n in range(customers):
        name, goes, first = ("browser", BROWSERS, "Home") if n % 3 == 0 else ("searcher", SEARCHERS, "Search")
        for minute, step in enumerate(walk(random, goes, first, 10)):
            event = "Order Completed" if step == "Order" else f"{step} Seen"
            when = f"2026-01-{1 + n % 28:02} 10:{minute:02}"
            found.append((f"{name} {n}", event, when, {"touchpoint": step, "channel": "app" if n % 3 else "web"}))
    return found


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with open_workspace(tmp_path_factory.mktemp("mixed") / "shop") as ws:
        ws.load(
            [
                {"user_id": who, "event": what, "occurred_at": when, **more}
                for who, what, when, more in stories(240)  # type: ignore[misc]  # these have all four
            ],
            name="stories",
        )
        yield ws


@pytest.fixture(scope="module")
def found(mixed: Workspace) -> FoundPersonas:
    return mixed.journeys().personas(goal="Order Completed")


def test_customers_who_search_and_customers_who_browse(found: FoundPersonas) -> None:
    searchers, browsers = found.rows
    assert found.customers(searchers.id) == sorted(f"searcher {n}" for n in range(240) if n % 3)
    assert len(found.customers(browsers.name)) == 80
    assert (searchers.size, browsers.size) == (wilson(160, 240), wilson(80, 240))
    assert searchers.path[:2] == ("Search", "Product")
    assert browsers.path == ("Home", "Category", "Product")
    assert searchers.conversion.value > 0.5
    assert browsers.conversion == wilson(0, 80)
    assert [(one.name, one.share.value) for one in browsers.channels] == [("web", 1.0)]
    assert searchers.certainty > 0.99
    assert found.stability.value > 0.99
    assert [one.segments for one in found.tried][np.argmin([one.bic for one in found.tried])] == 2
    assert any("went further" in note for note in found.notes)


def test_a_segment_is_told_in_words(found: FoundPersonas) -> None:
    told = found.rows[1].sentence
    assert told.startswith(f'"{found.rows[1].name}" is 33 % of customers (likely 28 to 40).')
    assert "A typical way: Home > Category > Product." in told
    assert "More than others they" in told
    assert all(one.share.value > one.others.value for one in found.rows[1].differs if one.name in ("Home", "Category"))


def test_the_summary_has_a_sentence_for_each(found: FoundPersonas) -> None:
    assert found.summary().splitlines() == [*(row.sentence for row in found.rows), found.label]


def test_segments_are_kept_for_people_to_edit(mixed: Workspace, found: FoundPersonas) -> None:
    files = mixed.save_personas(found)
    kept = read_personas(mixed.path / "personas")
    assert {one.id for one in kept} == {row.id for row in found.rows}
    edited = files[0].read_text("utf-8").replace("name:", "goals: [A quick way]\nname:")
    files[0].write_text(edited, "utf-8")
    mixed.save_personas(found)
    assert files[0].read_text("utf-8") == edited
    groups = mixed.journeys().variants(by="segment:persona_found").groups
    assert {group.value for group in groups} == {row.id for row in found.rows}
    condition = next(one.customers for one in kept if one.id == found.rows[1].id)
    assert len(mixed.journeys(customers=condition).personas(1).customers(mixed_id(mixed, str(condition)))) == 80


def mixed_id(mixed: Workspace, condition: str) -> str:
    """The id of the one segment that everybody who meets the condition is put into."""
    return mixed.journeys(customers=condition).personas(1).rows[0].id


def test_readers_of_a_map_can_choose_a_found_persona(mixed: Workspace, found: FoundPersonas) -> None:
    mixed.save_personas(found)
    drafted = mixed.draft_map(mixed.journeys(), "I furnish my home", segments=[], periods=False)
    mixed.save_map(drafted, "home")
    file = mixed.path / "maps/home.map.yaml"
    file.write_text(f"personas: [{found.rows[1].id}]\n" + file.read_text("utf-8"), "utf-8")
    views = mixed.map("home", segments=[], periods=False).shown
    assert [(view.who, view.population.customers) for view in views] == [
        ("All customers", 240),
        (found.rows[1].name, 80),
    ]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"k": 0}, "k is from 1 to 10, not 0"),
        ({"also": ["colour"]}, 'not "colour"'),
        ({}, "at least 50 customers; there are 2"),
    ],
)
def test_what_cannot_be_answered_is_said(asked: dict[str, object], said: str) -> None:
    log = [Took(n % 2 if not asked else n % 6, n * SECOND, 1) for n in range(12)]
    with pytest.MonkeyPatch.context() as patch:
        if asked:
            patch.setattr("sojourn.insights.personas.finding.LEAST", 1)
        with pytest.raises(UsageError, match=said):
            personas(units_of(log), over="event", **asked)  # type: ignore[arg-type]


def test_a_segment_that_is_not_there_is_said_to_be(found: FoundPersonas) -> None:
    with pytest.raises(UnknownName, match=found.rows[0].id):
        found.customers("nobody")


def test_where_all_behave_alike_no_groups_are_made_up(tmp_path: Path) -> None:
    random = np.random.default_rng(7)
    rows = [
        {"user_id": f"c{n}", "event": f"{step} Seen", "touchpoint": step, "occurred_at": f"2026-01-01 10:{minute:02}"}
        for n in range(150)
        for minute, step in enumerate(walk(random, {**BROWSERS, **SEARCHERS}, "Home", 8))
    ]
    with open_workspace(tmp_path / "shop") as ws:
        ws.load(rows, name="alike")
        alone = ws.journeys().personas()
    assert len(alone.rows) == 1
    assert any("No groups" in note for note in alone.notes)
    assert np.isnan(alone.stability.value)


def test_on_request_kinds_are_told_apart_by_what_they_use(tmp_path: Path) -> None:
    """Two worlds that never meet are one chain, which stays where it begins: their moves cannot tell them apart."""
    rows = [
        {"user_id": f"c{n}", "event": "Seen", "touchpoint": step, "occurred_at": f"2026-01-01 10:{minute:02}"}
        for n in range(90)
        for minute, step in enumerate((["home", "list"] if n % 3 else ["search", "product"]) * 3)
    ]
    with open_workspace(tmp_path / "shop") as ws:
        ws.load(rows, name="apart")
        assert len(ws.journeys().personas().rows) == 1
        assert [row.customers for row in ws.journeys().personas(also="use").rows] == [60, 30]


@pytest.mark.slow
def test_kinds_that_use_the_same_touchpoints_in_other_orders_are_told_apart(tmp_path: Path) -> None:
    """Three kinds with the same touchpoints equally often: counts cannot tell them apart, orders can."""
    random = np.random.default_rng(3)
    names = ["a", "b", "c", "d", "e", "f"]
    turns = [random.permutation(6) for _ in range(3)]
    rows, kind_of = [], {}
    for n in range(900):
        kind, at = n % 3, int(random.integers(6))
        kind_of[f"c{n}"] = kind
        for minute in range(14):
            rows.append({
                "user_id": f"c{n}", "event": "Seen", "touchpoint": names[at],
                "occurred_at": f"2026-01-01 10:{minute:02}",
            })  # fmt: skip
            at = int(turns[kind][at]) if random.random() < 0.6 else int(random.integers(6))
    with open_workspace(tmp_path / "shop") as ws:
        ws.load(rows, name="orders")
        kinds = ws.journeys().personas()
        told = {who: row.id for row in kinds.rows for who in kinds.customers(row.id)}
    assert len(kinds.rows) == 3
    assert adjusted_rand_score([kind_of[who] for who in sorted(told)], [told[who] for who in sorted(told)]) > 0.7


def test_names_with_an_arrow_in_them_are_told_whole(tmp_path: Path) -> None:
    """As titles of pages have them: "Home > Shoes"."""
    ways = (["Home > Shoes", "Home > Shoes > Size", "Cart"], ["Blog > Post", "Search > Results", "Help"])
    events: list[Story] = [
        (f"u{n}", step, f"2026-01-{1 + n % 28:02} 10:{minute:02}")
        for n in range(120)
        for minute, step in enumerate(ways[n % 2])
    ]
    with shop(tmp_path, events) as ws:
        found = ws.journeys().personas(k=2)
    assert any('go from "Home > Shoes" straight to "Home > Shoes > Size"' in row.sentence for row in found.rows)


def test_segments_that_nobody_belongs_to_are_left_out(tmp_path: Path) -> None:
    """All go one of two ways, so a third kind is the likeliest for nobody."""
    ways = (["home", "list", "order"], ["home", "search", "order"])
    events: list[Story] = [
        (f"u{n}", f"{step} seen", f"2026-01-{1 + n % 28:02} 10:{minute:02}")
        for n in range(300)
        for minute, step in enumerate(ways[n % 2])
    ]
    with shop(tmp_path, events) as ws:
        found = ws.journeys().personas(k=4)
        members = [found.customers(row.id) for row in found.rows]
    assert [row.customers for row in found.rows] == [150, 150]
    assert [len(one) for one in members] == [150, 150]
    assert any("Of 4 segments 2 are left out" in note for note in found.notes)
