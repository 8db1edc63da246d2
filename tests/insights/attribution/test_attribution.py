from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sojourn.errors import UnknownName, UsageError
from sojourn.insights.attribution import attribution, attribution_of_paths
from sojourn.insights.attribution.goal_values import goal_values
from sojourn.insights.attribution.paths import compiled_paths
from sojourn.insights.attribution.records import PRESENCE, Paths
from sojourn.journeys.definition import Step
from tests.in_memory import NAMES, Took, units_of
from tests.paths import BY_GAP, SECOND, histories, journeys, logs
from tests.shops import Story, shop


def came(who: str, *channels: str, buys: bool = False, value: float = 0.0) -> list[Story]:
    """A customer who comes by these channels, a day each, and then buys or does not."""
    days = [f"2026-01-{day:02}" for day in range(1, len(channels) + 2)]
    visits: list[Story] = [
        (who, "Visit", day, {"channel": channel}) for day, channel in zip(days, channels, strict=False)
    ]
    return [*visits, (who, "Order Completed", days[-1], {"value": value})] if buys else visits


VISITS = [
    *came("anna", "ads", "email", buys=True, value=30),
    *came("ben", "ads"),
    *came("cleo", "email", buys=True, value=10),
    *came("dan", "ads", "ads"),
]


def test_who_was_there_before_an_order(tmp_path: Path) -> None:
    with shop(tmp_path, VISITS) as ws:
        found = ws.journeys().attribution("Order Completed")
        everything = ws.journeys(goal="Order Completed").attribution(model="all")
    assert (found.conversions, found.nulls, found.untouched) == (2, 2, 0)
    assert found.label == PRESENCE
    # Start: ads 3 of 4, email 1 of 4. From ads: itself 1 of 4, email 1 of 4, lost 2 of 4. From email: the order.
    # So half of all order; without email nobody does, without ads 1 of 4.
    assert [(row.name, row.removal_effect) for row in found.rows] == [("email", 1.0), ("ads", 0.5)]
    assert [row.conversions.value for row in found.rows] == pytest.approx([4 / 3, 2 / 3])
    assert [row.value for row in found.rows] == pytest.approx([80 / 3, 40 / 3])
    assert found.rows[0].share.low <= found.rows[0].share.value <= found.rows[0].share.high
    shares = {model: {row.name: row.conversions.value for row in everything.of(model)} for model in everything.models}
    assert shares["first"] == {"email": 1, "ads": 1}
    assert shares["last"] == {"email": 2, "ads": 0}
    assert shares["linear"] == shares["shapley"] == shares["position"] == {"email": 1.5, "ads": 0.5}
    assert shares["time decay"]["email"] == pytest.approx(1 + 2 ** (1 / 7) / (1 + 2 ** (1 / 7)))
    assert {row.name: row.value for row in everything.of("last")} == {"email": 40, "ads": 0}


def test_values_in_another_currency_are_not_added_up(tmp_path: Path) -> None:
    log: list[Story] = [(*one[:3], {**one[3], "currency": "EUR"}) for one in VISITS]
    for who in ("jun", "ken", "mai"):
        log += [(who, "Visit", "2026-03-01", {"channel": "ads"})]
        log += [(who, "Order Completed", "2026-03-02", {"value": 5000, "currency": "JPY"})]
    with shop(tmp_path, log) as ws:
        yen = ws.journeys().attribution("Order Completed", model="last")
        euros = ws.journeys().attribution("Order Completed", model="last", currency="eur")
        spring = ws.journeys(between=("2026-02-20", "2026-03-31")).attribution("Order Completed", model="last")
    assert {row.name: row.value for row in yen.rows} == {"email": 0, "ads": 15_000}
    assert any("2 values in EUR were left out: sums are in JPY" in note for note in yen.notes)
    assert {row.name: row.value for row in euros.rows} == {"email": 40, "ads": 0}
    assert yen.conversions == euros.conversions == 5
    assert not any("left out" in note for note in spring.notes), "no euros were spent in spring"


def test_paths_that_were_counted_elsewhere() -> None:
    found = attribution_of_paths([("ads > email", 1, 0, 30), ("ads", 0, 1), (["email"], 1, 0, 10), ("ads>ads", 0, 1)])
    assert [(row.name, row.removal_effect) for row in found.rows] == [("email", 1.0), ("ads", 0.5)]
    assert found.rows[0].share.method == "bootstrap by path"
    with pytest.raises(UnknownName, match="markov"):
        found.of("last")


def test_a_path_reaches_back_so_far_and_holds_the_touches_asked_for(tmp_path: Path) -> None:
    with shop(tmp_path, came("anna", "ads", "email", "web", buys=True)) as ws:
        short = ws.journeys().attribution("Order Completed", "linear", lookback="2d")
        some = ws.journeys().attribution("Order Completed", "linear", touches="channel != 'web'")
    assert {row.name for row in short.rows} == {"email", "web"}
    assert {row.name for row in some.rows} == {"ads", "email"}
    assert any("Every path has the goal" in note for note in short.notes)


