from __future__ import annotations

from datetime import date, timedelta
from math import nan
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sojourn.effects import discoveries
from sojourn.errors import UnknownName, UsageError
from sojourn.estimates import Estimate
from sojourn.insights.trends import Drift
from sojourn.insights.trends.contributing import taken_apart
from sojourn.insights.trends.contributions import Contribution, Contributions, Part
from sojourn.insights.trends.seasons import season_of
from sojourn.insights.trends.surprises import Kind, Series, surprises, tail_of, why_not
from sojourn.insights.trends.tallies import asked, design_effect, tallies
from sojourn.insights.trends.telling import told_drift
from sojourn.insights.trends.telling_change import told
from sojourn.measures.kpis.cells import Cells
from tests.shops import Story, shop

FIRST = date(2026, 1, 5)


def visits(days: int = 120, odd: int | None = None) -> list[Story]:
    """Ten customers or more a day, more at weekends, half of them at the checkout; on the odd day only three come."""
    found: list[Story] = []
    for day in range(days):
        rng = np.random.default_rng(day)
        when = (FIRST + timedelta(days=day)).isoformat()
        for n in range(3 if day == odd else int(rng.poisson(25 if day % 7 > 4 else 15))):
            who = f"d{day}n{n}"
            found.append((who, "Product Viewed", when + " 10:00", {"channel": "app" if n % 2 else "web"}))
            if rng.random() < 0.5:
                found.append((who, "Checkout Started", when + " 11:00", {"channel": "web"}))
    return found


def test_a_day_that_was_not_as_expected_is_told(tmp_path: Path) -> None:
    with shop(tmp_path, visits(odd=80)) as ws:
        found = ws.journeys().trends()
    assert found.every == "day"
    (row,) = [row for row in found.rows if not row.name]
    assert row.period == FIRST + timedelta(days=80)
    assert row.figure == 3 < row.expected.low < row.expected.value
    assert row.sentence.startswith("On 26 March 2026, 3 customers came; about ")
    assert {row.period for row in found.rows} == {row.period}
    assert found.summary().count("On 26 March 2026") == 1


def made(seed: int, kind: Kind, n: int = 126) -> Series:
    """A series without anything odd: a season, a trend that bends, days that follow the day before, and counting."""
    rng = np.random.default_rng(seed)
    period = np.arange(20_000, 20_000 + n)
    carried = np.zeros(n)
    for day in range(1, n):
        carried[day] = 0.5 * carried[day - 1] + 0.1 * rng.normal()
    line = rng.normal(0, 0.25, 7)[period % 7] + 0.3 * np.sin(np.arange(n) / n * rng.uniform(3, 9)) + carried
    size = np.exp(rng.uniform(3, 7))
    if kind == "count":
        won = rng.poisson(size * np.exp(line)).astype(float)
        return Series(kind, period, won, won**2, np.ones(n))
    tried = 1 + rng.poisson(4 * size, n).astype(float)
    if kind == "share":
        won = rng.binomial(tried.astype(int), 1 / (1 + np.exp(-line))).astype(float)
        return Series(kind, period, won, won, tried)
    total = tried * (4 + 0.3 * line) + np.sqrt(tried) * rng.normal(size=n)
    return Series(kind, period, total, total**2 / tried + tried, tried)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["count", "share", "mean"])
def test_where_nothing_is_odd_hardly_anything_is_found(kind: Kind) -> None:
    """15 times 10 series; if any find at all has a chance of 5 %, more than 4 of 15 come once in a thousand times."""
    every = [[made(100 * time + k, kind) for k in range(10)] for time in range(15)]
    ps = [np.concatenate([one.p for one in surprises(many, "day")]) for many in every]
    assert sum(discoveries(p).any() for p in ps) <= 4
    assert 0.02 < np.mean(np.concatenate(ps) < 0.05) < 0.06


def wandering(follows: float, rise: float = 0.0, n: int = 126, many: int = 60) -> list[Series]:
    """Counts of 200 a day that carry over from day to day, and rise by so much over the whole time."""
    rng = np.random.default_rng(1)
    found = []
    for _ in range(many):
        carried = np.zeros(n)
        for day in range(1, n):
            carried[day] = follows * carried[day - 1] + 0.1 * rng.normal()
        won = rng.poisson(200 * np.exp(carried + rise * np.linspace(-0.5, 0.5, n))).astype(float)
        found.append(Series("count", np.arange(n), won, won**2, np.ones(n)))
    return found


