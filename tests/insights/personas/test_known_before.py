"""Segments made of whole histories say what came afterwards: kept in an attribute, they change no effect."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sojourn.errors import UnknownName
from sojourn.insights.drivers import Driver
from sojourn.workspace import Workspace
from tests.shops import Story, shop

EFFECT = -0.3


def stories(customers: int = 700, seed: int = 3) -> list[Story]:
    """A coin decides who meets an error at the checkout, which turns people away; who orders looks at it for long."""
    rng = np.random.default_rng(seed)
    found: list[Story] = []
    for who in range(customers):
        error = rng.random() < 0.5
        steps = ["Product Viewed", "Checkout Started", *["Payment Error"] * error]
        if rng.random() < 0.7 + EFFECT * error:
            steps += ["Order Completed", *["Order Status Viewed", "Account Viewed"] * int(rng.integers(2, 5))]
        day = f"2026-0{1 + who % 3}-{1 + who % 28:02}"
        found += [(f"c{who}", step, f"{day} 10:{minute:02}") for minute, step in enumerate(steps)]
    return [*found, ("last", "Page Viewed", "2026-08-01")]


def told(ws: Workspace) -> tuple[Driver, list[object]]:
    """What goes with the error, among all drivers; and the pain points."""
    drivers = ws.journeys().drivers("Order Completed").rows
    assert [row.name for row in drivers if row.kind == "attribute"] == []
    (error,) = [row for row in drivers if row.name == "Payment Error"]
    pains = ws.journeys().pain_points("Order Completed").rows
    return error, [(row.id, row.effect) for row in pains]


@pytest.mark.parametrize("attribute", ["persona_found", "kind"])
def test_effects_are_the_same_before_and_after_segments_are_kept(tmp_path: Path, attribute: str) -> None:
    with shop(tmp_path, stories()) as ws:
        before, pains = told(ws)
        found = ws.journeys().personas(k=2, also="use", goal="Order Completed")
        ws.save_personas(found, attribute)
        after, pains_after = told(ws)
        groups = ws.journeys().variants(by=f"segment:{attribute}").groups
        some = ws.journeys(customers=f"{attribute} = '{found.rows[0].id}'").units().size
        with pytest.raises(UnknownName, match=f'"{attribute}_from" is known'):
            ws.journeys().variants(by=f"segment:{attribute}_from")
        assert ws.customer("c0").segments == {attribute: next(
            row.id for row in found.rows if ws.customer("c0").id in found.customers(row.id)
        )}  # fmt: skip
    assert before.effect.value == pytest.approx(EFFECT, abs=0.1)
    assert after == before
    assert pains == pains_after
    assert len(pains) >= 1
    assert {row.id for row in found.rows} <= {group.value for group in groups}
    assert some == found.rows[0].customers


def test_segments_kept_without_a_mark_and_scores_marked_by_their_owners_are_told_too(tmp_path: Path) -> None:
    customers = [
        {"user_id": f"c{who}", "persona_found": "ab"[who % 2], "rfm": "xyz"[who % 3], "rfm_from": "behaviour"}
        for who in range(700)
    ]
    with shop(tmp_path, stories()) as ws:
        before, _ = told(ws)
        ws.load_customers(customers)
        after, _ = told(ws)
        assert set(ws.journeys().units().manifest.segments) == {"persona_found", "rfm"}
    assert after == before


def test_a_name_that_only_ends_like_a_mark_is_an_attribute_like_any(tmp_path: Path) -> None:
    customers = [{"user_id": f"c{who}", "plan": "ab"[who % 2], "plan_from": "xy"[who % 2]} for who in range(700)]
    with shop(tmp_path, stories()) as ws:
        ws.load_customers(customers)
        rows = ws.journeys().drivers("Order Completed", over="attribute").rows
    assert {row.name.partition("=")[0] for row in rows} == {"plan", "plan_from"}
