from __future__ import annotations

from collections import Counter
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.errors import UsageError
from sojourn.estimates import wilson
from sojourn.journeys.definition import define
from sojourn.measures.survival import kaplan_meier
from sojourn.periods import HOUR, SECOND
from tests.in_memory import Took, units_of
from tests.measures.kpis.asking import ask, figures, in_order, logs, only

DAY = 24 * HOUR
ROLES = {
    "ticket_opened": (1,),
    "ticket_answered": (2,),
    "ticket_solved": (3,),
    "support_contact": (1,),
    "complaint": (2,),
    "order": (3,),
}


def test_how_long_tickets_wait_with_those_that_still_do() -> None:
    log = [
        Took(0, 0, 1), Took(0, HOUR, 2), Took(0, 3 * HOUR, 3),
        Took(1, 0, 1), Took(1, 2 * HOUR, 3),
        Took(2, 3 * HOUR, 1),
    ]  # fmt: skip
    units = units_of(log, roles=ROLES)
    answered, solved = (only(ask(units, name)) for name in ("first_response_time", "resolution_time"))
    assert (answered.estimate.value, answered.open_units) == (3600, 1)
    assert (solved.estimate.value, solved.further["p90"].value, solved.estimate.n) == (7200, 10800, 3)
    assert solved.estimate == kaplan_meier([0, 7200, 10800], [False, True, True]).quantile()


def test_where_most_still_wait_the_median_is_not_reached() -> None:
    row = only(ask(units_of([Took(0, 0, 1), Took(1, DAY, 1)], roles=ROLES), "resolution_time"))
    assert (row.estimate.value, row.open_units) == (inf, 2)


def test_tickets_are_told_apart_by_their_id_or_case() -> None:
    log = [Took(0, 0, 1), Took(0, 1 * HOUR, 1), Took(0, 2 * HOUR, 3), Took(0, 4 * HOUR, 3)]
    for field in ("ticket_id", "case_id"):
        units = units_of(log, roles=ROLES, more=[{field: ticket} for ticket in ("x", "y", "y", "x")])
        rows = ask(units, "resolution_time", by=f"property:{field}").rows[1:]
        assert [row.estimate.value for row in rows] == [4 * 3600, 3600]
        cases = units_of(
            log, define(case=field), roles=ROLES, more=[{field: ticket} for ticket in ("x", "y", "y", "x")]
        )
        assert [row.estimate.value for row in ask(cases, "resolution_time", by=f"property:{field}").rows[1:]] == [
            4 * 3600, 3600,
        ]  # fmt: skip


def test_waits_of_customers_who_wait_often_have_an_interval_by_customer() -> None:
    log = [
        Took(who, 10 * n * HOUR + late * who * HOUR, 1 + 2 * late)
        for who in range(6)
        for n in range(3)
        for late in (0, 1)
    ]
    found = only(ask(units_of(log, roles=ROLES), "resolution_time")).estimate
    assert found.method == "kaplan-meier, bootstrap by customer"
    assert 0 <= found.low < found.value < found.high <= 5 * 3600


def test_one_contact_is_enough_or_another_follows() -> None:
    log = [Took(0, 0, 1), Took(0, 7 * DAY, 1), Took(1, 0, 1), Took(1, 7 * DAY + 1, 1), Took(2, 20 * DAY, 1)]
    units = units_of(log, roles=ROLES)
    again, first = only(ask(units, "repeat_contact")), only(ask(units, "first_contact_resolution"))
    assert (again.estimate.value, again.estimate.n, again.open_units) == (1 / 4, 4, 1)
    assert (first.estimate.value, first.estimate.n, first.open_units) == (pytest.approx(2 / 3), 3, 1)


def test_a_contact_on_another_subject_is_no_repeat() -> None:
    log = [Took(0, 0, 1), Took(0, DAY, 1), Took(1, 20 * DAY, 4)]
    units = units_of(log, roles=ROLES, more=[{"topic": topic} for topic in ("bill", "delivery", "")])
    assert only(ask(units, "repeat_contact")).estimate.value == 1 / 2
    assert only(ask(units, "repeat_contact", subject="topic")).estimate.value == 0


