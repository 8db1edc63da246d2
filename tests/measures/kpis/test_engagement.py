from __future__ import annotations

from datetime import date
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.errors import UsageError
from sojourn.estimates import mean_of, wilson
from sojourn.periods import HOUR
from tests.in_memory import Took, units_of
from tests.measures.kpis.asking import START, ask, figures, in_order, logs, only

DAY = 24 * HOUR
ROLES = {"left": (4,), "survey_asked": (1,), "survey_answered": (2,), "campaign_sent": (3,), "campaign_clicked": (4,)}


def test_retention_by_week_leaves_out_weeks_whose_next_is_not_over() -> None:
    log = [Took(0, START), Took(0, START + 7 * DAY), Took(1, START + DAY), Took(1, START + 15 * DAY)]
    found = ask(units_of(log), "retention", every="week")
    assert [(row.period, row.estimate, row.open_units) for row in found.rows[:2]] == [
        (date(2026, 1, 5), wilson(1, 2), 0),
        (date(2026, 1, 12), found.rows[1].estimate, 1),
    ]
    assert [row.estimate.n for row in found.rows] == [2, 0, 0]
    assert [row.open for row in found.rows] == [False, False, True]
    assert "look new" in found.notes[0]


def test_retention_without_periods_counts_from_each_customer_s_own_start() -> None:
    log = [Took(0, 0), Took(0, 10 * DAY), Took(1, 0), Took(1, 9 * DAY), Took(2, 5 * DAY), Took(3, 25 * DAY)]
    row = only(ask(units_of(log), "retention", after="10d"))
    assert (row.estimate, row.open_units) == (wilson(1, 3), 1)


def test_churn_is_silence_or_leaving() -> None:
    log = [Took(0, 0), Took(0, 99 * DAY), Took(1, 0), Took(2, 0), Took(2, 98 * DAY, 4), Took(3, 95 * DAY)]
    row = only(ask(units_of(log, roles=ROLES), "churn", after="30d"))
    assert (row.estimate, row.open_units) == (wilson(2, 3), 1)


def test_a_last_step_in_an_exit_stage_is_leaving() -> None:
    log = [Took(0, 0), Took(0, 99 * DAY, 3), Took(1, 0), Took(1, 99 * DAY), Took(2, 98 * DAY, 3), Took(2, 99 * DAY)]
    row = only(ask(units_of(log, exits=("c",)), "churn", after="30d"))
    assert (row.estimate, row.open_units) == (wilson(1, 2), 1)
    assert only(ask(units_of(log, exits=("c",)), "churn", after="30d", leaving="d")).estimate == wilson(0, 2)


def test_churn_within_a_time_follows_the_product_limit_curve() -> None:
    """Lost after 10 days: 1 of 4 at risk; lost after 20: 1 of 2 (one was last seen after 15). Left: 3/4 x 1/2."""
    log = [Took(0, 0), Took(0, 10 * DAY), Took(1, 0), Took(1, 20 * DAY), Took(2, 85 * DAY), Took(2, 100 * DAY)]
    log += [Took(3, 70 * DAY), Took(3, 100 * DAY)]
    units = units_of(log)
    assert only(ask(units, "churn", after="30d", within="12d")).estimate.value == pytest.approx(1 / 4)
    assert only(ask(units, "churn", after="30d", within="25d")).estimate.value == pytest.approx(1 - 3 / 4 / 2)
    assert only(ask(units, "churn", after="30d", within="25d")).estimate.method == "kaplan-meier"


def test_engagement_counts_days_or_touchpoints() -> None:
    log = [Took(0, START), Took(0, START + 1, 2), Took(0, START + DAY), Took(1, START)]
    assert only(ask(units_of(log), "engagement")).estimate == mean_of([2, 1])
    assert only(ask(units_of(log), "engagement", kind="touchpoints")).estimate == mean_of([2, 1])
    by_channel = ask(units_of(log), "engagement", by="channel").rows[1:]
    assert [(row.by["channel"], row.estimate.value) for row in by_channel] == [("a", 1.5), ("b", 1.0)]
    with pytest.raises(UsageError, match='is "days" or "touchpoints"'):
        ask(units_of(log), "engagement", kind="hours")


