"""What the events show lies around what the model says, as coin tosses do: counted here in plain Python."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import sqrt
from statistics import mean

import msgspec
import pytest

from sojourn import simulate
from sojourn.simulate import STANDARD, PainPoint, Truth, World
from tests.simulate.histories import (
    ATTEMPT,
    SEEDS,
    Event,
    Histories,
    a_shop,
    attempts,
    calls,
    end_of,
    histories,
    histories_of,
)

VISITS = ("Products Searched", "Product List Viewed", "Store Visited")
HOUR = timedelta(hours=1)


def pain_point(seed: int, name: str) -> PainPoint:
    return next(one for one in a_shop(seed).truth.pain_points if one.name == name)


def agree(outcomes: list[bool], reached: int, share: float) -> None:
    """As many as the truth says, and a share within four standard errors."""
    assert len(outcomes) == reached
    assert abs(mean(outcomes) - share) < 4 * sqrt(share * (1 - share) / reached)


def steps_lost(histories: Histories, step: int) -> list[bool]:
    """For each attempt that got to a step of the checkout, whether it ended there."""
    return [len(attempt) == step + 1 for history in histories for attempt in attempts(history) if len(attempt) > step]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("step", range(3), ids=ATTEMPT[:3])
def test_as_many_checkouts_end_at_each_step_as_is_true(seed: int, step: int) -> None:
    truth = a_shop(seed).truth.checkout[step]
    assert truth.event == ATTEMPT[step]
    agree(steps_lost(histories_of(seed), step), truth.reached, truth.share_lost)


@pytest.mark.parametrize("seed", SEEDS)
def test_most_orders_are_lost_at_the_delivery_options(seed: int) -> None:
    lost = [sum(steps_lost(histories_of(seed), step)) for step in range(3)]
    assert lost[1] > 1.5 * max(lost[0], lost[2])
    truth = a_shop(seed).truth
    assert truth.biggest_loss == "delivery options" == truth.pain_points[0].touchpoint
    assert truth.pain_points[0].share_lost == truth.checkout[1].share_lost


def long_dates(histories: Histories) -> list[tuple[bool, bool]]:
    """For each look at the delivery options: whether a long date was shown, and whether it was the end."""
    found = [attempt for history in histories for attempt in attempts(history) if len(attempt) > 1]
    return [(attempt[1]["shown_days"] > 7, len(attempt) == 2) for attempt in found]


@pytest.mark.parametrize("seed", SEEDS)
def test_as_many_long_dates_are_shown_as_is_true(seed: int) -> None:
    assert (
        sum(long for long, _ in long_dates(histories_of(seed))) == pain_point(seed, "late delivery date shown").exposed
    )


def searches(history: list[Event]) -> list[tuple[bool, bool]]:
    """For each search: whether it found nothing, and whether the visit ended there."""
    pairs = zip(history, [*history[1:], None], strict=True)
    return [
        (event["results"] == 0, not goes_on(event, following, history))
        for event, following in pairs
        if event["event"] == "Products Searched"
    ]


def goes_on(search: Event, following: Event | None, history: list[Event]) -> bool:
    """Something of the visit comes within the hour; ads, mails and parcels may come between."""
    return following is not None and any(
        event["event"] == "Product List Viewed" and search["occurred_at"] < event["occurred_at"]
        and event["occurred_at"] - search["occurred_at"] < HOUR
        for event in history
    )  # fmt: skip


@pytest.mark.parametrize("seed", SEEDS)
def test_as_many_visits_end_after_a_search_as_is_true(seed: int) -> None:
    truth = pain_point(seed, "search without result")
    found = [search for history in histories_of(seed) for search in searches(history)]
    agree([left for _, left in found], truth.reached, truth.share_lost)
    assert sum(empty for empty, _ in found) == truth.exposed


def deliveries(history: list[Event]) -> list[tuple[bool, bool]]:
    """For each delivery: whether it was late, and whether no visit came after it."""
    last = max((event["occurred_at"] for event in history if event["event"] in VISITS), default=None)
    return [
        (event["late"], last is None or last < event["occurred_at"])
        for event in history
        if event["event"] == "Order Delivered"
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_as_many_do_not_come_back_after_a_delivery_as_is_true(seed: int) -> None:
    truth = pain_point(seed, "late delivery")
    found = [delivery for history in histories_of(seed) for delivery in deliveries(history)]
    agree([gone for _, gone in found], truth.reached, truth.share_lost)
    assert sum(late for late, _ in found) == truth.exposed


@pytest.mark.parametrize("seed", SEEDS)
def test_as_many_call_again_as_is_true(seed: int) -> None:
    truth, end = pain_point(seed, "calling twice"), end_of(a_shop(seed))
    agree(
        [again for history in histories_of(seed) for _, again in calls(history, end)], truth.reached, truth.share_lost
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_sharing_call_notes_makes_second_calls_rare(seed: int) -> None:
    shop = a_shop(seed)
    fix, end = shop.truth.fix, end_of(shop)
    found = [call for history in histories_of(seed) for call in calls(history, end)]
    agree([again for at, again in found if at.date() < fix.date], fix.calls_before, fix.before)
    agree([again for at, again in found if at.date() >= fix.date], fix.calls_after, fix.after)
    assert fix.after < fix.before / 3
    assert fix.date == datetime(2025, 7, 2).date()


@pytest.mark.slow
def test_the_effect_of_a_long_date_is_found_within_a_persona() -> None:
    """All customers of a persona leave by the same chances, so that comparing them shows the effect."""
    shop = a_shop(1, 20_000)
    persona = dict(zip(*(shop.customers()[name].to_pylist() for name in ("user_id", "persona")), strict=True))
    for kind in STANDARD.personas:
        mine = [h for h in histories_of(1, 20_000) if persona.get(h[-1]["user_id"] or h[0]["user_id"]) == kind.name]
        long = [left for is_long, left in long_dates(mine) if is_long]
        short = [left for is_long, left in long_dates(mine) if not is_long]
        error = sqrt(sum(mean(group) * (1 - mean(group)) / len(group) for group in (long, short)))
        assert abs(mean(long) - mean(short) - kind.impatience) < 4 * error


@pytest.mark.slow
def test_persona_confounds_long_dates_and_leaving() -> None:
    """Where a long date does no harm, those who are shown one still leave more often: they are other people."""
    found = long_dates(histories(simulate.shop(20_000, 1, world=patient(STANDARD))))
    rates = [[left for long, left in found if long is shown] for shown in (True, False)]
    assert mean(rates[0]) - mean(rates[1]) > 0.015


def no_harm(world: World) -> World:
    kept = [msgspec.structs.replace(kind, impatience=0.0, late_hurts=0.0) for kind in world.personas]
    return msgspec.structs.replace(
        world, personas=tuple(kept), empty_search_hurts=0.0, late_contact=0.0, call_again=world.call_again_fixed
    )


def test_where_nothing_hurts_the_truth_says_so() -> None:
    truth = simulate.shop(1000, 1, world=no_harm(STANDARD)).truth
    for one in truth.pain_points:
        assert one.exposed > 0
        assert (one.effect, one.lost_orders, one.value_lost, one.extra_contacts) == (0, 0, 0, 0)
    assert truth.fix.before == pytest.approx(truth.fix.after, rel=0.2)


@pytest.mark.slow
def test_lost_orders_are_those_that_the_same_attempts_bring_without_the_pain_point() -> None:
    made, without = (simulate.shop(30_000, 9, world=world).truth for world in (STANDARD, patient(STANDARD)))
    more = orders_an_attempt(without) - orders_an_attempt(made)
    assert made.pain_points[0].lost_orders == pytest.approx(more * made.checkout[0].reached, rel=0.05)


def orders_an_attempt(truth: Truth) -> float:
    last = truth.checkout[-1]
    return last.reached * (1 - last.share_lost) / truth.checkout[0].reached


def patient(world: World) -> World:
    kept = tuple(msgspec.structs.replace(kind, impatience=0.0) for kind in world.personas)
    return msgspec.structs.replace(world, personas=kept)


@pytest.mark.parametrize("seed", SEEDS)
def test_scores_follow_from_what_happened(seed: int) -> None:
    answers = [
        e for h in histories_of(seed) for e in h if e["event"] == "Survey Answered" and e["score_kind"] == "csat"
    ]
    truth = a_shop(seed).truth.bright_spot
    chat = [e["score"] for e in answers if e["about"] == truth.touchpoint]
    others = [e["score"] for e in answers if e["about"] in truth.others]
    assert mean(chat) > mean(others) + 0.8
    assert truth.score > truth.others_score + 1
    assert mean(after_delivery(seed, late=True)) < mean(after_delivery(seed, late=False)) - 1.5


def after_delivery(seed: int, late: bool) -> list[float]:
    """Scores about deliveries, by how the last one before was."""
    found = []
    for history in histories_of(seed):
        was = None
        for event in history:
            was = event["late"] if event["event"] == "Order Delivered" else was
            if event["event"] == "Survey Answered" and event["about"] == "delivery" and was is late:
                found.append(event["score"])
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_only_a_share_of_those_asked_answers(seed: int) -> None:
    names = [event["event"] for history in histories_of(seed) for event in history]
    assert 0.3 < names.count("Survey Answered") / names.count("Survey Sent") < 0.5


def test_one_customer_has_a_truth_too() -> None:
    """Nothing was reached: shares are NaN, sums are 0."""
    for seed in range(8):
        truth = simulate.shop(1, seed).truth
        assert all(one.share_lost != one.share_lost for one in truth.pain_points if not one.reached)
        assert histories(simulate.shop(1, seed))
