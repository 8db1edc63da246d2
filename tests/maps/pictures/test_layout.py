from __future__ import annotations

from typing import NamedTuple

import pytest
from hypothesis import given

from sojourn.documents.cells import Cell, Figure
from sojourn.documents.map import Lane, MapDocument, MapStep, Phase
from sojourn.errors import UsageError
from sojourn.maps.pictures.columns import groups, plan_of
from sojourn.maps.pictures.layout import sheet_of
from sojourn.maps.pictures.look import PAGE, SLIDE
from sojourn.maps.pictures.shapes import Bar, Dot, Frame, Path, Rule
from sojourn.maps.pictures.slides import HEIGHT, WIDTH, map_slides, title_slide
from sojourn.maps.telling import told
from tests.maps.pictures.geometry import faults, rising, said
from tests.maps.pictures.random_maps import maps
from tests.maps.pictures.sample import felt, rich, share, sixty

BUY = Phase("buy", "Purchase", steps=(MapStep("cart", "Cart"), MapStep("pay", "Payment", optional=True)))
USE = Phase("use", "Use")


def drawn(*lanes: Lane, **fields: object) -> list[str]:
    return said(sheet_of(MapDocument("I buy", phases=(BUY, USE), lanes=lanes, **fields)))  # type: ignore[arg-type]


def test_a_map_has_a_column_for_each_phase_and_a_row_for_each_lane() -> None:
    texts = drawn(Lane("do", "actions", "Actions", cells={"buy": (Cell("Pays by card"),)}))
    assert [text for text in texts if text in ("Purchase", "Use", "Actions", "Pays by card")] == [
        "Purchase", "Use", "Actions", "Pays by card",
    ]  # fmt: skip


def test_cells_at_steps_give_each_step_a_column_unless_phases_are_asked_for() -> None:
    document = MapDocument(
        "I buy", phases=(BUY, USE), lanes=(Lane("do", "actions", "Do", cells={"pay": (Cell("Pays"),)}),)
    )
    assert [column.title for column in plan_of(document).columns] == ["Cart", "Payment", "Use"]
    assert [column.title for column in plan_of(document, "phases").columns] == ["Purchase", "Use"]
    assert "Payment (optional)" in " ".join(said(sheet_of(document, "phases")))
    assert said(sheet_of(document, "phases")).index("Payment") < said(sheet_of(document, "phases")).index("Pays")


def test_another_word_for_columns_is_refused() -> None:
    with pytest.raises(UsageError, match=r'columns="stages" is not known. Use "phases" or "steps"'):
        plan_of(MapDocument("I buy"), "stages")  # type: ignore[arg-type]


def test_steps_of_a_phase_stay_side_by_side_where_they_can() -> None:
    parts = groups(plan_of(sixty()), 12)
    assert [len(part.columns) for part in parts] == [7, 8, 7, 8, 7, 8, 7, 8]
    assert [len(part.columns) for part in groups(plan_of(rich()), 5)] == [5, 4]
    assert [len(part.columns) for part in groups(plan_of(sixty()), 4)][:4] == [4, 3, 4, 4]


def test_an_assumption_is_framed_and_says_its_word_a_measured_cell_is_plain() -> None:
    lane = Lane(
        "do", "actions", "Do", cells={"buy": (Cell("Pays", asserted=0.4),), "use": (Cell("Uses", measured=share(0.4)),)}
    )
    sheet = sheet_of(MapDocument("I buy", phases=(BUY, USE), lanes=(lane,)))
    signs = [shape for shape in sheet.shapes if isinstance(shape, Frame) and shape.box.y > 200]
    assert [frame.kind for frame in signs] == ["assumption"]
    assert any("assumption" in text.casefold() for text in said(sheet)[-8:])


