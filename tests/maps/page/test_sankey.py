from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.maps.page.sankey import HEIGHT, TOP, WIDTH, sankey
from sojourn.measures.flow import Flow, flow
from tests.in_memory import Took, units_of
from tests.measures.kpis.asking import logs


def made(log: list[Took]) -> Flow:
    return flow(units_of(log), depth=3, top=2)


@given(logs)
def test_every_node_passes_on_what_it_gets_and_nothing_leaves_the_picture(log: list[Took]) -> None:
    found = sankey(made(log), {}, minimum=1, unit="customers")
    if found is None:
        return
    for node in found.nodes:
        assert node.y >= TOP - 0.1
        assert node.y + node.height <= TOP + HEIGHT + 1.1
        assert node.x <= WIDTH
    into: dict[tuple[int, str], int] = {}
    out: dict[tuple[int, str], int] = {}
    for move, source, target, many in found.rows:
        number = int(many.replace(",", ""))
        out[move, source] = out.get((move, source), 0) + number
        into[move + 1, target] = into.get((move + 1, target), 0) + number
    for (move, name), number in into.items():
        if name != "stop here" and move <= 3:
            assert out[move, name] == number


@given(logs, st.integers(2, 4))
def test_moves_of_fewer_than_the_minimum_are_not_drawn(log: list[Took], minimum: int) -> None:
    found = sankey(made(log), {}, minimum, "customers")
    for row in found.rows if found else ():
        assert int(row[3].replace(",", "")) >= minimum


@pytest.mark.parametrize(("units", "words"), [(1, "B to stop here: 1 checkout"), (2, "B to stop here: 2 checkouts")])
def test_a_band_says_who_moves_in_words(units: int, words: str) -> None:
    log = [Took(who, 0, 2) for who in range(units)]
    found = sankey(made(log), {}, 1, "checkouts")
    assert found is not None
    assert [band.title for band in found.bands] == [words]
