from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from msgspec.structs import replace

from sojourn.documents.cells import Binding, Cell, Figure, Scope, Score
from sojourn.documents.map import Lane, MapDocument, MapStep, Phase
from sojourn.documents.redraft import WORDS, redraft
from sojourn.documents.validation import map_problems
from tests.documents.groceries import BUY, CHECKOUT, FASTER, GROCERIES, SIZES, WAITING, WANT, groceries
from tests.documents.made import documents

Part = tuple[Any, Any]


def cells(document: MapDocument) -> dict[str, list[str]]:
    """The ids of the cells of the first lane, by place."""
    return {place: [cell.id for cell in there] for place, there in document.lanes[0].cells.items()}


def test_what_a_person_wrote_stays_and_figures_are_fresh() -> None:
    mine = groceries(replace(WAITING, text="They wait too long", owner="Ann"), SIZES, Cell("Ours", id="ours"))
    fresh = groceries(replace(WAITING, text="Waiting, again", measured=FASTER), Cell("Found", id="found"))
    drafted = redraft(GROCERIES, mine, fresh)
    assert drafted.lanes[0].cells["checkout"] == (
        replace(WAITING, text="They wait too long", owner="Ann", measured=FASTER),
        Cell("Ours", id="ours"),
        Cell("Found", id="found"),
    )


def test_without_a_base_everything_is_a_persons_but_figures() -> None:
    mine = groceries(SIZES, replace(WAITING, text="Ours"))
    fresh = groceries(replace(WAITING, measured=FASTER), Cell("Found", id="found"))
    assert redraft(None, mine, fresh) == groceries(SIZES, replace(WAITING, text="Ours", measured=FASTER))


@pytest.mark.parametrize(
    ("mine", "fresh", "binding", "measured"),
    [
        (Binding("late"), Binding("late"), Binding("late"), FASTER),
        (Binding("late", target=0.1), Binding("late"), Binding("late", target=0.1), FASTER),
        (Binding("late", target=0.1), Binding("lost"), Binding("lost", target=0.1), FASTER),
        (Binding("mine"), Binding("late"), Binding("mine"), None),
        (Binding("mine"), Binding("lost"), Binding("mine"), None),
        (None, Binding("late"), None, None),
        (Binding("late"), Binding("lost"), Binding("lost"), FASTER),
        (Binding("late"), None, None, FASTER),
    ],
)
def test_a_figure_is_fresh_where_it_measures_the_same(
    mine: Binding | None, fresh: Binding | None, binding: Binding | None, measured: Figure | None
) -> None:
    base = groceries(Cell("A", id="a", binding=Binding("late")))
    changed = groceries(Cell("B", id="a", binding=mine))
    drafted = redraft(base, changed, groceries(Cell("C", id="a", binding=fresh, measured=FASTER)))
    assert drafted == groceries(Cell("B", id="a", binding=binding, measured=measured))


def test_what_a_person_took_out_stays_out() -> None:
    assert cells(redraft(GROCERIES, groceries(SIZES), groceries(SIZES, WAITING, Cell(id="new")))) == {
        "checkout": ["sizes", "new"]
    }
    without = MapDocument("I buy my groceries", phases=(WANT,))
    fresh = replace(GROCERIES, phases=(WANT, replace(BUY, steps=(CHECKOUT, MapStep("pay", "Pay")))))
    assert redraft(GROCERIES, without, fresh).phases == (WANT,)


def test_what_the_draft_no_longer_finds_goes_unless_a_person_changed_it() -> None:
    assert cells(redraft(GROCERIES, replace(GROCERIES, owner="Ann"), groceries(SIZES))) == {"checkout": ["sizes"]}
    assert cells(redraft(GROCERIES, groceries(replace(WAITING, measured=FASTER), SIZES), groceries(SIZES))) == {
        "checkout": ["sizes"]
    }
    changed = groceries(replace(WAITING, note="Ask Bo"), SIZES)
    assert cells(redraft(GROCERIES, changed, groceries(SIZES))) == {"checkout": ["waiting", "sizes"]}


def test_the_order_is_a_persons_where_they_changed_it() -> None:
    fresh = groceries(WAITING, Cell(id="new"), SIZES)
    assert cells(redraft(GROCERIES, groceries(SIZES, WAITING), fresh)) == {"checkout": ["sizes", "waiting", "new"]}
    swapped = groceries(SIZES, WAITING)
    assert cells(redraft(GROCERIES, groceries(WAITING, Cell(id="ours"), SIZES), swapped)) == {
        "checkout": ["sizes", "waiting", "ours"]
    }


def test_a_place_stays_where_a_persons_words_stand() -> None:
    mine = groceries(WAITING, SIZES, Cell("Ours", id="ours"))
    drafted = redraft(GROCERIES, mine, MapDocument("I buy my groceries", phases=(WANT,)))
    assert drafted.phases == (WANT, BUY)
    assert cells(drafted) == {"checkout": ["ours"]}


