from __future__ import annotations

from math import isnan
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import hyp2f1

from sojourn.errors import UsageError
from sojourn.estimates import Estimate
from sojourn.measures.kpis.value import buying, spending, worth
from tests.measures.kpis.asking import ask, only
from tests.measures.kpis.buyers import BUYING, SPENDING, buyers, fitted
from tests.shops import Story, shop


def stories(seed: int, n: int = 150) -> list[Story]:
    """Orders on days, as a log has them, until the end of June 2026."""
    lived = buyers(seed, n)
    end = np.datetime64("2026-06-30")
    found: list[Story] = []
    for row in range(n):
        first = end - np.timedelta64(round(lived.known.age[row] * 7), "D")
        again = np.linspace(0, lived.known.last[row] * 7, int(lived.known.repeats[row]) + 1)
        paid = lived.known.paid[row] if lived.known.repeats[row] else 30.0
        for day in np.unique(again.round()):
            when = str(first + np.timedelta64(int(day), "D"))
            more = {"value": round(float(paid), 2), "channel": f"{row % 2}"}
            found.append((f"c{row}", "Order Completed", when, more))
    return [*found, ("end", "Page Viewed", "2026-06-30")]


def test_what_customers_are_worth_and_whether_they_are_still_there(tmp_path: Path) -> None:
    with shop(tmp_path, stories(1)) as ws:
        worth_a_year = ws.journeys().measure("clv", by="channel", ahead="52w")
        risk = only(ws.journeys().measure("churn_risk"))
        half_a_year = only(ws.journeys().measure("clv", ahead="26w")).estimate
    whole, *channels = (row.estimate for row in worth_a_year.rows)
    assert whole.n == 150 == sum(each.n for each in channels)
    assert whole.value == pytest.approx(sum(each.value * each.n for each in channels) / 150)
    assert whole.low < whole.value < whole.high
    assert half_a_year.value < whole.value < 2 * half_a_year.value, "some leave in the second half"
    assert 0 < risk.estimate.low < risk.estimate.value < risk.estimate.high < 1


def test_expected_purchases_equal_the_published_formula() -> None:
    known, (r, alpha, a, b), weeks = buyers(2).known, BUYING, 26.0
    x, age = known.repeats, known.age
    stays = hyp2f1(r + x, b + x, a + b + x - 1, weeks / (alpha + age + weeks))
    published = (a + b + x - 1) / (a - 1) * (1 - ((alpha + age) / (alpha + age + weeks)) ** (r + x) * stays)
    published *= buying.alive(BUYING, known)
    assert buying.ahead(BUYING, known, weeks).mean == pytest.approx(published, abs=1e-9)


@given(st.integers(0, 4000), st.floats(0.1, 500), st.floats(0.1, 500))
def test_no_history_is_too_long_to_look_ahead(repeats: int, last: float, weeks: float) -> None:
    known = buyers(3, 1).known._replace(
        repeats=np.array([float(repeats)]), last=np.array([last]), age=np.array([last + 1])
    )
    found = buying.ahead(BUYING, known, weeks)
    assert 0 <= found.mean[0] <= weeks * (BUYING[0] + repeats) / (BUYING[1] + last + 1) + 1e-6
    assert found.square[0] >= found.mean[0] ** 2 * (1 - 1e-9)
    assert 0 <= found.least[0] <= found.most[0]


@pytest.mark.parametrize("model", [(buying, BUYING), (spending, SPENDING)])
def test_slopes_of_the_likelihood_are_those_of_small_steps(model: tuple[object, np.ndarray]) -> None:
    module, at = model
    known = buyers(4, 50).known
    known = known.take(known.repeats > 0)
    likelihood = module.log_likelihood  # type: ignore[attr-defined]
    for k in range(len(at)):
        step = np.zeros(len(at))
        step[k] = 1e-6 * at[k]
        small = (likelihood(at + step, known)[0] - likelihood(at - step, known)[0]) / (2 * step[k])
        assert likelihood(at, known)[1][:, k] == pytest.approx(small, rel=1e-4, abs=1e-6)


def test_another_currency_changes_gamma_alone() -> None:
    known = buyers(5).known
    one, other = spending.fit_spending(known), spending.fit_spending(known._replace(paid=known.paid * 1000))
    assert other.parameters == pytest.approx(one.parameters * [1, 1, 1000], rel=1e-4)


