from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sojourn.errors import DefinitionError
from sojourn.journeys.definition import Definition
from sojourn.maps.measuring.look import Look, segment_of
from sojourn.maps.views import periods_of, population
from tests.maps.shops import forty
from tests.shops import shop


def look_of(ws: object) -> Look:
    return Look(ws.journeys().units(), ws.settings, lambda name: Definition())  # type: ignore[attr-defined]


def test_whole_quarters_can_be_chosen_where_there_are_two(tmp_path: Path) -> None:
    days = [("anna", "Order Completed", f"2026-{month:02}-01 12:00") for month in range(1, 11)]
    with shop(tmp_path, days) as ws:
        found = periods_of(look_of(ws))
    assert [one.name for one in found] == ["1st quarter of 2026", "2nd quarter of 2026", "3rd quarter of 2026"]
    assert found[0].window == (date(2026, 1, 1), date(2026, 3, 31))


def test_else_whole_months_and_else_nothing(tmp_path: Path) -> None:
    with shop(tmp_path / "a", [("anna", "Visit", "2026-01-01 00:00"), ("anna", "Visit", "2026-03-02 00:00")]) as ws:
        assert [one.name for one in periods_of(look_of(ws))] == ["January 2026", "February 2026"]
    with shop(tmp_path / "b", [("anna", "Visit", "2026-01-05 00:00"), ("anna", "Visit", "2026-01-20 00:00")]) as ws:
        assert periods_of(look_of(ws)) == ()


def test_a_window_counts_those_with_a_step_in_it_by_the_shops_own_days(tmp_path: Path) -> None:
    with forty(tmp_path) as ws:
        look = look_of(ws)
        first = look.among(window=(date(2026, 1, 1), date(2026, 1, 5)))
        assert (population(look).customers, population(first).customers) == (40, 10)
        assert (population(first).first, population(first).last) == (date(2026, 1, 1), date(2026, 1, 5))
        assert population(look.among(segment_of("plan = pro"))).customers == 20
    with pytest.raises(DefinitionError, match='A segment is "name=value"'):
        segment_of("plan")
