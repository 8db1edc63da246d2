"""Which marks are met, which are missed, and that both are said."""

from __future__ import annotations

import pytest

from benchmarks.budget import show
from benchmarks.marks import Mark, marks
from benchmarks.results import Figure, Found
from tests.benchmarks.made_up import figure, run, scale


def verdict(found: Found, *words: str) -> Mark:
    (mark,) = [mark for mark in marks(found) if all(word in mark.promise for word in words)]
    return mark


def test_the_best_engine_is_the_one_that_counts() -> None:
    found = Found([run(figure("duckdb", "funnel", 0.9), figure("polars", "funnel", 0.2))])
    mark = verdict(found, "many", "funnel", "engine")
    assert (mark.found, mark.verdict) == ("2.0x (polars; chdb not run)", "**missed**")


def test_a_library_that_is_ten_times_as_slow_meets_the_mark() -> None:
    found = Found([run(figure("pm4py", "variants", 1.0))])
    assert verdict(found, "many", "variants", "library").verdict == "met"


def test_a_peer_that_was_given_up_is_at_least_so_slow() -> None:
    slow = Figure("pm4py", "variants", "timed out", limit=600, spent=600)
    mark = verdict(Found([run(slow)]), "many", "variants", "library")
    assert (mark.found, mark.met) == ("at least 600.0x (pm4py; retentioneering not run)", True)
    early = Figure("pm4py", "variants", "timed out", limit=600, spent=0.5)
    assert verdict(Found([run(early)]), "many", "variants", "library").met is None


def test_a_mark_that_nobody_competes_for_is_listed_and_says_who_failed() -> None:
    lost = Figure("pm4py", "variants", "failed"), Figure("retentioneering", "variants", "not offered")
    mark = verdict(Found([run(*lost)]), "many", "variants", "library")
    assert (mark.found, mark.met) == ("retentioneering not offered, pm4py failed", None)


def test_a_wrong_answer_does_not_compete() -> None:
    found = run(figure("duckdb", "funnel", 0.2, agrees=False), figure("polars", "funnel", 0.5))
    mark = verdict(Found([found]), "many", "funnel", "engine")
    assert (mark.found, mark.met) == ("5.0x (polars; duckdb wrong, chdb not run)", True)


def test_a_tool_that_never_began_may_have_been_the_fastest() -> None:
    late = Figure("chdb", "funnel", "timed out", limit=600)
    mark = verdict(Found([run(late, figure("polars", "funnel", 0.5))]), "many", "funnel,", "engine")
    assert (mark.found, mark.met) == ("5.0x (polars; duckdb not run, chdb gave up after 600 s)", None)
    mark = verdict(Found([run(late, figure("polars", "funnel", 0.2))]), "many", "funnel,", "engine")
    assert mark.met is False


def test_first_answers_are_held_to_first_answers() -> None:
    once = Figure("pm4py", "variants", "ok", cold=7.0, limit=10)
    mark = verdict(Found([run(once)]), "many", "variants", "library")
    assert (mark.found, mark.met) == ("7.0x (pm4py; retentioneering not run)", False)


@pytest.mark.parametrize(("limit", "met"), [(0.05, True), (0.03, False)])
def test_the_limit_of_memory(limit: float, met: bool) -> None:
    assert verdict(Found([run(limit=limit)]), "many", "sessions", "limit").met is met


def test_other_readings_of_the_limit_stand_beside_it() -> None:
    found = Found([run(limit=0.04)])
    mark = verdict(found, "many", "transitions", "limit")
    said = "2.5x (for information: 5.0x at one byte a name, 1.2x a plain numpy pass in one thread)"
    assert (mark.found, mark.met) == (said, True)
    sessions = verdict(found, "many", "sessions", "limit").found
    assert sessions == "2.5x (for information: 1.2x a plain numpy pass in one thread)"


def test_other_sizes_are_held_to_nothing() -> None:
    assert all(mark.met is None for mark in marks(Found([run(events=1_000_000)])))


@pytest.mark.parametrize(("refresh", "met"), [(2.9, True), (3.1, False)])
def test_a_refresh_is_load_and_recompilation_together(refresh: float, met: bool) -> None:
    found = Found(scale=scale(refresh))
    assert verdict(found, "taken in").met is met
    assert verdict(found, "M events/s").met is True


def test_missed_budgets_are_said_and_counted(capsys: pytest.CaptureFixture[str]) -> None:
    assert show({"seconds": {"funnel": 0.05, "retention": 0.5, "one numpy pass": 9.0}, "peak_gb": 3.0}) == 2
    verdicts = [line.split()[-1] for line in capsys.readouterr().out.splitlines()]
    assert verdicts == ["met", "MISSED", "9.000", "MISSED"]
