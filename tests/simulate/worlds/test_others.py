from __future__ import annotations

from datetime import UTC, datetime, time
from pathlib import Path

import numpy as np
import pytest

import sojourn
from sojourn.errors import UsageError
from sojourn.simulate import worlds


def test_shares_of_channels_are_of_the_orders_they_brought() -> None:
    truth = worlds.attribution(seed=2, customers=3_000).truth
    assert sum(truth.shares().values()) == pytest.approx(1)
    expected = truth.anyway + sum(one.incremental for one in truth.channels)
    assert truth.orders == pytest.approx(expected, rel=0.15), "but for orders that two channels brought together"
    drawn = [one.share for one in truth.channels if one.draws > 1.4]
    assert max(drawn) < max(truth.shares().values()) / 2, "those drawn by intent do little"


def test_a_touch_comes_before_the_order_and_nothing_after_it() -> None:
    frame = worlds.attribution(seed=3, customers=800).events().to_pandas()
    last = frame.groupby("user_id")["occurred_at"].transform("max")
    orders = frame[frame["event"] == "Order Completed"]
    assert (orders["occurred_at"] == last[orders.index]).all()


def test_where_chance_decides_who_meets_something_orders_as_often() -> None:
    """By the events themselves: at the first visit, of those at the checkout."""
    met = {"with": [0, 0], "without": [0, 0]}
    for seed in range(8):
        world = worlds.chance(seed, customers=1_500)
        for _, steps in world.events().to_pandas().sort_values("occurred_at", kind="stable").groupby("user_id"):
            events = steps["event"].tolist()
            if "Checkout Started" in events:
                after = events[events.index("Checkout Started") + 1 :][:12]
                until = after.index("Payment Info Entered") if "Payment Info Entered" in after else len(after)
                counts = met["with" if "Error Shown" in after[:until][:1] else "without"]
                counts[0] += 1
                counts[1] += "Order Completed" in after
    shares = {name: won / all_of for name, (all_of, won) in met.items()}
    assert met["with"][0] > 300
    assert shares["with"] == pytest.approx(shares["without"], abs=0.06)


def test_where_chance_decides_the_pace_alone_matters_and_keen_customers_come_again() -> None:
    world = worlds.chance(seed=3)
    pace = dict(zip(*(world.customers()[name].to_pylist() for name in ("user_id", world.truth.matters)), strict=True))
    frame = world.events().to_pandas()
    orders = frame[frame["event"] == world.truth.outcome]
    slow = orders["user_id"].map(pace) == "slow"
    assert slow.mean() < 0.4 - 0.05, "four in ten are slow, and order less"
    visits = frame["event"].isin(["Ad Clicked", "Search Result Clicked", "Social Post Clicked", "Email Link Clicked",
                                  "Home Page Viewed"]).groupby(frame["user_id"]).sum()  # fmt: skip
    assert (len(orders), visits.sum()) == (world.truth.orders, world.truth.visits)
    each = (orders.groupby("user_id").size() / visits).fillna(0)
    assert each[visits >= 4].mean() > each[visits == 1].mean() + 0.1, "who is keen comes again, and orders more"


def test_personas_walk_as_their_chains_say() -> None:
    world = worlds.personas(seed=4, customers=2_000)
    frame = world.events().to_pandas().sort_values(["user_id", "occurred_at"], kind="stable")
    first = world.truth.personas[0]
    mine = frame[frame["user_id"].map(world.truth.members) == first.name]
    code = mine["touchpoint"].map({name: number for number, name in enumerate(world.truth.touchpoints)}).to_numpy()
    same = (mine["user_id"] == mine["user_id"].shift(-1)).to_numpy()[:-1]
    counts = np.zeros((len(world.truth.touchpoints),) * 2)
    np.add.at(counts, (code[:-1][same], code[1:][same]), 1)
    assert counts / counts.sum(axis=1, keepdims=True) == pytest.approx(np.array(first.goes), abs=0.08)
    assert 0.7 < world.truth.best < 1


def test_a_change_adds_what_it_is_said_to_add() -> None:
    plain, changed = worlds.before_after(5, effect=0.0), worlds.before_after(5, effect=0.3)
    before, after = (np.array(worlds.series(world)["changed"]) for world in (plain, changed))
    assert (before[:-40] == after[:-40]).all()
    assert (after - before)[-40:].mean() == pytest.approx(changed.truth.effect, rel=0.2)
    assert plain.truth.effect == 0
    assert changed.truth.relative == 0.3


def test_a_treatment_adds_what_it_is_said_to_add() -> None:
    world = worlds.experiment(seed=6, customers=40_000)
    frame = world.events().to_pandas()
    arm = frame[frame["event"] == "Experiment Viewed"].set_index("user_id")["arm"]
    started = frame[frame["occurred_at"] >= datetime.combine(world.truth.date, time(), UTC)]
    buyers = set(started.loc[started["event"] == "Order Completed", "user_id"])
    share = arm.index.to_series().isin(buyers).groupby(arm).mean()
    assert share["treatment"] - share["control"] == pytest.approx(world.truth.effect, abs=0.015)


def test_lost_exposures_make_arms_uneven() -> None:
    frame = worlds.experiment(seed=7, lost=0.1).events().to_pandas()
    sizes = frame["arm"].value_counts()
    assert sizes["treatment"] / sizes["control"] == pytest.approx(0.9, abs=0.05)


@pytest.mark.parametrize("name", worlds.WORLDS)
def test_each_world_has_a_name_and_the_same_seed_gives_it_again(name: str) -> None:
    size = None if name == "before-after" else 300
    first, again = worlds.make(name, 2, size), worlds.make(name, 2, size)
    assert first.events().equals(again.events())
    assert first.truth == again.truth


def test_a_world_loads_without_rejects(tmp_path: Path) -> None:
    with sojourn.open(tmp_path / "world") as ws:
        world = worlds.make("experiment", 1, 300)
        assert world.load(ws).accepted == world.events().num_rows


def test_an_unknown_world_names_those_there_are() -> None:
    with pytest.raises(UsageError, match="pain-points, null"):
        worlds.make("shop")
    with pytest.raises(UsageError, match="follows from its orders"):
        worlds.make("before-after", customers=5)
