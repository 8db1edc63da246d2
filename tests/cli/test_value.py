from __future__ import annotations

import json
from pathlib import Path

from tests.cli.running import run, tiny_shop
from tests.measures.kpis.test_value import stories


def test_what_customers_are_worth_is_told_and_the_best_are_listed(tmp_path: Path) -> None:
    orders = tmp_path / "orders.csv"
    lines = [f"{who},{what},{when},{more['value'] if more else ''}" for who, what, when, *rest in stories(1)
             for more in [rest[0] if rest else None]]  # fmt: skip
    orders.write_text("user_id,event,occurred_at,value\n" + "\n".join(lines))
    run("load", tmp_path / "shop", orders)
    told = run("value", tmp_path / "shop", "--ahead", "26w", "--top", "3").stdout
    assert "150 customers are expected to order" in told
    assert "Asked about the last 10 weeks, the model expected" in told
    assert len(told.split("\n\n")[1].splitlines()) == 4
    answer = json.loads(run("value", tmp_path / "shop", "--ahead", "26w", "--json").stdout)
    assert len(answer["rows"]) == 20
    assert answer["rows"][0]["value"]["low"] > 0


def test_too_few_orders_are_said(tmp_path: Path) -> None:
    done = run("value", tiny_shop(tmp_path))
    assert done.exit_code == 0
    assert "Only 0 customers bought again, 20 are needed" in done.stdout