@pytest.mark.slow
@pytest.mark.parametrize(("follows", "most"), [(0.0, 0.1), (0.5, 0.1), (0.8, 0.13)])
def test_what_only_wanders_is_not_rising_or_falling(follows: float, most: float) -> None:
    """Nominal 5 %, of 60 series: the bounds leave room for chance."""
    p = np.array([one.p_change for one in surprises(wandering(follows), "day")])
    assert np.mean(p < 0.05) <= most
    assert discoveries(p).sum() <= 1


def test_a_steady_rise_is_seen_with_its_size() -> None:
    found = surprises(wandering(0.3, rise=0.4, n=180, many=12), "day")
    assert sum(one.p_change < 0.01 for one in found) >= 11
    assert sum(one.change[1] < 200 * 0.403 < one.change[2] for one in found) >= 10


def test_a_season_of_the_year_that_was_seen_once_and_a_half_is_no_trend() -> None:
    rng = np.random.default_rng(3)
    period = np.arange(540)
    for phase in (0, 1.5, 3, 4.5):
        won = rng.poisson(200 * np.exp(0.3 * np.sin(2 * np.pi * period / 365 + phase))).astype(float)
        (found,) = surprises([Series("count", period, won, won**2, np.ones(540))], "day")
        assert found.p_change > 0.05


def test_a_share_that_drops_and_a_mean_that_jumps_are_found() -> None:
    for kind in ("share", "mean"):
        series = made(3, kind)  # type: ignore[arg-type]
        bent = series.numerator.copy()
        bent[60] *= 0.4
        (found,) = surprises([series._replace(numerator=bent)], "day")
        assert np.flatnonzero(discoveries(found.p)).tolist() == [60]
        assert found.low[60] > bent[60] / series.denominator[60]


def test_what_comes_every_second_week_is_a_season() -> None:
    rng = np.random.default_rng(2)
    period = np.arange(180)
    won = rng.poisson(np.where(period % 14 == 3, 300, 60)).astype(float)
    assert season_of(np.log(won), period, "day") == 14
    (found,) = surprises([Series("count", period, won, won**2, np.ones(180))], "day")
    assert not discoveries(found.p).any()


def test_tails_are_told_from_the_normal_law() -> None:
    rng = np.random.default_rng(1)
    assert tail_of(rng.normal(size=20_000)) > 25
    assert tail_of(rng.standard_t(4, 20_000)) < 6


def test_answers_of_one_customer_count_as_one(tmp_path: Path) -> None:
    """A dozen customers a week are asked four times, and each always answers alike."""
    rng, events = np.random.default_rng(0), []
    for week in range(90):
        for n in range(int(rng.poisson(12))):
            score, when = (5 if rng.random() < 0.7 else 1), (FIRST + timedelta(days=7 * week + n % 5)).isoformat()
            for hour in range(4):
                more = {"score": score, "score_kind": "csat"}
                events.append((f"w{week}n{n}", "Survey Answered", f"{when} 1{hour}:00", more))
    with shop(tmp_path, events) as ws:
        units = ws.journeys().units(None)
        what = asked(units, "csat")
        (tally,) = tallies(units, what, [Cells(units, ws.journeys()._calendar(), "week", ())])[0].values()
        found = ws.journeys().trends("csat", over=(), every="week")
    assert design_effect(tally) == pytest.approx(4)
    assert found.rows == ()


def test_what_is_too_short_or_too_quiet_is_not_tested() -> None:
    series = made(1, "count")
    short = Series("count", *(column[:20] for column in series[1:5]))  # type: ignore[arg-type]
    assert why_not(short) == "fewer than 24 periods"
    assert why_not(series._replace(numerator=series.numerator * 0)) == "too little happens in a period"
    assert why_not(series) == ""


def drift(value: float, low: float, high: float, found: bool, measure: str = "customers") -> Drift:
    return Drift(measure, "channel", "web", 120, Estimate(value, low, high, 120, "line"), 0.01, found, "")


