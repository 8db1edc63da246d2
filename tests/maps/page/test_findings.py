from __future__ import annotations

import pytest

from sojourn.documents.cells import Binding, Cell, Change, Figure
from sojourn.documents.map import Lane, MapDocument, Phase
from sojourn.estimates import wilson
from sojourn.maps.page.findings import findings_of
from sojourn.maps.page.shown import Shown

UNCLEAR = "there is no clear difference"
PHASES = (Phase("buy", "Buying"), Phase("use", "Using"))


def share(count: int, n: int, of: str = "customers", change: Change | None = None) -> Figure:
    found = wilson(count, n)
    return Figure(value=found.value, low=found.low, high=found.high, n=n, count=count, of=of, change=change)


def felt(value: float, n: int = 50) -> Figure:
    return Figure("feeling", value, value - 0.1, value + 0.1, n, "ratings")


def told(**cells: Cell) -> list[tuple[str, str]]:
    """Label and sentence of the findings of a map with these cells, each at the phase that its name begins with."""
    placed: dict[str, tuple[Cell, ...]] = {}
    for name, cell in cells.items():
        place = name.split("_")[0]
        placed[place] = (*placed.get(place, ()), cell)
    document = MapDocument("I buy", phases=PHASES, lanes=(Lane("l", "feelings", "Figures", cells=placed),))
    return [(one.label, f"{one.lead} {one.rest}".strip()) for one in findings_of(Shown(document))]


def lost(after: str, count: int, n: int) -> Cell:
    binding = Binding(
        "loss", options={"after": after, "steps": [after, "order"]}, of="checkouts", says="get no further"
    )
    return Cell(
        f"Lost after {after}", f"lost-{after}", "measured", binding=binding, measured=share(count, n, "checkouts")
    )


@pytest.mark.parametrize(
    ("count", "n", "sentence"),
    [
        (220, 1000, "22 in 100 checkouts that get to “payment” end there, without an order."),
        (12, 50, "12 of 50 checkouts that get to “payment” end there, without an order."),
        (50, 50, "All 50 checkouts that get to “payment” end there, without an order."),
    ],
)
def test_the_biggest_loss_is_where_most_are_lost(count: int, n: int, sentence: str) -> None:
    assert told(buy_a=lost("payment", count, n))[0] == ("Biggest loss", sentence)


def test_most_lost_goes_before_the_highest_share() -> None:
    assert "“delivery”" in told(buy_a=lost("delivery", 90, 1000), buy_b=lost("payment", 50, 100))[0][1]


def test_nothing_is_said_that_rests_on_few() -> None:
    assert told(buy_a=lost("payment", 20, 29)) == []


def test_the_lowest_feeling_is_of_the_kind_of_score_that_most_places_have() -> None:
    def cell(name: str, kind: str, value: float) -> Cell:
        return Cell("", name, "measured", binding=Binding("feeling", options={"score": kind}), measured=felt(value))

    found = told(buy_a=cell("a", "csat", 0.6), use_b=cell("b", "csat", -0.9), use_c=cell("c", "nps", -1.5))
    assert found == [("Lowest feeling", "Using is rated −0.9 of ±2, the lowest of 2 stages (CSAT).")]


def test_the_biggest_change_is_one_whose_ranges_are_apart() -> None:
    change = Change("1st quarter of 2025", 0.24, "4th quarter of 2025", 0.1, 1.2, 420)
    binding = Binding("repeat_contact", of="support calls", says="are followed by another")
    cell = Cell("Calling twice", "twice", "measured", binding=binding, measured=share(40, 400, "support calls", change))
    (found,) = told(use_a=cell)
    assert (
        found[1].replace("\u202f", " ")
        == "Calling twice went from 24.0 % (1st quarter of 2025) to 10.0 % (4th quarter of 2025)."
    )


@pytest.mark.parametrize(
    ("shares", "rest"),
    [
        ((160, 70, 60), f"are redeemed, more than b (7.0 %) and c (6.0 %), between which {UNCLEAR}."),
        ((160, 90, 20), "are redeemed, more than b (9.0 %) and c (2.0 %)."),
        ((160, 155, 20), f"are redeemed; between the highest {UNCLEAR}."),
    ],
)  # fmt: skip
def test_the_best_of_several_is_named_where_its_range_lies_above_all_others(shares: tuple[int, ...], rest: str) -> None:
    cells = {
        f"buy_{name}": Cell(name, name, "measured", binding=Binding("conversion", of=name, says="are redeemed"),
                            measured=share(won, 1000, name))
        for name, won in zip("abc", shares, strict=True)
    }  # fmt: skip
    best = Cell("Redeemed best", "best", kind="comparison", about=("a", "b", "c"))
    label, sentence = told(**cells, buy_best=best)[0]
    assert label == "Redeemed best"
    assert sentence.replace("\u202f", " ") == f"16 in 100 a {rest}"


def test_a_few_lost_are_no_headline() -> None:
    assert told(buy_a=lost("payment", 9, 50)) == []
