from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import msgspec

from sojourn.documents.cells import Cell, Scope
from sojourn.documents.map import MapDocument, MapStep, Phase
from sojourn.journeys.definition import Definition
from sojourn.maps.measuring.look import Look
from sojourn.maps.page.findings import findings_of
from sojourn.maps.page.knowing import unknown
from sojourn.maps.page.shown import Shown
from sojourn.maps.planned import planned_view
from tests.shops import Story, shop

PLAN = MapDocument(
    title="I buy a lamp",
    scope=Scope(gap="6h"),
    phases=(
        Phase("buy", "Buy", stage="purchase", steps=(
            MapStep("cart", "Cart", "cart"),
            MapStep("checkout", "Check out", "checkout"),
            MapStep("order", "Order", events=("Order Completed",)),
        )),
    ),
)  # fmt: skip
USUAL = ("Product Added", "Checkout Started", "Order Completed")
LEFT_OUT = ("Product Added", "Order Completed")


def journey(who: str, day: date, *events: str) -> list[Story]:
    """A journey on one day, an hour between its steps."""
    return [(who, event, f"{day} {hour:02}:00") for hour, event in enumerate(events, 8)]


def usual(customers: int, months: int = 1) -> list[Story]:
    return [
        event
        for n in range(customers)
        for m in range(1, months + 1)
        for event in journey(f"c{n}", date(2026, m, 5), *USUAL)
    ]


def viewed(folder: Path, events: list[Story]) -> Shown:
    with shop(folder, events) as ws:
        return planned_view(PLAN, Look(ws.journeys().units(), ws.settings, lambda name: Definition()))


def cells(shown: Shown, kind: str = "deviations") -> dict[str, Cell]:
    return {
        cell.id: cell for lane in shown.document.lanes if lane.kind == kind for _, found in lane.cells.items()
        for cell in found
    }  # fmt: skip


def test_a_step_that_some_leave_out_is_shown_with_its_share_and_their_journeys(tmp_path: Path) -> None:
    events = [*usual(30), *(event for n in range(10) for event in journey(f"d{n}", date(2026, 1, 6), *LEFT_OUT))]
    shown = viewed(tmp_path, events)
    cell = cells(shown)["deviation-missing-checkout"]
    assert cell.measured is not None
    assert (cell.text, cell.measured.count, cell.measured.n, cell.measured.customers) == ("Left out", 10, 40, 10)
    assert len(shown.journeys[cell.id]) == 3
    reached = cells(shown, "reach")["planned-reach-checkout"].measured
    assert reached is not None
    assert (reached.count, reached.customers) == (30, 30)


def test_six_journeys_of_one_customer_are_one_customer_and_say_nothing(tmp_path: Path) -> None:
    days = [date(2026, 1, 10) + timedelta(days=k) for k in range(6)]
    events = [*usual(100, 3), *(event for day in days for event in journey("anna", day, *LEFT_OUT, "Help Viewed"))]
    shown = viewed(tmp_path, events)
    found = cells(shown)
    assert list(found) == ["deviation-missing-checkout"]  # a touchpoint that was not planned is not even named
    hidden = found["deviation-missing-checkout"]
    assert hidden.measured is not None
    assert (hidden.measured.hidden, hidden.measured.count, hidden.measured.notes) == (5, None, ())
    assert (hidden.kind, hidden.note, shown.journeys.get(hidden.id, ())) == (None, None, ())
    assert "help" not in str(shown.document).casefold()


def test_all_but_a_few_customers_are_as_good_as_the_few(tmp_path: Path) -> None:
    events = [*usual(2), *(event for n in range(40) for event in journey(f"d{n}", date(2026, 1, 6), *LEFT_OUT))]
    shown = viewed(tmp_path, events)
    for cell in (cells(shown)["deviation-missing-checkout"], cells(shown, "reach")["planned-reach-checkout"]):
        assert cell.measured is not None
        assert (cell.measured.hidden, cell.measured.count) == (5, None)


def test_the_journeys_behind_a_deviation_are_those_that_deviate(tmp_path: Path) -> None:
    second = [event for n in range(10) for event in journey(f"c{n}", date(2026, 2, 5), *LEFT_OUT)]
    shown = viewed(tmp_path, [*usual(30), *second])
    behind = shown.journeys["deviation-missing-checkout"]
    assert [[step.touchpoint for step in one.steps] for one in behind] == [["cart", "order"]] * 3
    assert {one.month for one in behind} == {"February 2026"}


def test_months_of_few_customers_are_left_out_of_a_trend(tmp_path: Path) -> None:
    def month(number: int, customers: int) -> list[Story]:
        """40 customers; journeys without a checkout of the first few of them, ten in all."""
        odd = [
            event
            for k in range(10)
            for event in journey(f"{number}-{k % customers}", date(2026, number, 10 + k), *LEFT_OUT)
        ]
        return odd + [event for n in range(40) for event in journey(f"{number}-{n}", date(2026, number, 5), *USUAL)]

    shown = viewed(tmp_path, [*month(1, 10), *month(2, 2), *month(3, 10), *month(4, 10), *usual(5, 5)])
    figure = cells(shown)["deviation-missing-checkout"].measured
    assert figure is not None
    (note,) = figure.notes
    assert [name in note for name in ("Jan", "Feb", "Mar")] == [True, False, True]


def test_a_planned_step_that_nothing_in_the_log_is_called_is_the_first_thing_said(tmp_path: Path) -> None:
    (phase,) = PLAN.phases
    plan = msgspec.structs.replace(
        PLAN, phases=(msgspec.structs.replace(phase, steps=(*phase.steps, MapStep("gift", "Gift wrap", "gift wrap"))),)
    )
    with shop(tmp_path, usual(30)) as ws:
        shown = planned_view(plan, Look(ws.journeys().units(), ws.settings, lambda name: Definition()))
    first = findings_of(shown)[0]
    assert (first.label, first.rest, first.figure, first.remark) == ("Not in the log", "", "", "")
    assert first.lead == 'Nothing in the log is called "gift wrap", so the step "Gift wrap" was not compared.'
    assert not any("was not measured" in said.text for said in unknown(shown.document, None, shown.population))


def test_what_a_deviation_goes_with_says_what_is_compared(tmp_path: Path) -> None:
    paying = (*PLAN.phases[0].steps[:2], MapStep("pay", "Pay", events=("Payment Info Entered",)))
    steps = (*paying, PLAN.phases[0].steps[2])
    plan = msgspec.structs.replace(PLAN, phases=(Phase("buy", "Buy", stage="purchase", steps=steps),))
    events = []
    for n in range(400):
        skips = n % 2 == 0
        orders = n % 20 < (4 if skips else 16)
        took = ("Product Added", *["Checkout Started"] * (not skips), "Payment Info Entered", *USUAL[2:] * orders)
        events += journey(f"c{n}", date(2026, 1, 1 + n % 28), *took)
    with shop(tmp_path, events) as ws:
        look = Look(ws.journeys().units(), ws.settings, lambda name: Definition())
        worth = cells(planned_view(plan, look, effects=True))["deviation-missing-checkout"].worth
    assert worth is not None
    assert worth.notes[0] == 'What is compared: Taking a later step before "Check out", or without it.'
