from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from sojourn.documents.cells import Binding
from sojourn.errors import UnknownName, UsageError
from sojourn.journeys.definition import Definition
from sojourn.maps.drafting.way import attempts, only_way, way_to_order
from sojourn.maps.measuring.figures import bound
from sojourn.maps.measuring.look import Look
from sojourn.workspace import Workspace
from tests.maps.shops import forty
from tests.shops import shop

WAY = ("checkout", "delivery options", "payment", "order")


@pytest.fixture(scope="module")
def ws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with forty(tmp_path_factory.mktemp("forty")) as workspace:
        yield workspace


@pytest.fixture(scope="module")
def look(ws: Workspace) -> Look:
    return Look(ws.journeys().units(), ws.settings, lambda name: Definition(goal=name))


def lost(after: str) -> Binding:
    return Binding(
        "loss", where=only_way(WAY), options={"steps": list(WAY), "after": after, "over": "touchpoint"},
        scope=attempts(WAY), of="checkouts",
    )  # fmt: skip


def test_a_binding_gives_its_figure_with_range_window_and_freshness(look: Look) -> None:
    figure = bound(look, Binding("reach", stage="purchase")).figure
    assert (figure.value, figure.count, figure.n, figure.of) == (0.75, 30, 40, "customers")
    assert figure.low is not None
    assert figure.low < 0.75
    assert (figure.first, figure.last, figure.data_up_to) == (date(2026, 1, 1), date(2026, 1, 20), date(2026, 1, 20))


def test_conditions_segments_and_windows_narrow_what_counts(look: Look) -> None:
    assert bound(look, Binding("reach", event="Order Completed", segment="plan=pro")).figure.n == 20
    assert bound(look, Binding("reach", stage="purchase", where="channel = 'app'")).figure.n == 0
    window = (date(2026, 1, 1), date(2026, 1, 5))
    first_days = bound(look, Binding("reach", stage="purchase", window=window)).figure
    assert (first_days.n, first_days.first, first_days.last) == (10, *window)


def test_where_orders_are_lost_agrees_with_funnel_flow_and_members(ws: Workspace, look: Look) -> None:
    found = bound(look, lost("delivery options"), most=20)
    scope = attempts(WAY)
    journeys = ws.journeys(gap=scope.gap, where=only_way(WAY), start="Checkout Started", goal="Order Completed")
    funnel = journeys.funnel(list(WAY), over="touchpoint")
    flow = journeys.flow("checkout", "order", depth=6, over="touchpoint", collapse=True)
    stopped = [e.journeys for e in flow.edges if (e.source, e.target) == ("delivery options", "drop-off")]
    assert found.figure.count == funnel.steps[2].drop_off == sum(stopped) == 10
    assert found.figure.n == funnel.steps[1].customers == 30
    assert found.figure.customers == len(funnel.customers(step=3, dropped=True)) == 10
    assert len(found.journeys) == 10


def test_the_way_to_an_order_is_found_in_its_order(look: Look) -> None:
    # Fewer than thirty orders are no way yet.
    assert way_to_order(look.units) == ()


def test_journeys_show_what_happened_around_the_step_that_counts(look: Look) -> None:
    journey = bound(look, lost("delivery options"), most=1).journeys[0]
    assert [step.touchpoint for step in journey.steps][:3] == ["product page", "checkout", "delivery options"]
    assert journey.steps[journey.marked].touchpoint == "delivery options"
    assert journey.month == "January 2026"
    assert (journey.earlier, journey.later) == (0, 0)


def test_figures_about_few_or_about_all_but_few_are_hidden(look: Look) -> None:
    some = "customer_id in ({})"

    def of(customers: int, event: str) -> int | None:
        ids = ", ".join(f"'customer-{n:02}'" for n in range(customers))
        return bound(look, Binding("reach", event=event, customers=some.format(ids))).figure.hidden

    # Of 40 customers, numbers 0 to 14 have ordered.
    assert of(2, "Order Completed") == 5
    assert of(15, "Order Completed") is None
    assert of(17, "Order Completed") == 5
    assert of(20, "Order Completed") is None


def test_an_unknown_measure_proposes_a_known_one(look: Look) -> None:
    with pytest.raises(UnknownName, match='No measure is called "reech"'):
        bound(look, Binding("reech"))


def test_the_place_of_a_measure_that_knows_no_places_says_which_steps_count(look: Look) -> None:
    assert bound(look, Binding("aov")).figure.n == 15
    assert bound(look, Binding("aov", channel="app")).figure.n == 0


def test_small_numbers_are_numbers_of_customers_not_of_orders(tmp_path: Path) -> None:
    events = [("anna", "Order Completed", f"2026-01-{day:02} 10:00", {"value": 50}) for day in range(1, 8)]
    with shop(tmp_path, events) as ws:
        look = Look(ws.journeys().units(), ws.settings, lambda name: Definition())
        assert bound(look, Binding("aov")).figure.hidden == 5


def test_a_window_is_measured_as_if_the_records_ended_with_it(tmp_path: Path) -> None:
    # In January nobody has been silent for 90 days yet, whatever came later.
    events = [(f"c{n}", "Order Completed", f"2026-{month:02}-10 10:00") for n in range(20) for month in (1, 2, 6)]
    with shop(tmp_path, events) as ws:
        look = Look(ws.journeys().units(), ws.settings, lambda name: Definition())
        january = look.among(window=(date(2026, 1, 1), date(2026, 1, 31)))
        assert january.data_up_to == date(2026, 1, 31)
        assert bound(january, Binding("churn")).figure.n == 0
        assert bound(look, Binding("churn")).figure.n == 20
        binding = Binding("churn", window=(date(2026, 1, 1), date(2026, 1, 31)))
        assert bound(look, binding).figure.n == 0


def test_who_is_still_under_way_is_lost_so_far_and_said_to_be(tmp_path: Path) -> None:
    done = [
        (f"c{n}", name, f"2026-01-01 10:0{k}")
        for n in range(60)
        for k, name in enumerate(("Checkout Started", "Order Completed"))
    ]
    late = [(f"d{n}", "Checkout Started", "2026-01-05 10:00") for n in range(40)]
    with shop(tmp_path, [*done, *late]) as ws:
        look = Look(
            ws.journeys(start="Checkout Started", goal="Order Completed", gap="1d").units(),
            ws.settings,
            lambda name: Definition(),
        )
        options = {"steps": ["Checkout Started", "Order Completed"], "after": "Checkout Started"}
        figure = bound(look, Binding("loss", options=options)).figure
        assert (figure.count, figure.n, figure.open) == (40, 100, 40)


def test_a_slip_in_an_option_is_no_silent_default(look: Look) -> None:
    with pytest.raises(UsageError, match='"repeat" has no option "witin"'):
        bound(look, Binding("repeat", touchpoint="checkout", options={"witin": "3d"}))


def test_journeys_behind_figures_are_of_other_customers_from_cell_to_cell(look: Look) -> None:
    one, other = (bound(look, Binding("reach", stage="purchase"), most=3, salt=salt).journeys for salt in ("a", "b"))
    assert one == bound(look, Binding("reach", stage="purchase"), most=3, salt="a").journeys
    assert one != other
