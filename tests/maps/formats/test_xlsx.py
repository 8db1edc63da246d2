"""XLSX: a well-made workbook out, any grid in; opened again with openpyxl."""

from __future__ import annotations

import datetime as dt
import zipfile
from io import BytesIO
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from openpyxl.styles import Font

from sojourn.documents.cells import Cell
from sojourn.documents.map import Lane, MapDocument, Phase
from sojourn.errors import DefinitionError, UnreadableSource
from sojourn.maps.formats.xlsx import read, write
from tests.maps.formats.documents import heads, lanes, maps, numbers, texts, whole

GRID = [[None, "Awareness", "Pay"], ["Touch points", "Ad", "Till"], ["Emotions", 1, -0.5]]


def bytes_of(book: Any) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def book_of(*rows: list[object]) -> Any:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    return book


def opened(document: MapDocument) -> Any:
    return openpyxl.load_workbook(BytesIO(write(document).content))


def test_a_workshop_sheet_becomes_a_map_of_assumptions():
    taken = read(bytes_of(book_of(["My shoes"], ["Persona", "Maria"], *GRID)), "workshop.xlsx")
    document = taken.document
    assert (document.title, document.personas, taken.losses) == ("My shoes", ("Maria",), ())
    assert heads(document) == [("Awareness", []), ("Pay", [])]
    assert lanes(document) == [("touchpoints", "Touch points"), ("feelings", "Emotions")]
    assert numbers(document) == [1.0, -0.5]
    assert document.lanes[0].cells["pay"] == (Cell("Till", provenance="asserted", source="workshop.xlsx"),)


def test_phases_may_be_merged_over_their_steps():
    book = book_of([None, "Buy", None, "Use"], [None, "Choose", "Pay", "Wear"], ["Actions", "a", "b", "c"])
    book.active.merge_cells("B1:C1")
    document = read(bytes_of(book), "a.xlsx").document
    assert heads(document) == [("Buy", ["Choose", "Pay"]), ("Use", ["Wear"])]


def test_a_phase_merged_over_columns_without_steps_has_all_their_texts():
    book = book_of([None, "Buy", None, "Use"], ["Actions", "a", "b", "c"])
    book.active.merge_cells("B1:C1")
    document = read(bytes_of(book), "a.xlsx").document
    assert texts(document) == [("Actions", "Buy/", ["a", "b"]), ("Actions", "Use/", ["c"])]


def test_a_lane_may_be_merged_over_several_rows():
    book = book_of([None, "Buy"], ["Pains", "a"], [None, "b"], ["Ideas", "c"])
    book.active.merge_cells("A2:A3")
    assert texts(read(bytes_of(book), "a.xlsx").document) == [("Pains", "Buy/", ["a", "b"]), ("Ideas", "Buy/", ["c"])]


def test_a_text_merged_over_several_steps_is_kept_at_the_first_and_said():
    book = book_of([None, "Buy", "Use"], ["Actions", "a", None])
    book.active.merge_cells("B2:C2")
    taken = read(bytes_of(book), "a.xlsx")
    assert texts(taken.document) == [("Actions", "Buy/", ["a"])]
    assert taken.losses == ("1 text across several steps: kept at the first of them.",)


def test_values_are_read_as_somebody_sees_them():
    book = book_of([None, "Buy"], ["KPI", 0.45], ["Notes", dt.date(2026, 1, 5)], ["Waiting time", 3.0], ["Who", True])
    book.active["B2"].number_format = "0%"
    book.active["B3"].font = Font(bold=True)
    found = read(bytes_of(book), "a.xlsx").document
    assert [said for _, _, said in texts(found)] == [["45 %"], ["2026-01-05"], ["3"], ["yes"]]


def test_the_value_of_a_formula_is_read():
    out = BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["", "Buy"])
        sheet.write_string(1, 0, "Emotions")
        sheet.write_formula(1, 1, "=1+1", None, 2)
    assert numbers(read(out.getvalue(), "a.xlsx").document) == [2.0]


