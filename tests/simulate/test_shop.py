from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sojourn
from sojourn import simulate
from sojourn.errors import UsageError
from sojourn.events.vocabulary import standard
from sojourn.simulate import Shop
from sojourn.workspace import Workspace
from tests.simulate.histories import ATTEMPT, a_shop, attempts, end_of, histories, histories_of

CHANNELS = {
    *("web", "app", "ads", "search", "social", "email", "word_of_mouth", "store", "phone", "chat", "partner"),
    *("survey", "review"),
}  # fmt: skip


def test_a_shop_loads_into_a_workspace_and_its_customers_are_found_again(tmp_path: Path) -> None:
    shop = simulate.shop(customers=500, seed=7)
    with sojourn.open(tmp_path / "shop") as ws:
        report = shop.load(ws)
        assert (report.accepted, report.rejected, report.duplicates) == (shop.truth.events, 0, 0)
        (found,) = ws.sql("select count(distinct customer_id) as customers from events").to_pylist()
        assert found["customers"] == shop.truth.customers == 500


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with sojourn.open(tmp_path_factory.mktemp("simulated") / "shop") as ws:
        simulate.shop(customers=500, seed=8).load(ws)
        yield ws


def test_every_stage_is_reached_the_exit_too(loaded: Workspace) -> None:
    reached = {stage.stage for stage in loaded.journeys().stages().stages if stage.reached}
    assert reached == {stage.name for stage in standard().stages}


def test_pain_points_stand_where_the_stage_model_places_them(loaded: Workspace) -> None:
    for one in (*a_shop().truth.pain_points, a_shop().truth.bright_spot):
        place = loaded.journeys(where=f"event = '{one.event}' and touchpoint = '{one.touchpoint}'").units()
        assert one.stage == standard().lookup(one.event).stage  # type: ignore[union-attr]
        assert place.size > 0


def test_each_persona_is_a_segment(loaded: Workspace) -> None:
    groups = {group.value for group in loaded.journeys().transitions(by="segment:persona").groups}
    assert groups - {"none"} == {"planner", "bargain hunter", "loyal local", "gift giver"}


def test_the_doctor_finds_nothing_odd(loaded: Workspace) -> None:
    found = loaded.doctor()
    assert (found.names.unmatched, found.suspicions, found.refused_edges, found.clocks) == ((), (), 0, ())


def test_the_same_arguments_give_the_same_tables() -> None:
    one, two = simulate.shop(300, 5), simulate.shop(300, 5)
    assert one.events().equals(two.events())
    assert one.customers().equals(two.customers())
    assert one.truth == two.truth
    assert not one.events().equals(simulate.shop(300, 6).events())


def test_events_are_sorted_have_ids_of_their_own_and_lie_in_the_period() -> None:
    events = a_shop().events()
    times = events["occurred_at"].to_pylist()
    assert times == sorted(times)
    assert len(set(events["event_id"].to_pylist())) == len(events)
    assert datetime(2025, 1, 1, tzinfo=UTC) <= times[0]
    assert times[-1] < datetime(2026, 1, 1, tzinfo=UTC)


def test_event_names_are_standard_and_channels_are_all_there() -> None:
    events = a_shop().events()
    assert [name for name in events["event"].unique().to_pylist() if standard().lookup(name) is None] == []
    assert set(events["channel"].unique().to_pylist()) == CHANNELS


def test_customers_have_fifteen_to_twenty_five_events() -> None:
    shop = a_shop()
    assert 15 <= shop.truth.events / shop.truth.customers <= 25


def test_identifiers_hang_together() -> None:
    """One user and one device a customer; whoever has both has an event that names both."""
    histories = histories_of()
    assert len(histories) == a_shop().truth.customers
    for history in histories:
        assert len({event["user_id"] for event in history} - {None}) <= 1
        assert len({event["anonymous_id"] for event in history} - {None}) <= 1
        assert all(event["user_id"] for event in history if event["loyalty_card"])


def test_customers_are_those_with_a_user_id() -> None:
    shop = a_shop()
    customers = shop.customers()
    assert set(customers["user_id"].to_pylist()) == set(shop.events()["user_id"].to_pylist()) - {None}
    assert customers.column_names == ["user_id", "persona", "age_band", "region"]
    assert customers.num_rows == shop.truth.known


def test_steps_of_a_checkout_attempt_follow_one_another_with_nothing_between() -> None:
    for history in histories_of():
        names = [event["event"] for event in history]
        for attempt in attempts(history):
            found = [event["event"] for event in attempt]
            assert found == list(ATTEMPT[: len(found)])
            at = next(n for n, event in enumerate(history) if event is attempt[0])
            assert names[at : at + len(found)] == found
            assert (attempt[-1]["occurred_at"] - attempt[0]["occurred_at"]).total_seconds() < 3600


def test_attempts_of_a_customer_are_two_days_apart() -> None:
    for history in histories_of():
        starts = [event["occurred_at"] for event in history if event["event"] == ATTEMPT[0]]
        assert all((late - early).days >= 2 for early, late in pairwise(starts))


def test_december_and_weekends_are_busy_and_nights_quiet() -> None:
    starts = [e["occurred_at"] for e in a_shop().events().to_pylist() if e["event"] == "Checkout Started"]
    months, hours = Counter(at.month for at in starts), Counter(at.hour for at in starts)
    weekdays = Counter(at.weekday() for at in starts)
    assert months[12] > 1.2 * months[10]
    assert weekdays[5] > weekdays[1]
    assert sum(hours[hour] for hour in range(6)) == 0


def test_an_order_has_a_number_of_its_own_and_a_value() -> None:
    orders = [e for e in a_shop().events().to_pylist() if e["event"] == "Order Completed"]
    assert len({order["order_id"] for order in orders}) == len(orders)
    assert all(order["value"] > 0 and order["currency"] == "EUR" for order in orders)


@settings(max_examples=20)
@given(st.integers(1, 40), st.integers(0, 2**32), st.integers(60, 400), st.dates(date(2015, 1, 1), date(2030, 1, 1)))
def test_any_shop_keeps_its_promises(customers: int, seed: int, days: int, start: date) -> None:
    shop = simulate.shop(customers, seed, start, days)
    events = shop.events().to_pylist()
    begin = datetime(start.year, start.month, start.day, tzinfo=UTC)
    assert all(begin <= event["occurred_at"] < end_of(shop) for event in events)
    assert len(histories(shop)) == shop.truth.customers == customers
    assert sum(event["event"] == "Checkout Started" for event in events) == shop.truth.checkout[0].reached


@pytest.mark.parametrize("wrong", [{"customers": 0}, {"seed": -1}, {"days": 59}, {"start": "1.1.2025"}], ids=str)
def test_a_shop_that_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match=r"Take|Write"):
        simulate.shop(**wrong)


def test_loading_passes_progress_on() -> None:
    told: list[Any] = []

    class Recorder:
        def load(self, source: object, *, name: str | None = None, progress: Any = None) -> str:
            told.append((len(source), name, progress))  # type: ignore[arg-type]
            return "report"

        def load_customers(self, source: object) -> None:
            told.append(len(source))  # type: ignore[arg-type]

        def mark_simulated(self) -> None:
            told.append("simulated")

    def progress(doing: str, done: int, total: int) -> None:
        """Nothing."""

    shop: Shop = a_shop()
    assert shop.load(Recorder(), progress) == "report"
    assert told == ["simulated", (shop.truth.events, "simulated shop", progress), shop.truth.known]
