from __future__ import annotations

import subprocess
import sys
from functools import cache
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from pptx import Presentation
from pptx.enum.dml import MSO_LINE
from pptx.enum.shapes import MSO_SHAPE_TYPE

from sojourn.documents.cells import Cell
from sojourn.documents.map import Lane, MapDocument, Phase
from sojourn.errors import MissingExtra
from sojourn.maps.pictures.figures import figures_of
from sojourn.maps.pictures.layout import overlap
from sojourn.maps.pictures.pptx import pptx
from sojourn.maps.pictures.shapes import Box
from sojourn.maps.telling import told
from tests.maps.pictures.sample import rich, share, sixty

EMU = 12700
"""Units of a slide in a point."""

MAPS = {"rich": rich(), "sixty steps": sixty()}


@cache
def sample(name: str) -> Any:
    return opened(MAPS[name])


def opened(document: MapDocument) -> Any:
    return Presentation(BytesIO(pptx(document)))


def texts(deck: Any) -> list[str]:
    found = []
    for slide in deck.slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                found += [paragraph.text for paragraph in shape.text_frame.paragraphs]
            if shape.has_table:
                found += [cell.text for row in shape.table.rows for cell in row.cells]
        if slide.has_notes_slide:
            found.append(slide.notes_slide.notes_text_frame.text)
    return found


def test_a_map_becomes_a_title_slide_and_slides_with_its_cells() -> None:
    lanes = (Lane("do", "actions", "Actions", cells={"buy": (Cell("Pays by card"),)}),)
    deck = opened(MapDocument("I buy", phases=(Phase("buy", "Purchase"),), lanes=lanes))
    assert [slide.shapes.title.text for slide in deck.slides] == ["“I buy”", "“I buy”: Purchase (1 of 1)"]
    assert "Pays by card" in texts(deck)


@pytest.mark.parametrize("name", MAPS)
def test_all_shapes_are_native_and_inside_the_slide(name: str) -> None:
    deck = sample(name)
    assert deck.slide_width * 9 == deck.slide_height * 16
    native = {
        MSO_SHAPE_TYPE.TEXT_BOX, MSO_SHAPE_TYPE.AUTO_SHAPE, MSO_SHAPE_TYPE.FREEFORM, MSO_SHAPE_TYPE.LINE,
        MSO_SHAPE_TYPE.TABLE, MSO_SHAPE_TYPE.PLACEHOLDER,
    }  # fmt: skip
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.shape_type in native
            assert shape.left >= 0
            assert shape.top >= 0
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top + shape.height <= deck.slide_height


@pytest.mark.parametrize("name", MAPS)
def test_no_words_overlap_and_none_are_smaller_than_ten_points(name: str) -> None:
    for slide in sample(name).slides:
        boxes = [shape for shape in slide.shapes if shape.has_text_frame and shape.text_frame.text]
        places = [Box(one.left / EMU, one.top / EMU, one.width / EMU, one.height / EMU) for one in boxes]
        for number, place in enumerate(places):
            assert not [other for other in places[number + 1 :] if overlap(place, other)]
        runs = [run for box in boxes for paragraph in box.text_frame.paragraphs for run in paragraph.runs]
        assert min(run.font.size.pt for run in runs) >= 10


@pytest.mark.parametrize("name", MAPS)
def test_every_text_of_the_map_is_on_a_slide(name: str) -> None:
    document, found = MAPS[name], set(texts(sample(name)))
    for phase in document.phases:
        assert phase.title in found
    for lane, _, cell in document.cells():
        said = told(cell, lane)
        assert {said.text, said.sentence, said.figure, said.source} - {""} <= found


def test_a_long_text_is_shortened_visibly_and_stands_in_the_notes() -> None:
    long = "All of what she told us about the third call. " * 40
    lanes = (Lane("say", "thoughts", "Thoughts", cells={"buy": (Cell(long, provenance="cited"),)}),)
    deck = opened(MapDocument("I buy", phases=(Phase("buy", "Purchase"),), lanes=lanes))
    shown = [text for text in texts(deck) if text.startswith("All of what") and "in the notes" in text]
    assert len(shown) == 1
    assert long.strip() in deck.slides[1].notes_slide.notes_text_frame.text


def test_the_curve_is_a_freeform_and_its_points_are_circles() -> None:
    shapes = [shape for slide in sample("rich").slides for shape in slide.shapes]
    curves = [shape for shape in shapes if shape.name.startswith("Feelings, ")]
    dots = [shape for shape in shapes if shape.name.startswith("Feeling ")]
    assert {shape.shape_type for shape in curves} == {MSO_SHAPE_TYPE.FREEFORM}
    assert len(dots) == 8 + 9 + 1  # felt, wished for, and a belief beside a figure
    assert len({dot.width for dot in dots}) == 2
    assert {shape.line.dash_style for shape in curves if "assumed" in shape.name} == {MSO_LINE.DASH}
    assert {shape.line.dash_style for shape in curves if "measured" in shape.name} == {None}


def test_a_pain_point_has_a_line_that_is_dotted_where_it_is_only_possible() -> None:
    shapes = [shape for slide in sample("rich").slides for shape in slide.shapes]
    dashes = {shape.name: shape.line.dash_style for shape in shapes if "ain point" in shape.name}
    assert dashes == {"Pain point": None, "Possible pain point": MSO_LINE.SQUARE_DOT}


def test_figures_stand_in_a_table_with_what_they_rest_on() -> None:
    tables = [shape.table for slide in sample("rich").slides for shape in slide.shapes if shape.has_table]
    rows = [tuple(cell.text for cell in row.cells) for table in tables for row in list(table.rows)[1:]]
    assert rows == [row.texts for row in figures_of(MAPS["rich"])]
    assert all(row[3] and row[4] for row in rows)


def test_simulated_data_are_said_on_every_slide() -> None:
    for slide in sample("rich").slides:
        assert "SIMULATED DATA" in [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]


def test_the_same_map_gives_the_same_bytes_and_they_say_nothing_of_this_machine() -> None:
    made = pptx(rich())
    assert made == pptx(rich())
    about = Presentation(BytesIO(made)).core_properties
    assert (about.title, about.author, about.last_modified_by) == (rich().title, "Sojourn", "Sojourn")
    assert str(about.modified.date()) == "2026-09-30"
    names = ZipFile(BytesIO(made)).namelist()
    assert not [name for name in names if name.endswith((".jpeg", ".png", ".bin"))]


def test_what_people_write_cannot_break_the_slides() -> None:
    odd = "a\x00b\x0b\ud800 <a:t> & _x0041_ \u2028 end"
    lanes = (Lane("do", "reach", odd, cells={"buy": (Cell(odd, measured=share(0.5)),)}),)
    deck = opened(MapDocument(odd, phases=(Phase("buy", odd),), lanes=lanes, tags=(odd,), note=odd, data=odd))
    assert len(deck.slides) == 3


def test_without_python_pptx_the_install_command_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pptx", None)
    with pytest.raises(
        MissingExtra, match=r"python-pptx is not installed. Install it with: pip install \"sojourn\[export\]\""
    ):
        pptx(rich())


def test_importing_the_pictures_imports_no_extra() -> None:
    code = (
        "import sys, sojourn.maps.pictures.pptx, sojourn.maps.pictures.pdf, sojourn.maps.pictures.svg;"
        "print([name for name in ('pptx', 'lxml', 'weasyprint', 'pypdfium2', 'PIL') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
