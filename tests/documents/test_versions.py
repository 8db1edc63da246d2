from __future__ import annotations

from hypothesis import given
from msgspec.structs import replace

from sojourn.documents.cells import Cell, Figure
from sojourn.documents.map import Lane, MapDocument, MapStep
from sojourn.documents.versions import MapChange, difference
from tests.documents.groceries import BUY, FASTER, GROCERIES, SIZES, WAITING, WANT, groceries
from tests.documents.made import documents


def test_a_changed_figure_in_a_code_review() -> None:
    changed = difference(GROCERIES, groceries(replace(WAITING, measured=FASTER), SIZES))
    assert changed.summary() == (
        'Purchase / checkout, pain points: "Waiting for delivery" changed: 20.1 % -> 17.4 %, likely ranges apart'
    )
    assert changed.changes == (
        MapChange(
            "Purchase / checkout", "Pain points", "cell", "Waiting for delivery", "measured",
            before="20.1 %", after="17.4 %", apart=True,
        ),
    )  # fmt: skip


def test_figures_that_come_go_or_stay() -> None:
    def told(before: Figure | None, after: Figure | None) -> str:
        return difference(
            groceries(Cell("A", id="a", measured=before)), groceries(Cell("A", id="a", measured=after))
        ).summary()

    where = "Purchase / checkout, pain points: "
    assert told(None, FASTER) == f'{where}"A" measured: 17.4 %'
    assert told(FASTER, None) == f'{where}"A" no longer measured, was 17.4 %'
    assert told(FASTER, replace(FASTER, n=21001)) == f'{where}"A" measured again: still 17.4 %'
    assert told(FASTER, replace(FASTER, value=0.175)) == f'{where}"A" changed: 17.4 % -> 17.5 %, likely ranges overlap'
    assert told(FASTER, Figure(hidden=5)) == f'{where}"A" changed: 17.4 % -> hidden (fewer than 5)'


def test_everything_that_can_change() -> None:
    pay = MapStep("pay", "Pay")
    old = replace(GROCERIES, phases=(WANT, replace(BUY, steps=(*BUY.steps, pay))))
    binding = replace(WAITING.binding, where="value > 20") if WAITING.binding else None
    lane = replace(
        GROCERIES.lanes[0],
        cells={
            "checkout": (replace(WAITING, text="Waiting", owner="Ann", binding=binding),),
            "want": (SIZES, Cell("New")),
        },
    )
    new = MapDocument(
        "I buy my groceries",
        status="agreed",
        phases=(replace(BUY, steps=(replace(pay, title="Paying"), *BUY.steps)), replace(WANT, stage="awareness")),
        lanes=(Lane("needs", "needs", "Needs"), lane),
    )
    told = set(difference(old, new).summary().splitlines())
    where, there = "Purchase / checkout, pain points: ", "I want something, pain points: "
    assert told >= {
        'map "I buy my groceries", status: draft -> agreed',
        'Purchase: step "Pay" changed to "Paying"',
        'phase "I want something", stage: none -> awareness',
        'lane "Needs" added',
        f'{where}"Waiting for delivery" changed to "Waiting"',
        f'{where}"Waiting for delivery", owner: none -> Ann',
        f'{where}"Waiting for delivery", binding where: value > 10 -> value > 20',
        f'{there}"No size guide" moved from {where[:-2]} to {there[:-2]}',
        f'{there}"New" added',
    }
    assert sum(line.endswith(" moved") for line in told) == 2


def test_what_is_gone() -> None:
    told = difference(GROCERIES, MapDocument("I buy my groceries", phases=(WANT,))).summary().splitlines()
    assert told == [
        'phase "Purchase" removed',
        'Purchase: step "checkout" removed',
        'lane "Pain points" removed',
        'Purchase / checkout, pain points: "Waiting for delivery" removed',
        'Purchase / checkout, pain points: "No size guide" removed',
    ]


def test_cells_without_ids_are_told_apart_by_what_they_say() -> None:
    old, new = groceries(Cell("A"), Cell("B")), groceries(Cell("B"), Cell("C"), Cell("D"))
    assert difference(old, new).summary().splitlines() == [
        'Purchase / checkout, pain points: "A" changed to "C"',
        'Purchase / checkout, pain points: "D" added',
    ]


def test_nothing_changed() -> None:
    assert difference(GROCERIES, GROCERIES).summary() == "No changes."
    assert difference(GROCERIES, GROCERIES).to_arrow().column_names == list(MapChange.__struct_fields__)


@given(documents(nameless=True), documents(nameless=True))
def test_a_difference_has_a_line_for_each_change(old: MapDocument, new: MapDocument) -> None:
    found = difference(old, new)
    assert difference(old, old).changes == ()
    assert bool(found.changes) == bool(difference(new, old).changes)
    if found.changes:
        assert len(found.summary().split("\n")) == len(found.changes)
    else:
        assert replace(old, lanes=(), phases=()) == replace(new, lanes=(), phases=(), id=old.id)
