"""Purchases of a CD shop's customers, 1997-98: published parameters, and the errors on the second 39 weeks.

Sources: Fader, Hardie and Lee, Marketing Science 24 (2005), table 2; Fader and Hardie, "The gamma-gamma model of
monetary value" (2013).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import sojourn
from sojourn.engines.units import Units
from sojourn.measures.kpis.orders import Sales, sales
from sojourn.measures.kpis.value.worth import checked, model_of
from sojourn.periods import parse_time
from sojourn.workspace import Workspace

CALIBRATION = parse_time("1997-09-30")


@pytest.fixture(scope="module")
def cds(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    lines = (line.split() for line in (shared / "data/purchases/CDNOW_sample.txt").read_text().splitlines())
    rows = [
        {
            "user_id": who,
            "event": "Order Completed",
            "occurred_at": f"{day[:4]}-{day[4:6]}-{day[6:]}",
            "value": float(paid),
        }
        for _, who, day, _, paid in (line for line in lines if line)
    ]
    with sojourn.open(tmp_path_factory.mktemp("cds") / "shop") as ws:
        ws.load(rows, name="orders")
        yield ws


@pytest.fixture(scope="module")
def asked(cds: Workspace) -> tuple[Units, Sales]:
    units = cds.journeys().units("customer")
    return units, sales(units, None, None, "order_id", None)


def test_parameters_are_the_published_ones(asked: tuple[Units, Sales]) -> None:
    model, notes = model_of(*asked, CALIBRATION)
    assert model is not None
    assert model.spending is not None
    assert notes == ()
    assert model.known.size == 2357
    assert model.buying.parameters == pytest.approx([0.243, 4.414, 0.793, 2.426], rel=0.005)
    assert model.buying.log_likelihood == pytest.approx(-9582.4, abs=0.05)
    assert model.spending.parameters == pytest.approx([6.25, 3.74, 15.44], rel=0.005)


def test_errors_on_the_time_after_are_the_published_ones(asked: tuple[Units, Sales]) -> None:
    found = checked(*asked, CALIBRATION)
    assert found is not None
    assert found.expected.value / found.came - 1 == pytest.approx(-0.12, abs=0.01)
    assert found.error == pytest.approx(0.785, abs=0.001)
