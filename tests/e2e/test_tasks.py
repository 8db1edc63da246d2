"""What people come to the page for, done as they do it: read, choose, open. The first test is the shortest of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

import sojourn
from sojourn import simulate
from sojourn.demo.running import CUSTOMERS, SEED
from sojourn.simulate import Truth
from tests.e2e.browsing import choose, drawer_of, entry, opened, options, read, row
from tests.e2e.conftest import Demo

pytestmark = pytest.mark.slow

WAY = ("checkout", "delivery options", "payment", "order")


@pytest.fixture(scope="module")
def truth() -> Truth:
    return simulate.shop(CUSTOMERS, SEED).truth


def test_which_campaign_type_is_redeemed_best(browser: Browser, demo: Demo) -> None:
    with opened(browser, demo.households) as page:
        finding = page.locator(".finding").first
        assert "17 in 100 mailings of type A are redeemed" in read(finding)
        assert "16.6 % (likely 14.9–18.2) · 604 of 3,647" in read(finding)
        assert "mailings of type B (7.3 %) and mailings of type C (6.7 %)" in read(finding)
        assert "between which there is no clear difference" in read(finding)
        finding.get_by_role("link", name="See the cell").click()
        cell = entry(page, "Type A mailings redeemed")
        expect(cell).to_be_in_viewport()
        assert "604 of 3,647" in read(cell)
        assert "785 still running, not counted" in read(entry(page, "Coupon mailings redeemed"))


def test_the_cell_of_a_campaign_type_says_who_is_counted(browser: Browser, demo: Demo) -> None:
    with opened(browser, demo.households) as page:
        drawer = drawer_of(page, entry(page, "Type B mailings redeemed"))
        said = read(drawer)
        assert "1,844 mailings of type B" in said
        assert re.search(r"524 still running, not counted", said)
        assert "campaign_type = 'Type B'" in said


def test_the_page_says_which_type_is_best_where_the_figures_stand(browser: Browser, demo: Demo) -> None:
    with opened(browser, demo.households) as page:
        assert "more than mailings of type B" in read(entry(page, "Redeemed best"))


def test_whether_mailings_raised_spending_cannot_be_told(browser: Browser, demo: Demo) -> None:
    with opened(browser, demo.households) as page:
        said = read(entry(page, "Did the mailings raise spending?"))
    assert "Cannot tell." in said
    for why in ("87 times", "22 times", "90 %", "1,404 of 1,559", "no control group"):
        assert why in said


def test_the_figures_of_that_answer_are_those_of_the_log(demo: Demo) -> None:
    with sojourn.open(demo.report.shops[1].workspace) as ws:
        (found,) = ws.sql("""
            with mailed as (
                select customer_id, min(occurred_at) as first from events where event = 'Campaign Received' group by 1
            ), shopped as (
                select customer_id, count(*) as times,
                    count(*) filter (where occurred_at < first or first is null) as before, any_value(first) as first
                from events left join mailed using (customer_id) where event = 'Order Completed' group by 1
            )
            select round(avg(times) filter (where first is not null)) as mailed,
                round(avg(times) filter (where first is null)) as others,
                count(*) filter (where first is not null and before > 0) as had_before from shopped
        """).to_pylist()
    assert found == {"mailed": 87, "others": 22, "had_before": 1404}


def test_where_most_orders_are_lost_is_the_planted_touchpoint(browser: Browser, demo: Demo, truth: Truth) -> None:
    planted = next(step for step in truth.checkout if step.touchpoint == truth.biggest_loss)
    with opened(browser, demo.shop) as page:
        finding = page.locator(".finding", has_text="Biggest loss")
        assert f"“{planted.touchpoint}”" in read(finding)
        low, high = (float(end) / 100 for end in re.findall(r"likely ([\d.]+)–([\d.]+)", read(finding))[0])
        assert low <= planted.share_lost <= high
        finding.get_by_role("link", name="See the cell").click()
        expect(entry(page, f"Lost after “{planted.touchpoint}”")).to_be_in_viewport()


def test_map_funnel_flow_and_members_agree_on_it(browser: Browser, demo: Demo, truth: Truth) -> None:
    place = WAY.index(truth.biggest_loss)
    with sojourn.open(demo.report.shops[0].workspace) as ws:
        where = f"touchpoint in ({', '.join(repr(name) for name in WAY)})"
        journeys = ws.journeys(start="Checkout Started", goal="Order Completed", gap="1d", where=where)
        funnel = journeys.funnel(list(WAY), over="touchpoint")
        flow = journeys.flow(WAY[0], WAY[-1], depth=6, over="touchpoint", collapse=True)
        members = funnel.customers(step=place + 2, dropped=True)
    lost, reached = funnel.steps[place + 1].drop_off, funnel.steps[place].customers
    stopped = [e.journeys for e in flow.edges if (e.source, e.target) == (truth.biggest_loss, "drop-off")]
    assert sum(stopped) == lost
    with opened(browser, demo.shop) as page:
        cell = entry(page, f"Lost after “{truth.biggest_loss}”")
        assert f"{lost:,} of {reached:,}" in read(cell)
        assert f"{lost:,} after “{truth.biggest_loss}”" in read(page.locator("section[aria-labelledby=way]"))
        said = read(drawer_of(page, cell))
    assert f"{reached:,} checkouts; {len(members):,} customers behind the figure" in said


def test_three_customers_paths_are_readable_behind_it(browser: Browser, demo: Demo, truth: Truth) -> None:
    with opened(browser, demo.shop) as page:
        drawer = drawer_of(page, entry(page, f"Lost after “{truth.biggest_loss}”"))
        paths = [read(path).splitlines() for path in drawer.locator(".journey").all()]
        assert len(paths) >= 3
        for path in paths:
            assert re.fullmatch(r"Customer \d, from \w+ 2025", path[0])
            here = path.index("counted here")
            assert truth.biggest_loss in path[here - 3 : here]
            after = [line for line in path[here + 1 :] if line in WAY]
            assert after[:1] != ["payment"]


def test_personas_periods_and_the_plan_can_be_chosen(browser: Browser, demo: Demo) -> None:
    with opened(browser, demo.shop) as page:
        for label in ("Customers", "Period", "Show"):
            assert len(options(page, label)) > 1
            choose(page, label, options(page, label)[-1])
            assert read(page.locator(".badge")).upper() == "SIMULATED SHOP"
            expect(page.locator(".map thead th").nth(1)).to_be_visible()


WORKSHOP = """\
title,I furnish my home,,,,,
,Awareness,Consideration,Purchase,Service,Loyalty,Advocacy
Reach,,99 %,At least 60 %,80 %,,
Touchpoints,App installation,Search,Checkout,Delivery,,
Feelings,,,-1.5,,,
Actions,I see an ad,I compare,I pay,I wait for my parcel,,
Needs,To know what fits,,,Somebody who answers,,
Figures,,,CSAT 20 %,,,
"""
WRONG = {"80 %": "49 %", "CSAT 20 %": "% (likely"}
"""What the workshop believes wrongly, beside the feelings at the purchase, and what the page says of it."""
RIGHT = ("99 %", "At least 60 %", "App installation", "Search", "Checkout", "Delivery")


def test_exactly_the_wrong_beliefs_of_a_workshop_are_contradicted(browser: Browser, demo: Demo, tmp_path: Path) -> None:
    (tmp_path / "workshop.csv").write_text(WORKSHOP, "utf-8")
    with sojourn.open(demo.report.shops[0].workspace) as ws:
        page_file = ws.map(sojourn.load_map(tmp_path / "workshop.csv")).save(tmp_path / "workshop.html")
    with opened(browser, page_file) as page:
        wrong = [read(one) for one in page.locator(".map .contradicted").all()]
        right = [read(one) for one in page.locator(".map .confirmed").all()]
        felt, needs = read(row(page, "Feelings")), read(row(page, "Needs"))
        everywhere = read(page.locator(".map"))
    assert sorted(one.splitlines()[0] for one in wrong) == sorted(WRONG)
    assert all("Contradicted" in one and WRONG[one.splitlines()[0]] in one for one in wrong)
    assert "Contradicted: believed −1.5, measured +1.2" in felt
    assert everywhere.count("Contradicted") == 3
    assert sorted(one.splitlines()[0] for one in right) == sorted(RIGHT)
    assert "no data yet" in needs
