"""CSV as a map: first row steps, first column lanes; and back."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from hypothesis import given

from sojourn.documents.cells import Cell
from sojourn.documents.map import Lane, MapDocument, MapStep, Phase
from sojourn.errors import DefinitionError, UnreadableSource
from sojourn.maps.formats.csv import read, write
from sojourn.maps.telling import told
from tests.maps.formats.documents import heads, lanes, maps, numbers, texts, whole

WORKSHOP = """\
title,I buy running shoes,,
Persona,"Maria, Tom",,
,Awareness,Compare,Pay
Touch points,Ad,Shop; Size guide,Till
Emotional curve,+1,"-0,5",🙂 finally
Frustrations,,"• too many
• no prices",
What the dog does,sleeps,,barks
"""


def test_a_workshop_sheet_becomes_a_map_of_assumptions():
    taken = read(WORKSHOP.encode(), "workshop.csv")
    document = taken.document
    assert (document.title, document.personas, taken.losses) == ("I buy running shoes", ("Maria", "Tom"), ())
    assert heads(document) == [("Awareness", []), ("Compare", []), ("Pay", [])]
    assert lanes(document) == [
        ("touchpoints", "Touch points"),
        ("feelings", "Emotional curve"),
        ("pain_points", "Frustrations"),
        ("notes", "What the dog does"),
    ]
    assert document.lanes[0].cells["compare"] == (
        Cell("Shop", provenance="asserted", source="workshop.csv"),
        Cell("Size guide", provenance="asserted", source="workshop.csv"),
    )
    assert numbers(document) == [1.0, -0.5, 1.0]
    assert [cell.text for cell in document.lanes[2].cells["compare"]] == ["too many", "no prices"]


@pytest.mark.parametrize("row", ["Notes,,y", "Notes,x", "Note,x,y", "Goals,,y", "Notes"])
def test_a_lane_called_like_a_fact_may_be_the_only_one(row):
    document = read(f",Buy,Use\n{row}\n".encode(), "a.csv").document
    assert [phase.title for phase in document.phases] == ["Buy", "Use"]
    assert [lane.title for lane in document.lanes] == [row.split(",")[0]]
    assert (document.note, document.goal) == (None, None)


def test_a_step_called_like_a_stage_stands_for_it():
    rows = ",1. Awareness,Getting started,Queueing,Leaving\nActions,a,b,c,d\n"
    phases = read(rows.encode(), "a.csv").document.phases
    assert [(phase.stage, phase.exit) for phase in phases] == [
        ("awareness", False),
        ("onboarding", False),
        (None, False),
        ("churn", True),
    ]


@pytest.mark.parametrize(
    "corners", [("", ""), ("Phase", "Step"), ("Stages", ""), ("", "Steps"), ("Phases", "Journey steps")]
)
def test_a_row_of_phases_may_stand_above_the_steps(corners):
    rows = f"{corners[0]},Awareness,,Buy,\n{corners[1]},See ad,Ask Ann,Choose,Pay\nActions,a,b,c,d\n"
    document = read(rows.encode(), "a.csv").document
    assert heads(document) == [("Awareness", ["See ad", "Ask Ann"]), ("Buy", ["Choose", "Pay"])]
    assert texts(document)[-1] == ("Actions", "Buy/Pay", ["d"])


def test_a_phase_repeated_over_each_step_is_one_phase():
    rows = ",Buy,Buy,Use\n,Choose,Pay,Wear\nActions,a,b,c\n"
    assert heads(read(rows.encode(), "a.csv").document) == [("Buy", ["Choose", "Pay"]), ("Use", ["Wear"])]


def test_a_phase_over_an_empty_step_has_cells_of_its_own():
    rows = "Phase,Buy,,Use\nStep,,Pay,\nActions,a,b,c\n"
    document = read(rows.encode(), "a.csv").document
    assert heads(document) == [("Buy", ["Pay"]), ("Use", [])]
    assert texts(document) == [("Actions", "Buy/", ["a"]), ("Actions", "Buy/Pay", ["b"]), ("Actions", "Use/", ["c"])]


def test_steps_of_one_name_are_kept_apart_by_their_ids():
    document = read(b",Pay,Pay\nActions,a,b\n", "a.csv").document
    assert [phase.id for phase in document.phases] == ["pay", "pay-2"]
    assert [cells[0].text for cells in document.lanes[0].cells.values()] == ["a", "b"]


def test_lanes_of_one_name_are_kept_apart_by_their_ids():
    document = read(b",Pay\nFeelings,1\nFeelings,-1\n", "a.csv").document
    assert [lane.id for lane in document.lanes] == ["feelings", "feelings-2"]
    assert numbers(document) == [1.0, -1.0]


def test_rows_without_a_lane_go_on_with_the_one_above():
    document = read(b",Buy,Pay\nPains,a,\n,b,c\n,,d\nIdeas,,e\n", "a.csv").document
    assert texts(document) == [("Pains", "Buy/", ["a", "b"]), ("Pains", "Pay/", ["c", "d"]), ("Ideas", "Pay/", ["e"])]


def test_steps_down_the_first_column_are_read_too_and_said():
    taken = read(b"Step,Actions,Pain points,Emotions\nSearch,look,slow,-1\nPay,tap,,2\n", "a.csv")
    assert heads(taken.document) == [("Search", []), ("Pay", [])]
    assert lanes(taken.document) == [("actions", "Actions"), ("pain_points", "Pain points"), ("feelings", "Emotions")]
    assert numbers(taken.document) == [-1.0, 2.0]
    assert taken.losses == ("The steps stand in the first column and the lanes in the first row: it was read so.",)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1", "cp1252"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_every_dialect_and_encoding(delimiter, encoding, line_end):
    rows = [["", "Wäsche", "Käufe, viele"], ["Gefühle", "0,5; so", "a\tb|c;d"], ["Emotions", "0,5", "-1,5"]]
    out = StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=line_end).writerows(rows)
    document = read(out.getvalue().encode(encoding), "a.csv").document
    assert heads(document) == [("Wäsche", []), ("Käufe, viele", [])]
    assert numbers(document) == [0.5, -1.5]


def test_the_line_by_which_spreadsheets_name_the_delimiter_is_honoured():
    assert heads(read(b"sep=;\r\n;a,b;c,d\r\nActions;e,f;g\r\n", "a.csv").document) == [("a,b", []), ("c,d", [])]


def test_blank_rows_and_columns_and_ragged_ends_do_not_matter():
    rows = "\n\n,,,\nMy map\n,,,\n,,Buy,,Pay,,\n\n,Actions,a,,b\n,Pains,c\n,Ideas\n"
    document = read(rows.encode(), "a.csv").document
    assert document.title == "My map"
    assert texts(document) == [("Actions", "Buy/", ["a"]), ("Actions", "Pay/", ["b"]), ("Pains", "Buy/", ["c"])]
    assert lanes(document)[-1] == ("opportunities", "Ideas")


def test_what_the_map_says_of_itself_stands_above_the_grid():
    rows = (
        "Title: My map\nPersonas,Ann; Ben\nScenario:,A rainy day\nGoal,New shoes\nState,to be\nStatus,Agreed\n"
        'Review date,2027-01-31\nTags,"a, b"\nSIMULATED DATA: a shop\n,Pay\nActions,a\n'
    )
    document = read(rows.encode(), "a.csv").document
    assert (document.title, document.personas) == ("My map", ("Ann", "Ben"))
    assert (document.scenario, document.goal) == ("A rainy day", "New shoes")
    assert (document.state, document.status, str(document.review)) == ("to-be", "agreed", "2027-01-31")
    assert (document.tags, document.simulated, document.data) == (("a", "b"), True, "a shop")


def test_a_map_without_a_title_is_called_like_its_file():
    assert read(b",Pay\nActions,a\n", "shoes.csv").document.title == "shoes"


def test_a_feeling_that_is_no_number_stays_a_text_and_is_said():
    taken = read(b",Buy,Pay\nFeelings,2 colleagues asked,fine: really\n", "a.csv")
    cells = taken.document.lanes[0].cells
    assert (cells["buy"][0].text, cells["buy"][0].asserted) == ("2 colleagues asked", None)
    assert (cells["pay"][0].text, cells["pay"][0].asserted) == ("fine: really", 0.0)
    assert taken.losses == ("No number could be read in 1 feeling: kept as text, not on the curve.",)


BROKEN = {
    "empty": (b"", UnreadableSource, "a.csv is empty. A map needs at least one step and one lane."),
    "blank": (b"\n ,\n", UnreadableSource, "a.csv has no row of a grid. A map needs the steps in one row"),
    "one row": (b",Buy,Pay\n", UnreadableSource, "a.csv has one row of a grid. A map needs the steps in one row"),
    "no lane": (b"Phase,Buy\nStep,Pay\n", UnreadableSource, "a.csv has phases and steps, but no lane. Add a row"),
    "no step": (b"Steps\nActions,a\nPains,b\n", UnreadableSource, "a.csv names no steps"),
    "a page": (b"<!DOCTYPE html><html><table>", UnreadableSource, "a.csv is a web page or XML, not CSV."),
    "a workbook": (
        b"PK\x03\x04rest",
        UnreadableSource,
        "is a packed file such as XLSX, not CSV. Give it the ending .xlsx.",
    ),
    "binary": (b"a,b\x00\x01", UnreadableSource, "a.csv is not text. Save it as CSV and read that."),
    "an open quote": (
        b',Buy\nActions,"a\nPains,b\n',
        UnreadableSource,
        "a.csv opens a quote in row 2 that it never closes.",
    ),
    "too many rows": (
        b",Buy\n" + b"Actions,a\n" * 2001,
        UnreadableSource,
        "a.csv has 2,002 rows and 2 columns; a map has at",
    ),
    "too wide": (b",Buy" * 600 + b"\nActions,a\n", UnreadableSource, "Is it a log? Load it with: sojourn load"),
    "a far feeling": (
        b",Buy,Pay\nActions,a,b\nIdeas,c,d\nFeelings,1,7\n",
        DefinitionError,
        "a.csv, row 4, column C: feelings run from -2 to +2, 7 is outside. Write -2 for the worst and +2 for the best.",
    ),
    "a text under no step": (
        b",Buy\nActions,a\nPains,b,,,lost\n",
        DefinitionError,
        'a.csv, row 3, column E: "lost" stands under no step. Name the step in the row of steps',
    ),
    "a far feeling, turned": (
        b"Step,Actions,Emotions\nBuy,a,-3\n",
        DefinitionError,
        "a.csv, row 2, column C: feelings run from -2 to +2, -3 is outside.",
    ),
    "an unknown state": (
        b"State,as-if\n,Buy\nActions,a\n",
        DefinitionError,
        'a.csv, row 1, column B: no state "as-if". Did you mean "as-is"? There are: as-is, to-be, assumption.',
    ),
    "no day": (
        b"Review,soon\n,Buy\nActions,a\n",
        DefinitionError,
        'a.csv, row 1, column B: "soon" is no day. Write it as 2026',
    ),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_file_is_refused_with_its_place_and_the_next_step(broken):
    content, error, message = BROKEN[broken]
    with pytest.raises(error) as refused:
        read(content, "a.csv")
    assert message in str(refused.value)


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))


def test_a_map_is_written_as_a_grid_below_what_it_says_of_itself():
    rows = rows_of(write(whole()).content)
    assert rows[0][:2] == ["title", "I buy my groceries and come back"]
    assert ["data", "a grocer's till, 2017"] in [row[:2] for row in rows]
    begin = next(number for number, row in enumerate(rows) if row[0] == "Phase")
    assert rows[begin] == ["Phase", "Awareness", "I buy", "", "", "Loyalty", "Leaving"]
    assert rows[begin + 1] == ["Step", "See the flyer", "", "Pay", "Leave", "", ""]
    assert [row[0] for row in rows[begin + 2 :]] == [
        "Actions", "Reach", "How Tom feels (feelings)", "Feelings to be (feelings)", "Pains", "Ideas",
        "Line of visibility",
    ]  # fmt: skip
    assert len({len(row) for row in rows}) == 1


def test_a_field_has_the_words_that_every_format_shows():
    document = whole()
    rows = rows_of(write(document).content)
    pains = next(row for row in rows if row[0] == "Pains")
    lane = document.lanes[4]
    for place, field in (("buy", pains[2]), ("pay", pains[3])):
        lines = [line for cell in lane.cells[place] for text in told(cell, lane).lines for line in text.split("\n")]
        assert [line.lstrip("'•▪ ↳") for line in field.split("\n")] == [line.lstrip() for line in lines]


@pytest.mark.parametrize("text", ["=1+1", "+1 more", "-1: bad", "@here", "'=1", "''-x", "=cmd|' /C calc'!A0"])
def test_no_text_becomes_a_formula_and_all_are_read_back(text):
    document = MapDocument(
        "m", phases=(Phase("pay", text),), lanes=(Lane("n", "notes", text, cells={"pay": (Cell(text),)}),)
    )
    content = write(document).content
    assert not [field for row in rows_of(content) for field in row if field[:1] in ("=", "+", "-", "@")]
    again = read(content, "a.csv").document
    assert (heads(again), lanes(again), texts(again)) == (heads(document), lanes(document), texts(document))


def test_numbers_of_feelings_are_written_as_numbers():
    document = MapDocument(
        "m",
        phases=(Phase("pay", "Pay"),),
        lanes=(Lane("f", "feelings", "Feelings", cells={"pay": (Cell(asserted=-1),)}),),
    )
    assert rows_of(write(document).content)[-1] == ["Feelings", "-1"]


def test_what_csv_cannot_hold_is_named_and_counted():
    assert write(whole()).losses == (
        "CSV has no place for the id of the map.",
        (
            "CSV has no place for stages (1 phase), the sign of a hidden phase (1 phase), touchpoints in the log "
            "(1 step), the mark optional (1 step), personas of lanes (1 lane), the state (1 lane), ids (1 cell), what "
            "is to be measured (3 cells), owners (1 cell), links between cells (1 cell) "
            "and scores for ranking (1 cell)."
        ),
        "Their phase or step is not on the map: 1 cell of Pains was left out.",
        "CSV has no ids: read back, 2 phases or steps get others.",
        "CSV says only in words what 10 cells rest on: read back, every cell is an assumption.",
    )


def test_a_hidden_figure_stays_hidden():
    content = write(whole()).content.decode("utf-8-sig")
    assert "Hidden: fewer than 5 customers." in content
    assert "50" not in content


def test_simulated_data_stay_simulated():
    document = MapDocument(
        "m", data="a made-up shop", simulated=True, phases=(Phase("pay", "Pay"),), lanes=(Lane("n", "notes", "N"),)
    )
    content = write(document).content
    assert ["data", "SIMULATED DATA: a made-up shop"] in rows_of(content)
    again = read(content, "a.csv").document
    assert (again.simulated, again.data) == (True, "a made-up shop")


def test_what_was_measured_comes_back_as_a_note_to_an_assumption():
    taken = read(write(whole()).content, "a.csv")
    assert {cell.provenance for _, _, cell in taken.document.cells()} == {"asserted"}
    assert {cell.measured for _, _, cell in taken.document.cells()} == {None}
    assert "2 cells with figures but no text: left out. Measure again." in taken.losses
    assert [loss for loss in taken.losses if loss.endswith("what a table says is an assumption until it is measured.")]


def test_phases_of_one_name_beside_each_other_are_named_as_a_loss():
    steps = (MapStep("a", "A"),), (MapStep("b", "B"),)
    document = MapDocument("m", phases=(Phase("x", "X", steps=steps[0]), Phase("x-2", "X", steps=steps[1])))
    assert "1 phase called like the one before: read back, they are one phase." in write(document).losses


@given(maps())
def test_a_map_that_is_written_and_read_says_the_same(document):
    again = read(write(document).content, "a.csv").document
    assert (again.title, again.simulated) == (document.title, document.simulated)
    assert heads(again) == heads(document)
    assert lanes(again) == lanes(document)
    assert texts(again) == texts(document)
    assert {cell.source for _, _, cell in again.cells()} <= {"workshop"}


@given(maps())
def test_a_map_that_was_read_does_not_change_any_more(document):
    once = read(write(document).content, "a.csv").document
    assert read(write(once).content, "a.csv").document == once