@pytest.mark.slow
def test_ranges_hold_what_really_comes() -> None:
    """Of 40 simulated shops; of ranges that truly hold in 95 %, fewer than 33 hold once in a thousand times."""
    orders, paid, mean_known, single = [], [], [], []
    for seed in range(40):
        lived = buyers(seed)
        model = fitted(lived.known)
        of_orders = worth.orders(model, 26)
        of_value = worth.value(model, of_orders)
        by_chance = worth.chances(model, 26)
        orders.append(holds(worth.total(model, of_orders, by_chance[0], ""), lived.orders.sum()))
        paid.append(holds(worth.total(model, of_value, by_chance[1], ""), lived.paid.sum()))
        expected = buying.ahead(BUYING, lived.known, 26).mean * spending.paid(SPENDING, lived.known)
        pairs = zip(worth.each(model, of_value, ""), expected, strict=True)
        mean_known.append(np.mean([holds(*pair) for pair in pairs]))
        ahead = buying.ahead(model.buying.parameters, lived.known, 26)
        single.append(np.mean((ahead.least <= lived.orders) & (lived.orders <= ahead.most)))
    assert min(sum(orders), sum(paid)) >= 33
    assert 0.88 <= np.mean(mean_known) <= 0.99
    assert np.mean(single) >= 0.95


def holds(estimate: Estimate, truth: float) -> bool:
    return bool(estimate.low <= truth <= estimate.high)


def test_too_few_who_bought_again_get_no_figure(tmp_path: Path) -> None:
    orders: list[Story] = [(f"c{n}", "Order Completed", f"2026-01-{n + 1:02}", {"value": 10}) for n in range(20)]
    with shop(tmp_path, orders) as ws:
        found = ws.journeys().measure("clv")
        value = ws.journeys().value()
        assert isnan(only(found).estimate.value)
        assert "Only 0 customers bought again, 20 are needed" in found.notes[0]
        assert (value.rows, value.customers, value.notes) == ((), 20, found.notes)
        assert value.summary() == "What 20 customers will buy cannot be told."
        with pytest.raises(UsageError, match="ahead is how far to look into the future"):
            ws.journeys().value("0d")
    with shop(tmp_path / "empty", []) as ws:
        assert ws.journeys().value().summary().startswith("No customer has ordered, so ")
        with pytest.raises(UsageError, match="'soon' is not a duration"):
            ws.journeys().measure("clv", ahead="soon")


def test_orders_without_a_value_still_tell_how_often(tmp_path: Path) -> None:
    orders: list[Story] = [(story[0], story[1], story[2]) for story in stories(6)]
    with shop(tmp_path, orders) as ws:
        found = ws.journeys().value("26w", top=3)
    assert found.orders.low > 0
    assert isnan(found.value.value)
    assert "Only 0 customers bought again at a price" in found.notes[0]
    assert [row.customer for row in found.rows] == sorted((row.customer for row in found.rows), key=lambda who: (
        -next(row.orders.value for row in found.rows if row.customer == who), who))  # fmt: skip


def test_a_log_without_any_order_says_how_to_name_them(tmp_path: Path) -> None:
    with shop(tmp_path, [("anna", "Page Viewed", "2026-01-02")]) as ws:
        found = ws.journeys().value()
    assert found.customers == 0
    assert "Name them with orders=[...]" in found.notes[0]


def test_a_customer_with_one_order_has_no_risk(tmp_path: Path) -> None:
    with shop(tmp_path, stories(7)) as ws:
        found = ws.journeys().value("26w")
    assert all(isnan(row.churn_risk.value) == (row.bought == 1) for row in found.rows)
    assert found.orders.value == pytest.approx(sum(row.orders.value for row in found.rows))
    assert found.value.value == pytest.approx(sum(row.value.value for row in found.rows))
    assert found.checked is not None
    assert found.checked.sentence().startswith("Asked about the last 10 weeks, the model expected")


def test_the_measures_are_told_of_units_in_memory() -> None:
    from tests.in_memory import units_of

    assert ask(units_of([]), "clv").rows[0].estimate.n == 0
