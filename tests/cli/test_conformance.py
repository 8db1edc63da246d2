from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.running import run, tiny_shop

PLAN = """\
title: I buy a lamp
phases:
  - id: buy
    title: Buy
    steps:
      - {id: look, title: Look, touchpoint: product page}
      - {id: cart, title: Cart, touchpoint: cart}
      - {id: order, title: Order, touchpoint: order}
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "plan.map.yaml").write_text(PLAN, "utf-8")
    return tiny_shop(tmp_path)


def test_a_plan_is_held_against_what_customers_did(shop: Path, tmp_path: Path) -> None:
    lines = run("conformance", shop, tmp_path / "plan.map.yaml").stdout.splitlines()
    assert lines[0] == "2 of 3 customers kept to the plan as far as they came; 1 of them came to its end."
    assert lines[-1] == "Whether deviations go with more or fewer coming to an order cannot be told. Too few deviate."
    told = json.loads(run("conformance", shop, tmp_path / "plan.map.yaml", "--json", "--every", "month").stdout)
    assert (told["units"], told["outcome"]) == (3, "an order")
    quiet = json.loads(run("conformance", shop, tmp_path / "plan.map.yaml", "--json", "--no-effects").stdout)
    assert quiet["outcome"] is None


def test_a_map_that_is_not_there_is_a_failure_that_says_so(shop: Path, tmp_path: Path) -> None:
    done = run("conformance", shop, tmp_path / "no.map.yaml")
    assert done.exit_code != 0
    assert "no.map.yaml" in done.stderr