def test_a_hidden_sheet_and_what_stands_on_other_sheets_is_named():
    book = book_of(*GRID)
    book.create_sheet("Hidden", 0).sheet_state = "hidden"
    book.create_sheet("Ideas later").append(["x"])
    book.active = 1
    taken = read(bytes_of(book), "a.xlsx")
    assert heads(taken.document) == [("Awareness", []), ("Pay", [])]
    assert taken.losses == ("Only the first sheet is read as a map: Hidden and Ideas later were left out.",)


def packed_with(name: str, data: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written:
        written.writestr(name, data)
    return out.getvalue()


def far_away() -> Any:
    book = book_of(*GRID)
    book.active.cell(1_048_576, 1).font = Font(bold=True)
    return book


def with_about(row: list[object]) -> Any:
    book = book_of(*GRID)
    book.create_sheet("About").append(row)
    return book


BROKEN = {
    "empty": (lambda: b"", UnreadableSource, "a.xlsx is empty."),
    "no table": (lambda: bytes_of(openpyxl.Workbook()), UnreadableSource, "a.xlsx is empty: no sheet with a grid."),
    "a CSV": (lambda: b",Buy\nActions,a\n", UnreadableSource, "a.xlsx is not an XLSX workbook. Save it as .xlsx"),
    "an old workbook": (
        lambda: b"\xd0\xcf\x11\xe0rest",
        UnreadableSource,
        "is an old .xls workbook, or one with a password.",
    ),
    "cut off": (lambda: bytes_of(book_of(*GRID))[:-200], UnreadableSource, "a.xlsx is a broken workbook"),
    "another zip": (lambda: packed_with("a.txt", b"x"), UnreadableSource, "a.xlsx is a packed file, but no workbook."),
    "half a workbook": (lambda: packed_with("xl/a.xml", b"<a/>"), UnreadableSource, "a.xlsx is a broken workbook"),
    "a bomb": (lambda: packed_with("xl/a.xml", b" " * 70_000_000), UnreadableSource, "a map has at most 60,000,000."),
    "one row": (lambda: bytes_of(book_of([None, "Buy", "Pay"])), UnreadableSource, "a.xlsx has one row of a grid."),
    "too many rows": (
        lambda: bytes_of(book_of([None, "Buy"], *[["Actions", "a"]] * 2001)),
        UnreadableSource,
        "a.xlsx has 2,002 rows and 2 columns; a map has at most 2,000 and 500.",
    ),
    "a format far away": (
        lambda: bytes_of(far_away()),
        UnreadableSource,
        "a.xlsx reaches to row 1,048,576, column C: too far for a map. Delete the rows and columns beyond it",
    ),
    "an unknown state on the sheet About": (
        lambda: bytes_of(with_about(["State", "as-if"])),
        DefinitionError,
        'a.xlsx, sheet About, row 1, column B: no state "as-if".',
    ),
    "a far feeling": (
        lambda: bytes_of(book_of(["My map"], [None, "Buy"], ["Feelings", 7])),
        DefinitionError,
        "a.xlsx, row 3, column B: feelings run from -2 to +2, 7 is outside.",
    ),
    "a formula without a value": (
        lambda: bytes_of(book_of([None, "Buy"], ["Actions", "=A1&B1"])),
        DefinitionError,
        "a.xlsx, row 2, column B: a formula without a value. Open the file in a spreadsheet program and save it",
    ),
    "a text under no step": (
        lambda: bytes_of(book_of([None, "Buy"], ["Actions", "a", "b"])),
        DefinitionError,
        'a.xlsx, row 2, column C: "b" stands under no step.',
    ),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_file_is_refused_with_its_place_and_the_next_step(broken):
    make, error, message = BROKEN[broken]
    with pytest.raises(error) as refused:
        read(make(), "a.xlsx")
    assert message in str(refused.value)


def test_the_map_stands_below_its_title_and_badge():
    book = opened(whole())
    sheet = book["Map"]
    assert book.sheetnames == ["Map", "Figures", "About"]
    assert (sheet["A1"].value, sheet["A2"].value) == ("I buy my groceries and come back", "Data: a grocer's till, 2017")
    assert [sheet.cell(7, column).value for column in range(1, 8)] == [
        "Phase",
        "Awareness",
        "I buy",
        None,
        None,
        "Loyalty",
        "Leaving",
    ]
    assert [str(area) for area in sheet.merged_cells.ranges] == ["C7:E7"]
    assert sheet.freeze_panes == "B9"
    assert sheet["B9"].alignment.wrap_text
    assert sheet.column_dimensions["B"].width > 30
    assert sheet["B7"].font.bold


def test_simulated_data_are_said_in_large_letters_on_the_map():
    document = MapDocument(
        "m", data="made up", simulated=True, phases=(Phase("pay", "Pay"),), lanes=(Lane("n", "notes", "N"),)
    )
    sheet = opened(document)["Map"]
    assert sheet["A2"].value == "SIMULATED DATA: made up"
    assert sheet["A2"].font.size >= 18
    again = read(write(document).content, "a.xlsx").document
    assert (again.simulated, again.data) == (True, "made up")


def test_every_cell_has_a_row_of_figures():
    rows = list(opened(whole())["Figures"].iter_rows(values_only=True))
    assert rows[0][:17] == (
        "place", "lane", "text", "value", "low", "high", "n", "of", "first", "last", "data up to", "provenance",
        "source", "author", "date", "scale", "currency",
    )  # fmt: skip
    assert len(rows) == 1 + len(list(whole().cells()))
    by_name = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    measured = next(row for row in by_name if row["n"] == 5804)
    assert (measured["place"], measured["lane"]) == ("Awareness · See the flyer", "Reach")
    assert (measured["value"], measured["low"], measured["high"]) == (0.1308, 0.1194, 0.143)
    assert (measured["of"], measured["provenance"]) == ("coupon mailings", "Measured")
    assert measured["data up to"] == dt.datetime(2018, 1, 1)
    believed = next(row for row in by_name if row["believed"] == 0.5)
    assert (believed["source"], believed["author"], believed["date"]) == ("workshop", "Maria", dt.datetime(2026, 11, 3))


def test_a_hidden_figure_stays_hidden():
    rows = list(opened(whole())["Figures"].iter_rows(values_only=True))
    hidden = next(row for row in rows if row[6] == "fewer than 5")
    assert [value for value in hidden[3:] if value is not None] == ["fewer than 5", "customers"]


def test_what_the_map_is_stands_on_the_sheet_about():
    about = dict(opened(whole())["About"].iter_rows(values_only=True, max_col=2))
    assert about["Title"] == "I buy my groceries and come back"
    assert about["Owner"] == "Store team"
    assert about["Assumption"] == "Somebody believes it; no data yet."
    again = read(write(whole()).content, "a.xlsx").document
    assert (again.owner, again.status, again.tags) == ("Store team", "in review", ("grocery", "loyalty"))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-x", "@here", "'=1", "http://a.b", "{=1}"])
def test_no_text_becomes_a_formula_a_number_or_a_link(text):
    lane = Lane("n", "notes", text, cells={"pay": (Cell(text),)})
    document = MapDocument(text, phases=(Phase("pay", text),), lanes=(lane,))
    book = opened(document)
    fields = [field for sheet in book for row in sheet.iter_rows() for field in row if field.value is not None]
    assert {field.data_type for field in fields} == {"s"}
    assert not any(field.hyperlink for field in fields)
    again = read(write(document).content, "a.xlsx").document
    assert (again.title, heads(again), texts(again)) == (text, heads(document), texts(document))


def test_a_text_that_is_too_long_is_cut_and_said():
    lane = Lane("n", "notes", "N", cells={"pay": (Cell("x" * 40_000),)})
    given_ = write(MapDocument("m", phases=(Phase("pay", "Pay"),), lanes=(lane,)))
    assert given_.losses == ("XLSX holds 32,767 characters a field: 1 field were cut.",)
    assert len(texts(read(given_.content, "a.xlsx").document)[0][2][0]) == 32_767


def test_the_same_map_gives_the_same_bytes():
    assert write(whole()).content == write(whole()).content


@settings(max_examples=40)
@given(maps())
def test_a_map_that_is_written_and_read_says_the_same(document):
    again = read(write(document).content, "a.xlsx").document
    assert (again.title, again.simulated) == (document.title, document.simulated)
    assert heads(again) == heads(document)
    assert lanes(again) == lanes(document)
    assert texts(again) == texts(document)
