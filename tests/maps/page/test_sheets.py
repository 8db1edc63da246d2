from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sojourn.documents.cells import Cell
from sojourn.documents.map import Lane, MapDocument, MapStep, Phase
from sojourn.maps.map import Map
from sojourn.maps.page.sheets import MOST, sheets
from sojourn.maps.page.table import table_of

SPANS = st.lists(st.integers(1, 15), min_size=1, max_size=8)


def a_map(spans: list[int]) -> MapDocument:
    phases = tuple(
        Phase(f"p{n}", f"Phase {n}", steps=tuple(MapStep(f"s{n}-{k}", f"Step {n} {k}") for k in range(span)))
        for n, span in enumerate(spans)
    )
    cells = {step.id: (Cell(f"I do {step.id}", step.id, "asserted"),) for phase in phases for step in phase.steps}
    return MapDocument("I do it all", phases=phases, lanes=(Lane("actions", "actions", "Actions", cells=cells),),
                       columns="steps")  # fmt: skip


@given(SPANS)
def test_the_parts_of_a_wide_map_are_the_map(spans: list[int]) -> None:
    table = table_of(a_map(spans))
    parts = sheets(table)
    assert tuple(column for part in parts for column in part.columns) == table.columns
    assert all(0 < len(part.columns) <= MOST for part in parts)
    assert max(len(part.columns) for part in parts) * len(parts) < len(table.columns) + len(parts) ** 2
    for part in parts:
        assert sum(group.span for group in part.groups) == len(part.columns)
    for k, row in enumerate(table.rows):
        assert tuple(box for part in parts for box in part.rows[k].boxes) == row.boxes


@given(SPANS)
def test_a_phase_stands_over_its_own_steps_in_every_part(spans: list[int]) -> None:
    table = table_of(a_map(spans))
    of_column = [group.title for group in table.groups for _ in range(group.span)]
    in_parts = [group.title for part in sheets(table) for group in part.groups for _ in range(group.span)]
    assert in_parts == of_column


def test_a_page_for_paper_has_no_table_wider_than_a_sheet() -> None:
    page = Map(a_map([10, 10, 10])).to_html(paper=True)
    heads = [part.count('<th scope="col"') for part in page.split('<table class="map">')[1:]]
    assert heads == [10, 10, 10]
    assert [f'id="stage-s{n}-{k}"' in page for n in range(3) for k in range(10)] == [True] * 30
    assert page.count('id="map"') == 1
    assert len(Map(a_map([10, 10, 10])).to_html().split('<table class="map">')) == 2
