"""Did a change move a measure? Asked of the log of a shop."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from sojourn.demo.running import _record_change
from sojourn.errors import UsageError
from sojourn.insights.before_after.totals import totals
from sojourn.simulate import shop as simulated
from sojourn.workspace import Workspace
from tests.shops import shop

FIRST = datetime(2026, 1, 5, 9)
CHANGED = date(2026, 3, 16)
SOUTH = {"where": "region = 'south'"}


@pytest.fixture(scope="module")
def orders(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Orders in two regions for a hundred days; from the 70th on the north has half as many again."""
    rng, events = np.random.default_rng(3), []
    for day in range(100):
        busy = 40 + 2 * np.sin(day / 9) + 4 * (day % 7 == 5)
        for region, factor in (("north", 1.5 if day >= 70 else 1.0), ("south", 0.8)):
            for k in range(rng.poisson(busy * factor)):
                at = FIRST + timedelta(days=day, minutes=k)
                said = {"region": region, "value": 10 + k % 5}
                events.append((f"{region}-{day}-{k}", "Order Completed", at.isoformat(), said))
    return shop(tmp_path_factory.mktemp("orders"), events)


def test_a_change_that_helped(orders: Workspace) -> None:
    north = orders.journeys(where="region = 'north'")
    found = north.before_after("count", CHANGED, [SOUTH], event="Order Completed")
    assert found.verdict == "better"
    assert found.effect.low < 20 < found.effect.high
    assert found.observed - found.expected == pytest.approx(found.effect.value)
    assert found.every == "day"
    assert found.sentence.startswith("After 16 March 2026 count of Order Completed is better: ")
    assert any("Tried on" in reason for reason in found.reasons)
    assert [point.side for point in found.points].count("after") == found.judged
    assert found.checks


def test_at_a_dummy_date_nothing_is_claimed(orders: Workspace) -> None:
    quiet = orders.journeys(where="region = 'north' and occurred_at < '2026-03-16'")
    found = quiet.before_after("count", "2026-02-23", [SOUTH], event="Order Completed")
    assert found.verdict in ("no change seen", "cannot tell")


def test_what_straddles_the_date_is_left_out_and_said(orders: Workspace) -> None:
    north = orders.journeys(where="region = 'north'")
    found = north.before_after("repeat_contact", CHANGED, ["aov"], contacts="Order Completed", within="2d")
    assert found.left_out == 2
    assert any("2 days that straddle the date were" in reason for reason in found.reasons)
    assert [point.side for point in found.points].count("straddling") == 2
    none = north.before_after("repeat_contact", CHANGED, ["aov"], washout="0d", contacts="Order Completed")
    assert none.left_out == 0


def test_what_is_not_judged_is_counted_and_says_why(orders: Workspace) -> None:
    north = orders.journeys(where="region = 'north'")
    found = north.before_after("count", CHANGED, [SOUTH], event="Order Completed")
    assert found.judged < 30
    later = [point.side for point in found.points].count("later")
    assert later == 29 - found.judged
    assert any(reason.startswith(f"The last {later} days after the date are not judged") for reason in found.reasons)
    assert any(reason.startswith("1 day after the date is left out") for reason in found.reasons)
    assert found.not_judged == later + 1


def test_lower_can_be_better(orders: Workspace) -> None:
    north = orders.journeys(where="region = 'north'")
    found = north.before_after("count", CHANGED, [SOUTH], direction="lower", event="Order Completed")
    assert found.verdict == "worse"
    assert found.gain.high < 0 < found.effect.low


@pytest.mark.parametrize(
    ("day", "controls", "says"),
    [
        (CHANGED, [], "nothing to compare with"),
        (CHANGED, [], r'in Python controls=\["aov"\], in a shell --control aov'),
        ("2031-01-01", [SOUTH], "outside the data"),
        ("2026-01-05", [SOUTH], "outside the data"),
        ("2026-01-12", [SOUTH], r"7 periods before the change; \d+ are needed"),
        (CHANGED, [{"where": "region = 'north'"}], "everybody got the change"),
        (CHANGED, [{"where": "region = 'west'"}], "no figures"),
        (CHANGED, ["revenu"], "name of a measure"),
        (CHANGED, [{"wher": "x"}], "Its fields are"),
    ],
)
def test_what_cannot_be_asked(orders: Workspace, day: str, controls: list[object], says: str) -> None:
    north = orders.journeys(where="region = 'north'")
    with pytest.raises(UsageError, match=says):
        north.before_after("count", day, controls, event="Order Completed")  # type: ignore[arg-type]


def test_a_change_that_reached_nobody(orders: Workspace) -> None:
    nobody = orders.journeys(where="region = 'west'")
    with pytest.raises(UsageError, match="nobody was counted"):
        nobody.before_after("count", CHANGED, [SOUTH], event="Order Completed")


def test_a_slip_in_a_name_is_noticed(orders: Workspace) -> None:
    with pytest.raises(UsageError, match='Did you mean "Order Completed"'):
        orders.before_after("count", CHANGED, [SOUTH], event="Ordr Completed")


