from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sojourn.documents.cells import Binding, Cell, Figure
from sojourn.documents.map import Lane, MapDocument, Phase
from sojourn.maps.measuring.suppressing import suppressed
from sojourn.maps.page.shown import Shown

MINIMUM = 5


def view(who: str, count: int, n: int) -> Shown:
    few = any(0 < number < MINIMUM for number in (count, n - count, n))
    figure = Figure(hidden=MINIMUM) if few else Figure(value=count / n if n else None, n=n, count=count)
    cell = Cell("Calling twice", "twice", "measured", binding=Binding("repeat_contact"), measured=figure)
    lane = Lane("m", "metrics", "Figures", cells={"use": (cell,)})
    return Shown(MapDocument("I use", phases=(Phase("use", "Use"),), lanes=(lane,)), who=who)


def told(shown: tuple[Shown, ...]) -> list[tuple[int, int] | None]:
    figures = [cell.measured for one in shown for _, _, cell in one.document.cells()]
    return [None if figure is None or figure.hidden else (figure.count or 0, figure.n) for figure in figures]


def test_where_one_part_is_hidden_the_next_smallest_is_too() -> None:
    shown = (view("All customers", 32, 70), view("Plan: a", 14, 30), view("Plan: b", 16, 32), view("Plan: c", 2, 8))
    assert told(suppressed(shown, MINIMUM)) == [(32, 70), None, (16, 32), None]


def test_where_the_rest_of_a_whole_is_few_a_part_is_hidden() -> None:
    # Of 70 two are in no plan: whole less parts would tell how they did.
    shown = (view("All customers", 32, 70), view("Plan: a", 14, 30), view("Plan: b", 18, 38))
    assert told(suppressed(shown, MINIMUM)) == [(32, 70), None, (18, 38)]


def test_where_nothing_can_be_worked_out_everything_stays() -> None:
    shown = (view("All customers", 32, 70), view("Plan: a", 14, 30), view("Plan: b", 18, 40))
    assert told(suppressed(shown, MINIMUM)) == [(32, 70), (14, 30), (18, 40)]


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=4))
def test_no_hidden_part_is_the_difference_of_what_is_shown(parts: list[tuple[int, int]]) -> None:
    whole = (sum(won for won, _ in parts), sum(won + lost for won, lost in parts))
    groups = [view(f"Plan: {k}", won, won + lost) for k, (won, lost) in enumerate(parts)]
    all_told = told(suppressed((view("All customers", *whole), *groups), MINIMUM))
    if all_told[0] is None:
        return
    hidden = [k for k, one in enumerate(all_told[1:]) if one is None]
    shown = sum(one is not None and one[1] > 0 for one in all_told[1:])
    assert len(hidden) != 1 or shown == 0
