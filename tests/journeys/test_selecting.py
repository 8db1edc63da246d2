"""Which names of the log a step means."""

from __future__ import annotations

from pathlib import Path

from sojourn.journeys.selecting import codes_named
from tests.shops import shop

NAMES = ("Order Completed", "order_completed", "page view", "Page View", "ORDER-COMPLETED")


def test_a_standard_name_means_all_its_spellings() -> None:
    for word in ("Order Completed", "order_completed", "Completed Order"):
        assert codes_named(word, NAMES) == [0, 1, 4]


def test_another_name_means_itself_and_else_what_reads_alike() -> None:
    assert codes_named("Basket", ("basket", "Basket", "BASKET")) == [1]
    assert codes_named("bas_ket", ("basket", "Basket", "BASKET")) == [0, 1, 2]
    assert codes_named("Trolley", NAMES) == []


def test_a_funnel_counts_orders_as_the_key_figures_do(tmp_path: Path) -> None:
    day = "2026-01-01"
    ws = shop(
        tmp_path, [("anna", "Order Completed", day, {"value": 1}), ("bert", "order_completed", day, {"value": 3})]
    )
    journeys = ws.journeys()
    assert journeys.funnel(["Order Completed"]).steps[0].customers == 2
    assert journeys.measure("aov").rows[0].estimate.n == 2