def test_conversions_out_of_nothing_are_given_to_none(tmp_path: Path) -> None:
    with shop(tmp_path, [*VISITS, ("eve", "Order Completed", "2026-01-01")]) as ws:
        found = ws.journeys().attribution("Order Completed")
    assert (found.conversions, found.untouched) == (3, 1)
    assert sum(row.conversions.value for row in found.rows) == pytest.approx(2)
    assert any("1 conversion with no channel before" in note for note in found.notes)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"goal": "Order Complete"}, "never happens"),
        ({"goal": "Order Completed", "touches": "event = 'Nothing'"}, "No step with a known channel"),
        ({"goal": "Order Completed", "model": "markof"}, 'Did you mean "markov"'),
        ({"goal": "Order Completed", "model": "time decay", "half_life": "0d"}, "longer than nothing"),
        ({"goal": "Order Completed", "order": 4}, "order 1, 2 or 3"),
        ({"goal": "Order Completed", "model": "hazard"}, "needs a measure of it"),
        ({"goal": "Order Completed", "model": "hazard", "intent": "Visit"}, "needs 50 conversions .* there are 2"),
    ],
)
def test_what_cannot_be_answered_is_said(tmp_path: Path, asked: dict[str, object], said: str) -> None:
    with shop(tmp_path, VISITS) as ws, pytest.raises(UsageError, match=said):
        ws.journeys().attribution(**asked)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "no paths"),
        ([("a", 0, 3)], "No path in this table has a conversion"),
        ([("a > > b", 1, 0)], "Row 1 .* empty name"),
        ([("a", 1, 0), ("b", "many", 0)], "Row 2 .* 'many' is no count"),
        ([("a", 1, -2)], "Row 1 .* -2 is no count"),
        ([("a",)], "Row 1 .* 1 fields"),
        ([{"way": "a"}], "Row 1 .* no path"),
    ],
)
def test_a_table_that_cannot_be_read_names_the_row(rows: list[tuple[object, ...]], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        attribution_of_paths(rows)


def test_models_without_times_are_refused() -> None:
    with pytest.raises(UsageError, match="have no times"):
        attribution_of_paths([("a", 1, 0)], "time decay")


def test_one_channel_gets_everything_and_a_note_says_that_this_says_nothing() -> None:
    found = attribution_of_paths([("ads", 3, 5)])
    assert (found.rows[0].conversions.value, found.rows[0].share.value) == (3, 1)
    assert any("only one" in note for note in found.notes)


GOAL = 3


def plain_paths(log: list[Took], cut: bool, lookback: int) -> list[tuple[list[str], bool]]:
    """Touches before each goal, and those after the last; journeys cut by a gap that may go on are left out."""
    latest = max((step.at for step in log), default=0)
    found = []
    for journey in journeys(log, BY_GAP) if cut else histories(log):
        path: list[Took] = []
        for step in journey:
            if step.code == GOAL:
                found.append(([NAMES["event"][t.code] for t in path if step.at - t.at <= lookback], True))
                path = []
            else:
                path.append(step)
        still_open = cut and latest - journey[-1].at <= (BY_GAP.gap or 0)
        if path and not still_open:
            found.append(([NAMES["event"][t.code] for t in path if path[-1].at - t.at <= lookback], False))
    return sorted((names, won) for names, won in found if names)


def paths_as_lists(paths: Paths) -> list[tuple[list[str], bool]]:
    bounds = zip(paths.begin.tolist(), paths.stop.tolist(), paths.conversions.tolist(), strict=True)
    return sorted(([paths.names[code] for code in paths.code[a:b].tolist()], won > 0) for a, b, won in bounds)


@settings(max_examples=40)
@given(logs, st.booleans(), st.sampled_from([3 * SECOND, 100 * SECOND]), st.integers(1, 3))
def test_paths_are_those_of_plain_python(log: list[Took], cut: bool, lookback: int, partitions: int) -> None:
    units = units_of(log, BY_GAP, "journey", partitions) if cut else units_of(log, partitions=partitions)
    goal: Step = "c"
    found = compiled_paths(units, goal, "event", None, lookback, goal_values(units, goal, None))
    assert paths_as_lists(found.paths) == plain_paths(log, cut, lookback)
    assert found.conversions == sum(step.code == GOAL for step in log)


@settings(max_examples=8)
@given(logs)
def test_partitions_change_nothing(log: list[Took]) -> None:
    log = [Took(0, 0, 1), Took(0, SECOND, GOAL), *log]
    one = attribution(units_of(log), "c", "all", "event")
    three = attribution(units_of(log, partitions=3), "c", "all", "event")
    assert [(row.model, row.name) for row in one.rows] == [(row.model, row.name) for row in three.rows]
    assert [row.conversions.value for row in one.rows] == pytest.approx([row.conversions.value for row in three.rows])


def test_without_a_goal_and_without_orders_it_says_what_to_give(tmp_path: Path) -> None:
    with shop(tmp_path, [("anna", "Visit", "2026-01-01")]) as ws, pytest.raises(UsageError, match="needs a goal"):
        ws.journeys().attribution()
