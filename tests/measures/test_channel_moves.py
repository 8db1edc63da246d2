from __future__ import annotations

from datetime import timedelta
from itertools import groupby, pairwise
from math import isnan
from pathlib import Path
from statistics import median

from hypothesis import given
from hypothesis import strategies as st

from sojourn.estimates import wilson
from sojourn.journeys.definition import define
from sojourn.measures.channel_moves import channel_moves
from sojourn.measures.moves import Move
from tests.in_memory import NAMES, Took, units_of
from tests.shops import shop

HOUR = 3_600_000_000
log = st.lists(st.builds(Took, st.integers(0, 5), st.integers(0, 9).map(HOUR.__mul__), st.integers(0, 3)), max_size=25)


def test_from_the_web_to_the_store(tmp_path: Path) -> None:
    seen = [
        ("anna", "Product Viewed", "2026-01-01 10:00", {"channel": "web"}),
        ("anna", "Product Viewed", "2026-01-01 11:00", {"channel": "web"}),
        ("anna", "Order Completed", "2026-01-01 15:00", {"channel": "store"}),
        ("ben", "Product Viewed", "2026-01-01 10:00", {"channel": "web"}),
    ]
    with shop(tmp_path, seen) as ws:
        found = ws.journeys().channel_moves()
    assert found.moves == (Move("web", "store", 1, 1, wilson(1, 2), timedelta(hours=4)),)
    assert found.two_or_more == wilson(1, 2)


@given(log, st.integers(1, 3), st.booleans())
def test_equals_plain_python(log: list[Took], partitions: int, cut: bool) -> None:
    """Journeys are cut at pauses of more than an hour; steps of code 0 have no known channel."""
    units = units_of(log, define(gap="1h") if cut else define(), partitions=partitions)
    found = channel_moves(units)
    plain: dict[tuple[str, str], list[tuple[int, int, int]]] = {}
    journeys = journeys_of(log, cut)
    for number, journey in enumerate(journeys):
        known = [step for step in journey if step.code]
        for before, after in pairwise(known):
            if before.code != after.code:
                move = (NAMES["channel"][before.code], NAMES["channel"][after.code])
                plain.setdefault(move, []).append((number, after.who, after.at - before.at))
    assert {(m.source, m.target) for m in found.moves} == set(plain)
    for move in found.moves:
        made = plain[move.source, move.target]
        assert (move.count, move.customers) == (len(made), len({who for _, who, _ in made}))
        assert move.share.value == len({number for number, _, _ in made}) / len(journeys)
        assert move.share.n == len(journeys)
        assert move.share.low <= move.share.value <= move.share.high
        assert move.median_wait == timedelta(microseconds=median(wait for _, _, wait in made))
    several = sum(len({step.code for step in journey if step.code}) > 1 for journey in journeys)
    assert isnan(found.two_or_more.value) if not journeys else found.two_or_more.value == several / len(journeys)


def test_a_customer_who_repeats_widens_the_interval() -> None:
    steps = [
        Took(who, (day * 24 + hour) * HOUR, 1 + hour * (who < 3))
        for who in range(6)
        for day in range(50)
        for hour in (0, 1)
    ]
    (move,) = channel_moves(units_of(steps, define(gap="3h"))).moves
    assert (move.share.value, move.share.n, move.share.method) == (0.5, 300, "bootstrap by customer")
    assert move.share.high - move.share.low > 3 * (wilson(150, 300).high - wilson(150, 300).low)


def test_an_empty_log_has_no_moves() -> None:
    found = channel_moves(units_of([]))
    assert found.moves == ()
    assert isnan(found.two_or_more.value)


def test_by_gives_the_same_for_each_value() -> None:
    found = channel_moves(units_of([Took(0, 0, 1), Took(0, HOUR, 2), Took(1, 0, 2)]), by="event")
    assert [(group.value, len(group.result.moves), group.result.two_or_more.n) for group in found.groups] == [
        ("a", 1, 1),
        ("b", 0, 1),
    ]


def journeys_of(log: list[Took], cut: bool) -> list[list[Took]]:
    """Histories, or their journeys: a pause of more than an hour ends one."""
    journeys = []
    for _, steps in groupby(sorted(log, key=lambda step: (step.who, step.at)), key=lambda step: step.who):
        history = list(steps)
        for i, step in enumerate(history):
            if i == 0 or (cut and step.at - history[i - 1].at > HOUR):
                journeys.append([step])
            else:
                journeys[-1].append(step)
    return journeys
