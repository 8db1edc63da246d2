from __future__ import annotations

from datetime import date
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from sojourn.estimates import mean_of, wilson
from sojourn.measures.stickiness import OPEN, stickiness
from sojourn.periods import DAY, Calendar, parse_time
from tests.in_memory import Took, units_of
from tests.oracles.cases import known_case, stories
from tests.shops import shop

BERLIN = Calendar("Europe/Berlin")
FIRST = parse_time("2026-03-27T20:00:00")  # the clocks of Berlin go forward on the 29th

log = st.lists(
    st.builds(Took, st.integers(0, 5), st.integers(0, 40).map(lambda sixths: FIRST + sixths * DAY // 6), st.just(1)),
    max_size=25,
)


def test_in_how_many_weeks_customers_were_active(tmp_path: Path) -> None:
    visits = [("anna", "Visit", "2026-01-05"), ("anna", "Visit", "2026-01-06"), ("ben", "Visit", "2026-01-11"),
              ("ben", "Visit", "2026-01-12")]  # fmt: skip
    with shop(tmp_path, visits) as ws:
        found = ws.journeys().stickiness(period="week")
        sunday = ws.journeys().stickiness(period="week", week_start="sunday")
    assert found.periods == (date(2026, 1, 5), date(2026, 1, 12))
    assert found.customers == (1, 1, 0)
    assert found.notes == (OPEN,)
    assert found.records()[1].share == wilson(1, 2)
    assert found.mean_periods.value == 1.5
    assert sunday.customers == (2, 0, 0)


def test_known_answer(shared: Path, tmp_path: Path) -> None:
    known = known_case(shared, "stickiness_week")
    asked = known["params"]
    with shop(tmp_path, stories(known)) as ws:
        found = ws.journeys().stickiness(
            asked["period"], asked["week_start"], between=(asked["date_from"], asked["date_to"])
        )
    assert list(found.customers) == known["expected"]


@given(log, st.sampled_from(["hour", "day", "week", "month"]), st.integers(1, 3), st.booleans())
def test_equals_plain_python(log: list[Took], period: str, partitions: int, window: bool) -> None:
    days = [date(2026, 3, 28), date(2026, 3, 30)]
    found = stickiness(units_of(log, partitions=partitions), BERLIN, period, (days[0], days[1]) if window else None)
    asked = {BERLIN.holding(begin, period) for begin in found.periods}
    active = [len({BERLIN.number(s.at, period) for s in log if s.who == who} & asked) for who in range(6)]
    assert list(found.customers) == [active.count(i + 1) for i in range(len(asked) + 1)]
    plain = mean_of(n for n in active if n)
    assert str(found.mean_periods) == str(plain)
    if window:
        assert {min(asked), max(asked)} == {BERLIN.holding(day, period) for day in days}


def test_an_empty_log_has_no_periods() -> None:
    found = stickiness(units_of([]), BERLIN)
    assert (found.periods, found.customers, found.notes) == ((), (0,), ())