def test_what_a_person_moved_stays_there_with_its_fresh_figure() -> None:
    lane = GROCERIES.lanes[0]
    mine = replace(GROCERIES, lanes=(replace(lane, cells={"want": (WAITING,), "checkout": (SIZES,)}),))
    drafted = redraft(GROCERIES, mine, groceries(replace(WAITING, measured=FASTER), SIZES))
    assert drafted.lanes[0].cells == {"want": (replace(WAITING, measured=FASTER),), "checkout": (SIZES,)}
    late = replace(WANT, steps=(CHECKOUT,)), replace(BUY, steps=())
    fresh = replace(GROCERIES, phases=(WANT, replace(BUY, title="Buying")))
    assert redraft(GROCERIES, replace(GROCERIES, phases=late), fresh).phases == (
        late[0],
        replace(late[1], title="Buying"),
    )


def test_scope_and_scores_are_merged_field_by_field() -> None:
    def document(scope: Scope, score: Score) -> MapDocument:
        return replace(groceries(Cell(id="a", score=score)), scope=scope)

    base = document(Scope(goal="Order"), Score(reach=1.0, impact=2.0))
    mine = document(Scope(goal="Order", where="value > 1"), Score(reach=1.0, impact=5.0))
    fresh = document(Scope(goal="Paid"), Score(reach=9.0, impact=2.0))
    assert redraft(base, mine, fresh) == document(Scope(goal="Paid", where="value > 1"), Score(reach=9.0, impact=5.0))


def test_a_draft_cannot_make_a_persons_step_a_phase() -> None:
    base = replace(GROCERIES, lanes=())
    fresh = replace(base, phases=(WANT, Phase("checkout", "Checkout"), replace(BUY, steps=())))
    assert redraft(base, replace(base, owner="Ann"), fresh).phases == base.phases


@given(documents(nameless=True), documents(nameless=True), documents(nameless=True))
def test_without_edits_it_is_the_draft_and_without_news_the_edits(
    base: MapDocument, mine: MapDocument, fresh: MapDocument
) -> None:
    assert redraft(base, base, fresh) == fresh
    assert redraft(base, mine, base) == mine
    assert list(map_problems(redraft(base, mine, fresh))) == []


@given(documents(), documents(), documents())
def test_drafting_again_changes_nothing_more(base: MapDocument, mine: MapDocument, fresh: MapDocument) -> None:
    once = redraft(base, mine, fresh)
    assert redraft(base, once, fresh) == once
    assert redraft(fresh, once, fresh) == once
    without = redraft(None, mine, fresh)
    assert redraft(None, without, fresh) == without


@given(documents(), documents(), documents())
def test_nothing_that_a_person_wrote_is_lost(base: MapDocument, mine: MapDocument, fresh: MapDocument) -> None:
    was, own, now = parts(base), parts(mine), parts(redraft(base, mine, fresh))
    assert not (was.keys() - own.keys()) & now.keys(), "what a person took out stays out"
    for name, (home, part) in own.items():
        if name not in was:
            assert now[name] == (home, replace(part, **figure(now[name][1])))
        elif was[name] != (home, replace(part, **figure(was[name][1]))):
            assert now[name][0] == home or was[name][0] == home
            assert list(lost(was[name][1], part, now[name][1])) == []


def parts(document: MapDocument) -> dict[Any, Part]:
    """Phases, steps, lanes and cells by their ids, each with where it is, and without what is in it."""
    found: dict[Any, Part] = {}
    for phase in document.phases:
        found["place", phase.id] = None, replace(phase, steps=())
        found |= {("place", step.id): (phase.id, step) for step in phase.steps}
    found |= {("lane", lane.id): (None, replace(lane, cells={})) for lane in document.lanes}
    return found | {("cell", cell.id): ((lane.id, place), cell) for lane, place, cell in document.cells()}


def figure(part: Any) -> dict[str, Any]:
    return {"measured": part.measured, "worth": part.worth} if isinstance(part, Cell) else {}


def lost(base: Any, mine: Any, now: Any) -> Iterator[str]:
    """The fields that a person changed and that are otherwise in the end; figures are not a person's."""
    for name in mine.__struct_fields__:
        before, own = getattr(base, name, None), getattr(mine, name)
        if name in ("measured", "worth") or before == own:
            continue
        if isinstance(own, Score) and before:
            yield from lost(before, own, now.score)
        elif isinstance(own, Binding) and before and replace(own, target=before.target) == before:
            yield from [] if now.binding is None or now.binding.target == own.target else ["target"]
        elif isinstance(own, Binding) and before:
            yield from [] if replace(now.binding, target=own.target) == own else ["binding"]
        elif name in WORDS and before is not None and len(set(own)) == len(own):
            yield from (name for word in own if word not in before and word not in getattr(now, name))
        elif getattr(now, name) != own:
            yield name


def test_lanes_are_a_persons_too() -> None:
    mine = replace(GROCERIES, lanes=(replace(GROCERIES.lanes[0], title="What hurts"), Lane("ours", "notes", "Ours")))
    fresh = replace(GROCERIES, lanes=(Lane("needs", "needs", "Needs"), *GROCERIES.lanes))
    assert [lane.title for lane in redraft(GROCERIES, mine, fresh).lanes] == ["Needs", "What hurts", "Ours"]