@pytest.mark.parametrize(
    ("row", "kind", "sentence"),
    [
        (drift(-120, -160, -80, True), "count",
         "The number of customers who come by web is falling: -120 (likely -160 to -80) over the whole time."),
        (drift(0.49, -0.05, 2.72, True), "count",
         "The number of customers who come by web is rising: +0.49 (likely -0.05 to 2.72) over the whole time."),
        (drift(0.125, 0.1, 0.15, True, "conversion"), "share",
         "Conversion by web is rising: +12.5 points (likely 10.0 to 15.0) over the whole time."),
        (drift(0.49, -1.74, 2.72, False), "count", "The number of customers who come by web shows no clear trend."),
    ],
)  # fmt: skip
def test_where_a_series_is_heading_is_told_with_signs_or_not_at_all(row: Drift, kind: Kind, sentence: str) -> None:
    assert told_drift(row, kind).sentence == sentence


def test_series_that_were_tested_and_not_found_are_told_as_such(tmp_path: Path) -> None:
    with shop(tmp_path, visits()) as ws:
        found = ws.journeys().trends()
    assert not any(one.found for one in found.series)
    tested = [one for one in found.series if not one.why_not]
    assert tested
    assert all(one.sentence.endswith(" shows no clear trend.") for one in tested)
    assert found.summary().endswith("No clear trend in any of them.")


def test_a_first_week_of_which_records_cover_a_day_is_not_odd(tmp_path: Path) -> None:
    """Twelve customers every day from a Sunday on, so that the first week has a seventh of the others' customers."""
    days = [date(2025, 6, 8) + timedelta(days=day) for day in range(212)]
    events: list[Story] = [(f"{day}-{n}", "Page Viewed", f"{day} 10:0{n % 7}") for day in days for n in range(12)]
    with shop(tmp_path, events) as ws:
        found = ws.journeys().trends("customers", over=(), every="week")
    assert found.series[0].periods == 30
    assert found.rows == ()


def test_a_log_of_one_customer_says_that_nothing_can_be_told(tmp_path: Path) -> None:
    with shop(tmp_path, [("anna", "Product Viewed", "2026-01-05")]) as ws:
        found = ws.journeys().trends()
    assert (found.rows, found.tests) == ((), 0)
    assert found.summary() == "No series is long and busy enough to tell what is odd in it."
    with shop(tmp_path / "empty", []) as ws:
        assert ws.journeys().trends().tests == 0


def test_wrong_questions_say_what_would_be_right(tmp_path: Path) -> None:
    with shop(tmp_path, visits(30)) as ws:
        j = ws.journeys()
        with pytest.raises(UnknownName, match='No measure is called "custmers"'):
            j.trends("custmers")
        with pytest.raises(UsageError, match='"resolution_time" is not one sum by another'):
            j.trends("resolution_time")
        with pytest.raises(UsageError, match="Options belong to one measure"):
            j.trends(within="14d")
        with pytest.raises(UsageError, match="between 0 and 1"):
            j.trends(q=5)
        with pytest.raises(UsageError, match="Before and after overlap"):
            j.contributions("nps", ("2026-01-01", "2026-01-10"), ("2026-01-10", "2026-01-20"))
        with pytest.raises(UsageError, match='Nothing counts for "nps" in the time before'):
            j.contributions("nps", ("2026-01-01", "2026-01-10"), ("2026-01-11", "2026-01-20"))