@pytest.mark.parametrize(
    ("basis", "word"), [("cited", "From research"), ("inferred", "Estimated"), ("asserted", "Assumption")]
)
def test_what_a_cell_rests_on_is_said_in_words(basis: str, word: str) -> None:
    cell = Cell("Pays", provenance=basis)  # type: ignore[arg-type]
    texts = drawn(Lane("do", "actions", "Do", cells={"buy": (cell,)}))
    assert [text for text in texts if text.startswith(word)]


def test_pain_points_have_a_bar_that_is_dotted_where_they_are_only_possible() -> None:
    cells = {"buy": (Cell("Late", measured=share(0.2)), Cell("Dear", status="possible", measured=share(0.2)))}
    sheet = sheet_of(MapDocument("I buy", phases=(BUY,), lanes=(Lane("pain", "pain_points", "Pain", cells=cells),)))
    bars = [shape for shape in sheet.shapes if isinstance(shape, Frame) and shape.box.width > 50]
    assert [bar.kind for bar in bars] == ["pain", "possible"]


def test_who_reaches_a_phase_stands_in_its_head_with_a_bar() -> None:
    lane = Lane("reach", "reach", "customers who reach it", cells={"buy": (Cell(measured=share(0.5)),)})
    sheet = sheet_of(MapDocument("I buy", phases=(BUY, USE), lanes=(lane,)))
    assert [bar.share for bar in sheet.shapes if isinstance(bar, Bar)] == [0.5]
    assert said(sheet).index("customers who reach it") < said(sheet).index(told(lane.cells["buy"][0], lane).short)


def test_simulated_data_are_said_in_large_letters_and_real_data_by_name() -> None:
    assert "SIMULATED DATA" in drawn(simulated=True)
    assert PAGE.styles["badge"].size > PAGE.styles["stage"].size
    assert "Shop log" in drawn(data="Shop log")


def test_lines_of_a_blueprint_go_across_with_their_label() -> None:
    sheet = sheet_of(rich())
    lines = [shape for shape in sheet.shapes if isinstance(shape, Rule) and shape.kind == "blueprint"]
    assert len(lines) == 3
    assert all(line.end.x - line.start.x > 1000 for line in lines)
    assert {"Interaktionslinie", "Sichtbarkeitslinie", "Interne Interaktionslinie"} <= set(said(sheet))


def test_what_is_hidden_or_stands_nowhere_is_named_below() -> None:
    lane = Lane("do", "actions", "Do", cells={"gone": (Cell("Lost cell"),)})
    texts = said(sheet_of(MapDocument("I buy", phases=(BUY, Phase("x", "Secret", hidden=True)), lanes=(lane,))))
    assert "Not shown, because the map hides them: Secret." in texts
    assert any("Lost cell" in text and '"gone" is no stage or step' in text for text in texts)


def test_a_lane_without_cells_says_so_once() -> None:
    assert drawn(Lane("q", "questions", "Questions")).count("Nothing is known yet.") == 1


def test_the_rich_map_and_the_one_of_sixty_steps_have_no_faults() -> None:
    assert faults(sheet_of(rich()), PAGE) == []
    assert faults(sheet_of(sixty()), PAGE) == []
    assert faults(sheet_of(sixty(), "phases"), PAGE) == []
    assert faults(sheet_of(sixty(), beside=None), PAGE) == []


class Curve(NamedTuple):
    dots: list[Dot]
    paths: list[Path]


def curve(*values: Cell | None) -> Curve:
    phases = tuple(Phase(f"p{n}", f"Phase {n}") for n in range(len(values)))
    filled = {f"p{n}": (cell,) for n, cell in enumerate(values) if cell}
    lanes = (Lane("feel", "feelings", "Feelings", cells=filled),)
    sheet = sheet_of(MapDocument("I buy", phases=phases, lanes=lanes))
    dots = [shape for shape in sheet.shapes if isinstance(shape, Dot) and shape.name]
    return Curve(dots, [shape for shape in sheet.shapes if isinstance(shape, Path) and shape.name])


