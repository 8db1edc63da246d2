from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from sojourn.cli.app import sojourn
from tests.cli.running import run, tiny_shop

ANNA = """\
what      value
customer  anna
user_id   anna

when              event            touchpoint    channel  stage          value  score  text
2026-01-01 10:00  Product Viewed   product page  web      consideration
2026-01-01 10:05  Product Added    cart          web      consideration
2026-01-02 10:00  Order Completed  order         web      purchase          30
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return tiny_shop(tmp_path)


def test_a_customer_is_shown_with_every_step(shop: Path) -> None:
    assert run("customer", shop, "anna").stdout == ANNA


def test_two_customers_are_merged_and_parted_again(shop: Path) -> None:
    assert run("merge", shop, "anna", "--into", "ben").stdout == "anna and ben are one customer, ben.\n"
    merged = json.loads(run("customer", shop, "anna", "--json").stdout)
    assert (merged["id"], len(merged["steps"])) == ("ben", 5)
    assert run("unmerge", shop, "anna").stdout == "anna is a customer apart, anna.\n"
    assert len(json.loads(run("customer", shop, "ben", "--json").stdout)["steps"]) == 2


def test_nobody_is_forgotten_unasked(shop: Path) -> None:
    refused = CliRunner().invoke(sojourn, ["forget", str(shop), "anna"], input="n\n")
    assert refused.exit_code == 130
    assert refused.stderr.startswith("Delete anna with 3 events? This cannot be undone.")
    assert "Nothing was deleted. Where nobody can be asked, add --yes." in refused.stderr
    assert run("customer", shop, "anna").exit_code == 0


def test_a_customer_is_forgotten_for_good(shop: Path) -> None:
    done = run("forget", shop, "anna", "--yes", "--json")
    assert json.loads(done.stdout) == {"identifiers": 1, "events": 3}
    assert run("customer", shop, "anna").exit_code == 2


def test_somebody_unknown_is_wrong_usage(shop: Path) -> None:
    done = run("customer", shop, "nobody")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith('sojourn: Nobody here is called "nobody".')
