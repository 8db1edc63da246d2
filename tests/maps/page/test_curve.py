from __future__ import annotations

import re
from itertools import pairwise

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from sojourn.documents.cells import Binding, Cell, Figure
from sojourn.documents.map import Lane
from sojourn.maps.page.curve import EDGE, HEIGHT, NOBODY, curves_of

CSAT, NPS = Lane("csat", "feelings", "Feelings (CSAT)"), Lane("nps", "feelings", "Feelings (NPS)")
LEVEL = st.none() | st.floats(-2, 2)


def felt(value: float | None) -> Cell:
    binding = Binding("feeling", options={"score": "csat"})
    if value is None:
        return Cell(id="x", provenance="measured", binding=binding, measured=Figure("feeling", of="ratings"))
    figure = Figure("feeling", value, max(value - 0.1, -2), min(value + 0.1, 2), 100, "ratings")
    return Cell(id="x", provenance="measured", binding=binding, measured=figure)


def believed(value: float) -> Cell:
    return Cell(id="x", provenance="asserted", asserted=value)


def test_a_curve_runs_from_point_to_point_over_the_edges_of_its_columns() -> None:
    left, right = curves_of([(CSAT, [felt(1.0), felt(-1.0)])])
    (here,), (there,) = left.points, right.points
    assert (here.label, there.label) == ("+1.0", "−1.0")
    assert here.y < HEIGHT / 2 < there.y
    assert last(here.pieces[0].path) == (100, HEIGHT / 2)
    assert last(there.pieces[0].path) == (0, HEIGHT / 2)
    assert (here.low, there.low) == (False, True)


def test_where_nobody_was_asked_there_is_a_gap_and_never_a_zero() -> None:
    first, gap, last_one = curves_of([(CSAT, [felt(1.0), felt(None), felt(1.0)])])
    assert gap.points == ()
    assert gap.nothing == NOBODY
    assert first.points[0].pieces == last_one.points[0].pieces == ()


def test_a_point_that_stands_alone_shows_its_range_and_one_in_a_curve_its_band() -> None:
    (alone,) = curves_of([(CSAT, [felt(1.0)])])[0].points
    assert alone.span is not None
    upper, lower = alone.span
    assert upper < alone.y < lower
    assert curves_of([(CSAT, [felt(1.0), felt(0.0)])])[0].points[0].span is None


def test_what_was_measured_stands_beside_the_belief_that_it_is_held_to() -> None:
    belief = msgspec.structs.replace(felt(-1.0), provenance="asserted", asserted=1.0)
    (point,) = curves_of([(CSAT, [belief])])[0].points
    assert point.label == "+1.0"
    assert point.measured is not None
    assert point.y < HEIGHT / 2 < point.measured


def test_an_exit_is_silent() -> None:
    assert curves_of([(CSAT, [felt(1.0), None])])[1].nothing == ""


def test_an_assumption_is_drawn_as_one_also_beside_measured_points() -> None:
    first, second, third = curves_of([(CSAT, [believed(0.5), felt(1.0), felt(0.5)])])
    assert first.points[0].asserted
    assert [piece.asserted for piece in second.points[0].pieces] == [True, False]
    assert first.points[0].bands == ()
    assert len(second.points[0].bands) == len(third.points[0].bands) == 1


def test_kinds_of_score_are_curves_of_their_own() -> None:
    (column,) = curves_of([(CSAT, [felt(1.0)]), (NPS, [felt(0.9)])])
    assert [point.mark for point in column.points] == [0, 1]
    above, below = column.points
    assert above.label_y < above.y < below.y < below.label_y


@given(st.lists(LEVEL, min_size=1, max_size=12))
def test_points_stay_in_the_picture_and_pieces_meet(values: list[float | None]) -> None:
    columns = curves_of([(CSAT, [felt(value) for value in values])])
    for column, value in zip(columns, values, strict=True):
        assert bool(column.points) == (value is not None)
        for point in column.points:
            assert EDGE - 0.1 <= point.y <= HEIGHT - EDGE + 0.1
    for left, right in pairwise(columns):
        if left.points and right.points:
            assert abs(last(left.points[0].pieces[-1].path)[1] - last(right.points[0].pieces[0].path)[1]) < 0.11


def last(path: str) -> tuple[float, float]:
    x, y = re.findall(r"-?[\d.]+", path)[-2:]
    return float(x), float(y)