def test_a_change_is_taken_apart_and_nothing_is_left_over(tmp_path: Path) -> None:
    """In January three of four come by web, in February one of four; converting stays 2 in 3 by web, 1 in 3 by app."""
    events: list[Story] = []
    for month, by_web in (("01", 360), ("02", 120)):
        for n in range(480):
            channel, who = "web" if n < by_web else "app", f"m{month}n{n}"
            events.append((who, "Product Viewed", f"2026-{month}-{1 + n % 20:02} 10:00", {"channel": channel}))
            if n % 3 < (2 if channel == "web" else 1):
                events.append((who, "Order Completed", f"2026-{month}-{1 + n % 20:02} 12:00", {"channel": channel}))
    with shop(tmp_path, [*events, ("last", "Page Viewed", "2026-04-01")]) as ws:
        found = ws.journeys().contributions(
            "conversion", ("2026-01-01", "2026-01-31"), ("2026-02-01", "2026-02-28"), goal="Order Completed",
            within="7d",
        )  # fmt: skip
    assert (found.before.value, found.after.value) == (pytest.approx(7 / 12), pytest.approx(5 / 12))
    for part in found.parts:
        assert sum(one.total.value for one in part.contributions) == pytest.approx(found.change.value, abs=1e-12)
    channels = {one.name: one for one in found.parts[0].contributions}
    assert all(one.rate.value == pytest.approx(0, abs=1e-12) for one in channels.values())
    assert channels["web"].mix.value == pytest.approx(-0.5 * (2 / 3 - 1 / 2))
    assert channels["web"].share_before == 0.75
    assert "mostly because it became less common (75 % before, 25 % after)" in channels["web"].sentence
    assert found.sentence.startswith("Conversion fell from 58 % to 42 %")


def test_nothing_is_said_of_values_where_the_change_may_be_chance() -> None:
    def of(change: Estimate, *parts: Estimate) -> list[str]:
        rows = tuple(Contribution(str(k), one, one, one, 0.5, 0.5, 0.3, 0.4) for k, one in enumerate(parts))
        nothing = Estimate(0.3, 0.2, 0.4, 9, "")
        found = Contributions((Part("channel", rows),), "conversion", "share", nothing, nothing, change, "")
        return [one.name for one in told(found).parts[0].contributions if one.sentence]

    sure, narrow = Estimate(0.1, 0.05, 0.15, 9, ""), Estimate(0.1, 0.001, 0.199, 9, "")
    chance = Estimate(0.01, -0.09, 0.11, 9, "")
    assert of(sure, sure, chance) == ["0"]
    assert of(chance, sure, chance) == []
    assert of(sure, narrow, *[chance] * 11) == []
    assert of(sure, Estimate(0.1, nan, nan, 9, "")) == []


def test_a_time_of_which_only_the_fast_would_count_is_refused(tmp_path: Path) -> None:
    """Three of ten convert all along, at once; others are open for 30 days: the last month would convert by 100 %."""
    events: list[Story] = []
    for day in range(120):
        when = (FIRST + timedelta(days=day)).isoformat()
        for n in range(10):
            events.append((f"d{day}n{n}", "Product Viewed", when + " 10:00"))
            if n < 3:
                events.append((f"d{day}n{n}", "Order Completed", when + " 11:00"))
    with shop(tmp_path, events) as ws:
        j = ws.journeys(goal="Order Completed", gap="30d")
        with pytest.raises(
            UsageError, match=r"In the time after, 100 % may still go on .* that ends before 2026-04-04"
        ):
            j.contributions("conversion", ("2026-02-01", "2026-02-28"), ("2026-04-05", "2026-05-04"), over="channel")
        found = j.contributions(
            "conversion", ("2026-01-05", "2026-01-31"), ("2026-02-01", "2026-04-05"), over="channel"
        )
    assert (found.before.value, found.after.value) == (0.3, 0.3)
    assert found.notes[0].startswith("10 came less than 30 days before the end of the records")


def test_parts_that_overlap_are_left_out(tmp_path: Path) -> None:
    with shop(tmp_path, visits(40)) as ws:
        found = ws.journeys().contributions("reach", ("2026-01-05", "2026-01-18"), ("2026-01-19", "2026-01-31"))
    assert found.parts == ()
    assert found.notes[0].startswith("channel: a customer can be at several of them")


cells = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=5)


@settings(max_examples=200)
@given(cells, st.data())
def test_what_values_did_adds_up_whatever_they_are(first: list[tuple[int, int]], data: st.DataObject) -> None:
    size = len(first)
    last = data.draw(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=size, max_size=size))
    sums = np.array([[(min(won, tried), tried) for won, tried in side] for side in (first, last)], float)
    if (sums[..., 1].sum(axis=1) == 0).any():
        return
    ratio = sums[..., 0].sum(axis=1) / sums[..., 1].sum(axis=1)
    apart = taken_apart(sums, shared=False)
    assert apart.total.sum() == pytest.approx(ratio[1] - ratio[0], abs=1e-12)
    assert apart.total == pytest.approx(apart.mix + apart.rate)