def test_complaints_by_customers_or_by_orders() -> None:
    log = [Took(0, 0, 3), Took(0, 1, 2), Took(0, 2, 2), Took(1, 0, 3), Took(2, 0, 4)]
    units = units_of(log, roles=ROLES)
    assert only(ask(units, "complaint_rate")).estimate == wilson(1, 3)
    by_order = ask(units, "complaint_rate", per="order")
    assert (only(by_order).estimate.value, by_order.unit) == (1.0, "complaints per order")
    with pytest.raises(UsageError, match='"customer" or "order"'):
        ask(units, "complaint_rate", per="visit")


def test_contacts_there_by_all_orders() -> None:
    log = [Took(0, 0, 1), Took(0, 1, 3), Took(1, 0, 3), Took(1, 1, 3)]
    whole, by_phone = ask(units_of(log, roles=ROLES), "contacts_per_order", by="channel").rows
    assert (by_phone.by, by_phone.estimate.value, by_phone.estimate.n) == ({"channel": "a"}, whole.estimate.value, 3)


@given(logs, st.integers(1, 3))
def test_resolution_time_equals_plain_python(log: list[Took], partitions: int) -> None:
    end = max((step.at for step in log), default=0)
    steps = in_order(log)
    waits: list[tuple[float, bool]] = []
    for n, step in enumerate(steps):
        if step.code == 1:
            solved = next((later.at for later in steps[n + 1 :] if (later.who, later.code) == (step.who, 3)), None)
            waits.append(((end if solved is None else solved) - step.at, solved is not None))
    row = only(ask(units_of(log, partitions=partitions, roles=ROLES), "resolution_time"))
    plain = kaplan_meier([wait / SECOND for wait, _ in waits], [over for _, over in waits]).quantile()
    assert (row.estimate.n, row.open_units) == (len(waits), sum(not over for _, over in waits))
    assert row.estimate.value == pytest.approx(plain.value, nan_ok=True)


@given(logs, st.integers(1, 3), st.integers(1, 9))
def test_contacts_equal_plain_python(log: list[Took], partitions: int, days: int) -> None:
    end = max((step.at for step in log), default=0)
    contacts = [step for step in in_order(log) if step.code == 1]
    counted = Counter[str]()
    for n, step in enumerate(contacts):
        near = [k for k in (n - 1, n + 1) if 0 <= k < len(contacts) and contacts[k].who == step.who]
        near = [k for k in near if abs(contacts[k].at - step.at) <= days * DAY]
        if end - step.at >= days * DAY:
            counted.update(["all"], again=n + 1 in near)
            counted.update(first=n - 1 not in near, resolved=near == [])
    units = units_of(log, partitions=partitions, roles=ROLES)
    again = only(ask(units, "repeat_contact", within=f"{days}d")).estimate
    first = only(ask(units, "first_contact_resolution", within=f"{days}d")).estimate
    assert (again.n, first.n) == (counted["all"], counted["first"])
    assert again.n == 0 or again.value == pytest.approx(counted["again"] / counted["all"])
    assert first.n == 0 or first.value == pytest.approx(counted["resolved"] / counted["first"])


@given(logs, st.integers(1, 3))
def test_rates_equal_plain_python(log: list[Took], partitions: int) -> None:
    units = units_of(log, partitions=partitions, roles=ROLES)
    complained, active = {step.who for step in log if step.code == 2}, {step.who for step in log}
    assert str(only(ask(units, "complaint_rate")).estimate) == str(wilson(len(complained), len(active)))
    count = Counter(step.code for step in log)
    per_order = only(ask(units, "contacts_per_order")).estimate
    assert per_order.n == count[3]
    assert count[3] == 0 or per_order.value == pytest.approx(count[1] / count[3])


@given(logs)
def test_partitions_do_not_matter(log: list[Took]) -> None:
    one, three = units_of(log, roles=ROLES), units_of(log, partitions=3, roles=ROLES)
    for name in ("resolution_time", "repeat_contact", "first_contact_resolution", "complaint_rate"):
        assert figures(ask(one, name, by="channel")) == figures(ask(three, name, by="channel"))