def test_what_never_happens_is_told_by_its_name_and_not_by_its_controls(orders: Workspace) -> None:
    north = orders.journeys(where="region = 'north'", goal="Ordr Completed")
    with pytest.raises(UsageError, match=r'^conversion is zero in every day\. No event .* Did you mean "Order Comp'):
        north.before_after("conversion", CHANGED, [SOUTH])
    wrong = {"measure": "conversion", "options": {"goal": "Ordr Completed"}}
    north = orders.journeys(where="region = 'north'")
    with pytest.raises(UsageError, match=r'The control conversion · goal=Ordr .* zero .* Did you mean "Order Comp'):
        north.before_after("count", CHANGED, [wrong], event="Order Completed")


def test_a_measure_that_is_not_there_is_told_before_controls_are_asked_for(orders: Workspace) -> None:
    with pytest.raises(UsageError, match='No measure is called "conversoin"'):
        orders.before_after("conversoin", CHANGED, [])


def test_customers_cannot_be_in_the_series_and_in_its_control(tmp_path: Path) -> None:
    events = [(f"u{k}", "Order Completed", f"2026-01-{1 + k % 28:02}") for k in range(60)]
    with shop(tmp_path, events) as ws:
        ws.load_customers([{"user_id": f"u{k}", "plan": "pro" if k % 2 else "free"} for k in range(60)])
        with pytest.raises(UsageError, match="30 customers are in the series and in its control"):
            ws.before_after("count", "2026-01-20", [{"customers": "plan = 'pro'"}], event="Order Completed")


def test_steps_cannot_be_in_the_series_and_in_its_control(orders: Workspace) -> None:
    with pytest.raises(UsageError, match=r"[\d,]+ steps are in the series and in its control region != 'east'"):
        orders.journeys(where="region = 'north'").before_after(
            "count", "2026-03-16", [{"where": "region != 'east'"}], event="Order Completed"
        )


@pytest.mark.slow
def test_did_sharing_call_notes_help(tmp_path: Path) -> None:
    """In the simulated shop fewer callers have to call again from the middle of the year on; its demo says so."""
    made = simulated(20_000, 1)
    fix = made.truth.fix
    with Workspace(tmp_path / "shop") as ws:
        made.load(ws)
        _record_change(ws.path / "changes")
        (found,) = ws.changes().rows
        asked = {"contacts": ["Support Call"]}
        dummy = ws.before_after("first_contact_resolution", "2025-10-15", ["aov", "csat"], **asked)
    assert found.date == fix.date
    assert found.verdict == "confirmed"
    assert found.realised.low < fix.before - fix.after < found.realised.high
    assert found.within
    assert found.sentence.startswith("Call notes are shared (2 July 2025): confirmed. Gain predicted 20.0 points")
    assert dummy.verdict in ("no change seen", "cannot tell")


def test_days_after_a_window_are_not_days_without_orders(orders: Workspace) -> None:
    window = ("2026-01-07", "2026-03-25")
    north = orders.journeys(where="region = 'north'", between=window)
    found = north.before_after("count", CHANGED, [SOUTH], event="Order Completed")
    assert found.verdict == "better"
    assert (found.points[0].period, found.points[-1].period) == (date(2026, 1, 7), date(2026, 3, 25))
    assert min(point.observed for point in found.points) > 0
    weeks = totals(north.units(), north._calendar(), "count", "week", {"event": "Order Completed"}).rows
    # The window begins and ends on a Wednesday: neither of these weeks is whole.
    assert weeks[0].period == date(2026, 1, 12)
    assert [row.period for row in weeks if row.open] == [date(2026, 3, 23)]


def test_values_in_another_currency_are_not_added_up(tmp_path: Path) -> None:
    rng, events = np.random.default_rng(5), []
    for day in range(80):
        for region in ("north", "south"):
            for k in range(rng.poisson(20)):
                yen = region == "north" and day >= 60 and k % 20 == 0
                said = {"region": region, "value": 8000 if yen else 50, "currency": "JPY" if yen else "EUR"}
                events.append((f"{region}-{day}-{k}", "Bought", (FIRST + timedelta(days=day)).isoformat(), said))
    with shop(tmp_path, events) as ws:
        north = ws.journeys(where="region = 'north'")
        found = north.before_after("value", "2026-03-06", [SOUTH], event="Bought")
        asked = north.before_after("value", "2026-03-06", [SOUTH], event="Bought", currency="EUR")
        assert found.verdict == "no change seen"
        assert found.observed < 1_200
        assert asked.observed == found.observed
        (note,) = found.notes
        assert note.startswith("29 values in JPY were left out: sums are in EUR")
        assert note in found.reasons
        with pytest.raises(UsageError, match='"count" has no option "currency"'):
            north.before_after("count", "2026-03-06", [SOUTH], event="Bought", currency="EUR")
