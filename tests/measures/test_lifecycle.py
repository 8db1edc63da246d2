from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.errors import UsageError
from sojourn.measures.lifecycle import lifecycle
from sojourn.periods import DAY, Calendar, parse_time
from tests.in_memory import Took, units_of
from tests.oracles.cases import known_case, stories
from tests.shops import shop

BERLIN = Calendar("Europe/Berlin")
FIRST = parse_time("2026-03-27T20:00:00")  # the clocks of Berlin go forward on the 29th

log = st.lists(
    st.builds(
        Took, st.integers(0, 5), st.integers(0, 40).map(lambda sixths: FIRST + sixths * DAY // 6), st.integers(1, 2)
    ),
    max_size=25,
)


def test_new_returning_back_from_a_pause_and_silent(tmp_path: Path) -> None:
    with shop(tmp_path, [("anna", "Visit", f"2026-01-{day:02}") for day in (1, 2, 4, 6)]) as ws:
        found = ws.journeys().lifecycle(period="day")
    assert found.periods[0] == date(2026, 1, 1)
    assert found.new == (1, 0, 0, 0, 0, 0)
    assert found.returning == (0, 1, 0, 0, 0, 0)
    assert found.resurrecting == (0, 0, 0, 1, 0, 1)
    assert found.dormant == (0, 0, -1, 0, -1, 0)
    assert found.open == (False, False, False, False, False, True)
    assert found.to_arrow().column_names == ["period", "new", "returning", "resurrecting", "dormant", "open"]


def test_a_warm_up_leaves_out_where_everybody_looks_new(tmp_path: Path) -> None:
    with shop(tmp_path, [("anna", "Visit", f"2026-01-{day:02}") for day in (1, 2, 4, 6)]) as ws:
        found = ws.journeys().lifecycle(period="day", warm_up="2d")
        assert "warm_up" in ws.journeys().lifecycle(period="day").notes[0]
        assert ws.journeys().lifecycle(period="day", warm_up="90d").periods == ()
    assert found.periods[0] == date(2026, 1, 3)
    assert found.new == (0, 0, 0, 0)
    assert found.notes == ()


def test_known_answer(shared: Path, tmp_path: Path) -> None:
    known = known_case(shared, "lifecycle_group")
    asked = known["params"]
    with shop(tmp_path, stories(known)) as ws:
        found = ws.journeys().lifecycle(asked["period"], between=(asked["date_from"], asked["date_to"]))
    assert {name: list(getattr(found, name)) for name in known["expected"]} == known["expected"]


@given(log, st.sampled_from(["hour", "day", "week", "month"]), st.integers(1, 3), st.integers(-3, 5), st.booleans())
def test_equals_plain_python(log: list[Took], period: str, partitions: int, days: int, other: bool) -> None:
    between = (date(2026, 3, 27), date(2026, 3, 30 + min(days, 1))) if days > 0 else None
    found = lifecycle(
        units_of(log, partitions=partitions), BERLIN, period, between, event="b" if other else None
    )  # fmt: skip
    last = max((BERLIN.number(step.at, period) for step in log), default=-(10**9))
    for place, begin in enumerate(found.periods):
        p = BERLIN.holding(begin, period)
        counts = [0, 0, 0, 0]
        for who in range(6):
            active = {BERLIN.number(s.at, period) for s in log if s.who == who and (not other or s.code == 2)}
            if p in active:
                counts[0 if p == min(active) else 1 if p - 1 in active else 2] += 1
            elif p - 1 in active and p <= last:
                counts[3] -= 1
        row = found.records()[place]
        assert [row.new, row.returning, row.resurrecting, row.dormant] == counts
        assert row.open == (p >= last)


@given(log)
def test_who_was_active_or_went_silent_is_who_was_active_before(log: list[Took]) -> None:
    """Over all periods nobody appears or vanishes: active now = active before + new + back - silent."""
    found = lifecycle(units_of(log), BERLIN)
    active = [row.new + row.returning + row.resurrecting for row in found.records()]
    for before, now, row in zip(active, active[1:], found.records()[1:], strict=False):
        assert now == before + row.new + row.resurrecting + row.dormant


def test_new_means_new_in_the_whole_records_and_nobody_is_silent_in_the_future() -> None:
    steps = [Took(0, parse_time("2026-01-01")), Took(0, parse_time("2026-01-03"))]
    found = lifecycle(units_of(steps), Calendar(), between=("2026-01-03", "2026-01-05"))
    assert (found.new, found.resurrecting, found.dormant) == ((0, 0, 0), (1, 0, 0), (0, 0, 0))
    assert found.open == (True, True, True)
    assert found.notes == ()


def test_an_empty_log_has_periods_only_where_they_are_asked_for() -> None:
    assert lifecycle(units_of([]), BERLIN).periods == ()
    assert lifecycle(units_of([]), BERLIN, between=("2026-01-01", "2026-01-02")).new == (0, 0)
    assert lifecycle(units_of([]), BERLIN, between=(None, "2026-01-02")).new == ()


def test_a_window_must_be_in_order() -> None:
    with pytest.raises(UsageError, match="Swap"):
        lifecycle(units_of([]), BERLIN, between=("2026-01-02", "2026-01-01"))
