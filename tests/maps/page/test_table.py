from __future__ import annotations

from sojourn.documents.cells import Binding, Cell, Figure
from sojourn.documents.map import Lane, MapDocument, MapStep, Phase
from sojourn.maps.page.table import table_of

PHASES = (
    Phase("find", "Find", steps=(MapStep("search", "Search"), MapStep("ask", "Ask", optional=True))),
    Phase("buy", "Buy"),
)


def came(share: float) -> tuple[Cell, ...]:
    figure = Figure(value=share, low=share, high=share, n=100, count=round(100 * share))
    return (Cell(id=f"reach-{share}", provenance="measured", binding=Binding("reach"), measured=figure),)


def document(*lanes: Lane, phases: tuple[Phase, ...] = PHASES, **more: object) -> MapDocument:
    return MapDocument("I buy", phases=phases, lanes=lanes, **more)  # type: ignore[arg-type]


def test_a_map_with_cells_at_steps_has_a_column_for_each_step_under_its_phase() -> None:
    table = table_of(document(Lane("a", "actions", "Actions", cells={"search": (Cell("I search", "x"),)})))
    assert [column.title for column in table.columns] == ["Search", "Ask", "Buy"]
    assert [(group.title, group.span) for group in table.groups] == [("Find", 2), ("Buy", 1)]
    assert table.columns[1].note == "optional"


def test_with_columns_by_phase_an_entry_names_its_step() -> None:
    lane = Lane("p", "pain_points", "Pain points", cells={"search": (Cell("Nothing found", "x"),)})
    table = table_of(document(lane, columns="phases"))
    assert [column.title for column in table.columns] == ["Find", "Buy"]
    entry = table.rows[0].boxes[0].entries[0]
    assert (entry.step, entry.told.text) == ("Search", "Nothing found")
    assert table.rows[0].boxes[1].nothing == "None found."


def test_rows_stand_in_the_order_in_which_people_read_them() -> None:
    kinds = ("backstage", "metrics", "pain_points", "touchpoints")
    lanes = [Lane(kind, kind, kind, cells={"buy": (Cell("x", kind),)}) for kind in kinds]  # type: ignore[arg-type]
    rows = table_of(document(*lanes)).rows
    assert [row.kind for row in rows] == ["touchpoints", "pain_points", "metrics", "backstage"]
    assert [row.behind for row in rows] == [False, False, False, True]


def test_a_blueprint_keeps_its_order_and_hides_nothing() -> None:
    kinds = ("actions", "line_of_interaction", "frontstage", "line_of_visibility", "backstage")
    lanes = [Lane(kind, kind, kind, cells={} if "line" in kind else {"buy": (Cell("x", kind),)}) for kind in kinds]  # type: ignore[arg-type]  # fmt: skip
    rows = table_of(document(*lanes)).rows
    assert [row.kind for row in rows] == list(kinds)
    assert [row.line for row in rows] == [False, True, False, True, False]
    assert not any(row.behind for row in rows)


def test_a_phase_that_nobody_came_to_shrinks_to_a_line_that_says_why() -> None:
    nobody = (
        Cell(id="r", provenance="measured", binding=Binding("reach"), measured=Figure(value=0.0, n=100, count=0)),
    )
    table = table_of(document(Lane("reach", "reach", "Stage", cells={"find": came(0.5), "buy": nobody})), unassigned=3)
    assert [column.title for column in table.columns] == ["Find"]
    assert table.empty == "No events for Buy. Hide it, or assign 3 unrecognised event names."


def test_lanes_with_nothing_in_them_share_one_row() -> None:
    lanes = (
        Lane("n", "needs", "Needs"),
        Lane("o", "opportunities", "Opportunities"),
        Lane("p", "pain_points", "Pain points"),
    )
    rows = table_of(document(*lanes)).rows
    assert [row.title for row in rows] == ["Pain points", "Not known yet"]
    assert rows[1].nothing == "Needs: not known. Add research · Opportunities: none yet."


def test_what_all_entries_of_a_lane_rest_on_is_said_once() -> None:
    cells = {
        "find": (Cell("I look", "a", "inferred", source="names"),),
        "buy": (Cell("I buy", "b", "inferred", source="names"),),
    }
    row = table_of(document(Lane("a", "actions", "Actions", cells=cells))).rows[0]
    assert row.note == "Estimated · names"
    assert {entry.told.source for box in row.boxes for entry in box.entries} == {""}


def test_an_assumption_always_says_so_itself() -> None:
    cells = {place: (Cell("I look", place, "asserted", source="workshop"),) for place in ("find", "buy")}
    row = table_of(document(Lane("a", "actions", "Actions", cells=cells))).rows[0]
    assert row.note == "Assumption · workshop · no data yet"
    entries = [entry for box in row.boxes for entry in box.entries]
    assert [(entry.assumed, entry.told.source) for entry in entries] == [(True, "Assumption")] * 2


def test_a_long_list_is_cut_and_counted() -> None:
    cells = tuple(
        Cell(
            f"place {n}",
            f"c{n}",
            "measured",
            binding=Binding("reach"),
            measured=Figure(value=n / 10, n=100, count=10 * n),
        )
        for n in range(1, 7)
    )
    box = table_of(document(Lane("t", "touchpoints", "Touchpoints", cells={"buy": cells}))).rows[0].boxes[-1]
    assert [entry.told.text for entry in box.entries] == ["place 6", "place 5", "place 4"]
    assert box.more == "and 3 others"
