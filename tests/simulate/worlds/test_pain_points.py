from __future__ import annotations

from collections import Counter
from pathlib import Path

import msgspec
import numpy as np
import pytest

import sojourn
from sojourn.errors import UsageError
from sojourn.simulate import worlds
from sojourn.simulate.worlds.design import Design, draw_design
from sojourn.simulate.worlds.meeting import keys
from sojourn.simulate.worlds.pain_points import Run, simulate
from sojourn.simulate.worlds.trips import Chance

CUSTOMERS = 2_000


def test_a_world_has_events_customers_and_a_truth(tmp_path: Path) -> None:
    world = worlds.pain_points(seed=7, customers=CUSTOMERS)
    with sojourn.open(tmp_path / "world") as ws:
        report = world.load(ws)
        assert report.accepted == world.events().num_rows
        orders = ws.sql("select count(*) as n from events where event = 'Order Completed'")["n"][0].as_py()
    assert 0.3 < orders / world.truth.journeys < 0.7
    worst = world.truth.planted()[0]
    assert worst.effect < 0 < worst.monthly_lost
    assert {one.role for one in world.truth.candidates} >= {"planted", "decoy"}


def test_the_same_seed_gives_the_same_world_and_another_one_another() -> None:
    first, again, other = (worlds.pain_points(seed, CUSTOMERS) for seed in (3, 3, 4))
    assert first.events().equals(again.events())
    assert first.customers().equals(again.customers())
    assert first.truth == again.truth
    assert first.truth.candidates != other.truth.candidates


def test_in_a_null_world_frictions_happen_and_cost_nothing() -> None:
    world = worlds.pain_points(5, CUSTOMERS, null=True)
    assert world.truth.planted() == ()
    assert {one.effect for one in world.truth.candidates} == {0.0}
    assert sum(one.exposed for one in world.truth.candidates if one.role == "decoy") > CUSTOMERS


def test_exposures_that_can_be_counted_are_counted() -> None:
    world = worlds.pain_points(11, CUSTOMERS, days=400)
    errors = Counter(
        touchpoint
        for event, touchpoint in zip(
            *(world.events()[name].to_pylist() for name in ("event", "touchpoint")), strict=True
        )
        if event in ("Error Shown", "Form Error", "Page Not Found", "Application Crashed")
    )
    told = {one.touchpoint: one.exposed for one in world.truth.candidates if one.kind == "error"}
    assert told.keys() == errors.keys()
    for touchpoint, exposed in told.items():
        assert exposed == pytest.approx(errors[touchpoint], rel=0.05), "but for those after the end of the log"


def test_what_a_friction_costs_is_what_its_removal_gives() -> None:
    """The same luck with and without it, in first journeys. Of bad experiences and slowness not all can be seen."""
    design = msgspec.structs.replace(draw_design(np.random.default_rng(8), 0.5, 1.0), returns=0.0)
    as_it_is = once(design)
    costly = [(number, one) for number, one in enumerate(design.frictions) if one.planted and one.kind != "drop_off"]
    assert len(costly) > 4
    for number, friction in costly[:5]:
        harmless = list(design.frictions)
        harmless[number] = msgspec.structs.replace(friction, size=0.0)
        without = once(msgspec.structs.replace(design, frictions=tuple(harmless)))
        gained = int(without.people.orders.sum() - as_it_is.people.orders.sum())
        told = as_it_is.ledger.losses()[keys(design, friction)[0]].orders
        least = 0.4 if friction.kind == "experience" else 0.8
        assert least * gained < told < 1.15 * gained, friction.kind


def once(design: Design) -> Run:
    streams = [np.random.default_rng(part) for part in np.random.SeedSequence(1).spawn(3)]
    return simulate(design, 60_000, 200, streams[0], Chance(*streams[1:]))


def test_impossible_worlds_are_refused() -> None:
    with pytest.raises(UsageError, match="0 customers"):
        worlds.pain_points(customers=0)
    with pytest.raises(UsageError, match="30 days"):
        worlds.pain_points(days=30)
