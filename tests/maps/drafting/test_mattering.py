from __future__ import annotations

from pathlib import Path

from hypothesis import given

from sojourn.maps.counting import count
from sojourn.maps.drafting.mattering import _effects, mattering
from sojourn.maps.drafting.way import way_to_order
from tests.in_memory import Took, units_of
from tests.maps.shops import forty
from tests.measures.kpis.asking import in_order, logs
from tests.shops import shop

ORDER = 3


def test_touchpoints_matter_that_many_meet_in_the_order_in_which_they_come(tmp_path: Path) -> None:
    with forty(tmp_path) as ws:
        units = ws.journeys().units()
        found = {one.touchpoint: one for one in mattering(units, count(units))}
    assert [name for name in found if found[name].stage == "purchase"] == [
        "checkout", "delivery options", "payment", "order",
    ]  # fmt: skip
    assert (found["payment"].customers, found["payment"].channels) == (20, ("web",))
    # 15 of the 20 who pay order, of all 40 it is 15.
    assert found["payment"].effect == 15 / 20 - 15 / 40
    assert found["checkout"].place == 1


@given(logs)
def test_effects_and_places_are_what_plain_python_says(log: list[Took]) -> None:
    effect, place = _effects(units_of(log, roles={"order": (ORDER,)}, partitions=2))
    people = {who: [step.code for step in in_order(log) if step.who == who] for who in {step.who for step in log}}
    ordered = sum(ORDER in codes for codes in people.values())
    for code in {step.code for step in log}:
        met = [codes for codes in people.values() if code in codes]
        followed = sum(ORDER in codes[codes.index(code) + 1 :] for codes in met)
        before = sum(len(set(codes[: codes.index(code)])) for codes in met)
        assert abs(effect[code] - (followed / len(met) - ordered / len(people))) < 1e-12
        assert abs(place[code] - before / len(met)) < 1e-12


def test_the_way_to_an_order_is_what_usually_comes_just_before_it(tmp_path: Path) -> None:
    events = []
    for n in range(60):
        who, day = f"c{n}", f"2026-01-{1 + n % 28:02}"
        events += [
            (who, "Product Viewed", f"{day} 09:00"),
            (who, "Checkout Started", f"{day} 10:00", {"touchpoint": "checkout"}),
            (who, "Payment Info Entered", f"{day} 10:02", {"touchpoint": "payment"}),
        ]
        if n % 3 == 0:
            events.append((who, "Coupon Entered", f"{day} 10:01", {"touchpoint": "coupon field"}))
        if n < 40:
            events.append((who, "Order Completed", f"{day} 10:05", {"touchpoint": "order"}))
    with shop(tmp_path, events) as ws:
        assert way_to_order(ws.journeys().units()) == ("checkout", "payment", "order")


def test_orders_without_a_way_have_none(tmp_path: Path) -> None:
    events = [(f"c{n}", "Order Completed", "2026-01-01 10:00", {"channel": "store"}) for n in range(50)]
    with shop(tmp_path, events) as ws:
        assert way_to_order(ws.journeys().units()) == ()