def test_points_stand_at_the_height_of_their_feeling() -> None:
    made = curve(*(Cell(measured=felt(value)) for value in (2.0, 0.0, -2.0, -1.0)))
    top, middle, bottom, low = [dot.at.y for dot in made.dots]
    assert middle - top == pytest.approx(bottom - middle)
    assert low == pytest.approx((middle + bottom) / 2)
    assert [dot.kind for dot in made.dots] == ["measured", "measured", "lowest", "measured"]
    assert rising([dot.at.x for dot in made.dots])


def test_the_curve_breaks_where_nobody_was_asked_and_is_dashed_beside_an_assumption() -> None:
    made = curve(Cell(asserted=1.0), Cell(measured=felt(0.5)), None, Cell(measured=felt(0)), Cell(measured=felt(1)))
    assert [path.kind for path in made.paths] == ["assumed", "measured"]
    assert [dot.kind for dot in made.dots] == ["assumed", "measured", "measured", "measured"]


def test_a_figure_that_is_hidden_or_of_another_kind_is_a_gap_never_zero() -> None:
    hidden = Cell(measured=Figure("feeling", hidden=5))
    made = curve(Cell(measured=felt(1)), hidden, Cell(measured=share(0.5)), Cell(measured=felt(1)))
    assert (len(made.dots), made.paths) == (2, [])


def test_the_curve_never_goes_beyond_its_points() -> None:
    made = curve(*(Cell(measured=felt(value)) for value in (0.0, 1.9, 1.9, -1.9, -1.8, 2.0)))
    for path in made.paths:
        heights = [point.y for point in path.points]
        assert rising(heights) or rising(heights[::-1])


def test_a_step_that_nobody_was_asked_about_is_a_gap_at_its_phase_too() -> None:
    phase = Phase("buy", "Purchase", steps=tuple(MapStep(f"s{n}", f"Step {n}") for n in range(4)))
    cells = {f"s{n}": (Cell(measured=felt(n / 4)),) for n in (0, 1, 3)}
    document = MapDocument("I buy", phases=(phase,), lanes=(Lane("feel", "feelings", "Feelings", cells=cells),))
    for columns in ("phases", "steps"):
        shapes = sheet_of(document, columns).shapes  # type: ignore[arg-type]
        assert len([shape for shape in shapes if isinstance(shape, Dot) and shape.name]) == 3
        assert len([shape for shape in shapes if isinstance(shape, Path) and shape.name]) == 1


def test_a_belief_beside_a_measured_feeling_has_a_point_of_its_own() -> None:
    made = curve(Cell(measured=felt(-0.8), asserted=1.0))
    assert [(dot.kind, dot.value) for dot in made.dots] == [("belief", 1.0), ("lowest", -0.8)]


@given(maps())
def test_boxes_never_overlap_and_every_text_is_placed(document: MapDocument) -> None:
    sheet = sheet_of(document)
    assert faults(sheet, PAGE) == []
    placed = " ".join(" ".join(said(sheet)).split())
    hidden = {place for phase in document.phases if phase.hidden for place in (phase.id, *(s.id for s in phase.steps))}
    for lane, place, cell in document.cells():
        if place not in hidden:
            for line in told(cell, lane).lines:
                assert " ".join(line.split()) in placed


@given(maps())
def test_slides_hold_every_text_or_its_notes_do(document: MapDocument) -> None:
    slides = (title_slide(document), *map_slides(document))
    for slide in slides:
        assert faults(slide, SLIDE) == []
        assert (slide.width, slide.height) == (WIDTH, HEIGHT)
    placed = " ".join(" ".join(text for slide in slides for text in (*said(slide), *slide.notes)).split())
    hidden = {place for phase in document.phases if phase.hidden for place in (phase.id, *(s.id for s in phase.steps))}
    for lane, place, cell in document.cells():
        if place not in hidden:
            for line in told(cell, lane).lines:
                assert " ".join(line.split()) in placed