def test_an_answer_belongs_to_the_last_question_before_it() -> None:
    log = [
        Took(0, 0, 1),
        Took(0, DAY, 1),
        Took(0, 2 * DAY, 2),
        Took(1, 0, 1),
        Took(1, 20 * DAY, 2),
        Took(2, 20 * DAY, 1),
    ]
    row = only(ask(units_of(log, roles=ROLES), "response_rate"))
    assert (row.estimate.value, row.estimate.n, row.open_units) == (pytest.approx(1 / 3), 3, 1)


def test_a_click_belongs_to_the_message_of_the_same_campaign() -> None:
    log = [Took(0, 0, 3), Took(0, 1, 3), Took(0, 2, 4), Took(1, 30 * DAY, 1)]
    units = units_of(log, roles=ROLES, more=[{"campaign": word} for word in ("x", "y", "x", "")])
    by_campaign = ask(units, "click_rate", by="property:campaign", same="campaign").rows[1:]
    assert [(row.by["property:campaign"], row.estimate) for row in by_campaign] == [
        ("x", wilson(1, 1)),
        ("y", wilson(0, 1)),
    ]


@given(logs, st.integers(1, 3))
def test_retention_by_week_equals_plain_python(log: list[Took], partitions: int) -> None:
    weeks = {(step.who, (step.at - START) // (7 * DAY)) for step in log}
    last = max((week for _, week in weeks), default=0)
    plain = []
    for week in sorted({week for _, week in weeks}):
        active = [who for who, own in weeks if own == week]
        back = sum((who, week + 1) in weeks for who in active)
        closed = week + 1 < last
        plain.append((str(wilson(back, len(active)) if closed else wilson(0, 0)), 0 if closed else len(active)))
    found = ask(units_of(log, partitions=partitions), "retention", every="week")
    assert [(str(row.estimate), row.open_units) for row in found.rows] == plain


@given(logs, st.integers(1, 3), st.integers(1, 12))
def test_churn_equals_plain_python(log: list[Took], partitions: int, days: int) -> None:
    end = max((step.at for step in log), default=0)
    lost = known = 0
    for _, steps in groupby(in_order(log), lambda step: step.who):
        history = list(steps)
        left = history[-1].code == 4
        if left or end - history[0].at >= days * DAY:
            known += 1
            lost += left or end - history[-1].at >= days * DAY
    found = only(ask(units_of(log, partitions=partitions, roles=ROLES), "churn", after=f"{days}d"))
    assert str(found.estimate) == str(wilson(lost, known))


@given(logs, st.integers(1, 3))
def test_engagement_equals_plain_python(log: list[Took], partitions: int) -> None:
    days = {(step.who, step.at // DAY) for step in log}
    plain = mean_of([sum(own == who for own, _ in days) for who in sorted({who for who, _ in days})])
    found = only(ask(units_of(log, partitions=partitions), "engagement")).estimate
    assert (found.n, found.value) == (plain.n, pytest.approx(plain.value, nan_ok=True))


@given(logs, st.integers(1, 3), st.integers(0, 9))
def test_response_rate_equals_plain_python(log: list[Took], partitions: int, days: int) -> None:
    end = max((step.at for step in log), default=0)
    steps = [step for step in in_order(log) if step.code in (1, 2)]
    closed = [n for n, step in enumerate(steps) if step.code == 1 and end - step.at >= days * DAY]
    pairs = [(steps[n], steps[n + 1]) for n in closed if n + 1 < len(steps)]
    answered = sum(b.code == 2 and b.who == a.who and b.at - a.at <= days * DAY for a, b in pairs)
    row = only(ask(units_of(log, partitions=partitions, roles=ROLES), "response_rate", within=f"{days}d"))
    assert (row.estimate.n, row.open_units) == (len(closed), sum(step.code == 1 for step in steps) - len(closed))
    assert row.estimate.value == pytest.approx(answered / len(closed) if closed else float("nan"), nan_ok=True)


@given(logs)
def test_partitions_do_not_matter(log: list[Took]) -> None:
    one, three = units_of(log, roles=ROLES), units_of(log, partitions=3, roles=ROLES)
    for name in ("retention", "churn", "response_rate", "engagement"):
        assert figures(ask(one, name, by="channel", every="week")) == figures(
            ask(three, name, by="channel", every="week")
        )
