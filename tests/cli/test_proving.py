"""`sojourn experiment`, `before-after` and `change`."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from tests.cli.running import run
from tests.shops import shop

FILE = """\
title: A shorter checkout
arms: {control: 1, short: 1}
exposure: Checkout Seen
measure: {measure: conversion, options: {goal: Order Completed}}
metrics: [{measure: aov}]
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop with an experiment, and with a change after sixty days."""
    rng, events = np.random.default_rng(2), []
    for day in range(90):
        for region, mean in (("north", 40 if day >= 60 else 20), ("south", 20)):
            for k in range(rng.poisson(mean)):
                at = (datetime(2026, 1, 5, 9) + timedelta(days=day, minutes=k)).isoformat()
                events.append((f"{region}-{day}-{k}", "Support Call", at, {"region": region}))
    for k in range(400):
        events.append((f"u{k}", "Checkout Seen", "2026-01-10", {"arm": "short" if k % 2 else "control"}))
        if rng.random() < (0.5 if k % 2 else 0.2):
            events.append((f"u{k}", "Order Completed", "2026-01-11", {"value": 20 + k % 9}))
    folder = tmp_path_factory.mktemp("place")
    with shop(folder, events) as ws:
        (ws.path / "experiments").mkdir()
        (ws.path / "experiments/checkout.yaml").write_text(FILE, "utf-8")
    return folder / "shop"


def test_the_verdict_of_an_experiment(place: Path) -> None:
    done = run("experiment", place, "checkout")
    assert done.exit_code == 0, done.stderr
    assert "short is better: +" in done.stdout
    assert "any number of looks" in done.stdout
    found = json.loads(run("experiment", place, "checkout", "--json").stdout)
    assert found["verdict"] == "better"
    assert [arm["units"] for arm in found["arms"]] == [200, 200]


def test_experiments_are_listed_and_draw_customers(place: Path) -> None:
    assert "A shorter checkout" in run("experiment", "list", place).stdout
    drawn = run("experiment", "assign", place, "checkout", "u_1", "u_2").stdout
    assert drawn.startswith("u_1: ")
    assert json.loads(run("experiment", "assign", place, "checkout", "u_1", "--json").stdout)["u_1"] in (
        "control",
        "short",
    )
    assert run("experiment", place, "chekout").exit_code == 2
    assert 'Did you mean "checkout"' in run("experiment", place, "chekout").stderr


def test_how_many_an_experiment_needs() -> None:
    done = run("experiment", "size", "--share", "0.12", "--effect", "0.01")
    assert "in all arms together" in done.stdout
    assert json.loads(run("experiment", "size", "--deviation", "10", "--effect", "1", "--json").stdout)["once"] == 3140
    assert "0..1" in run("experiment", "size", "--share", "0.99", "--effect", "0.5").stderr
    assert "numbers" in run("experiment", "size", "--share", "0.1", "--effect", "0.1", "--weights", "a,b").stderr


def test_before_and_after(place: Path) -> None:
    asked = (
        "before-after", place, "count", "--option", "event=Support Call", "--date", "2026-03-06",
        "--where", "region = 'north'", "--control-where", "region = 'south'",
    )  # fmt: skip
    done = run(*asked)
    assert done.exit_code == 0, done.stderr
    assert "After 6 March 2026 count of Support Call is better: " in done.stdout
    assert "Tried on" in done.stdout
    assert json.loads(run(*asked, "--json").stdout)["verdict"] == "better"
    assert "nothing to compare with" in run(*asked[:7]).stderr


def test_changes_are_recorded_and_listed(place: Path) -> None:
    assert "No change is recorded yet" in run("change", "list", place).stdout
    added = run(
        "change", "add", place, "Call notes shared", "--date", "2026-03-06", "--gain", "10", "--range", "5", "15",
        "--about", "rework:call", "--measure", "count", "--option", "event=Support Call", "--control", "conversion",
    )  # fmt: skip
    assert added.exit_code == 0, added.stderr
    assert "call-notes-shared.yaml" in added.stdout
    listed = run("change", "list", place)
    assert listed.exit_code == 0, listed.stderr
    assert "Call notes shared" in listed.stdout
    (row,) = json.loads(run("change", "list", place, "--json").stdout)["rows"]
    assert row["predicted"]["value"] == 10
    assert row["about"] == ["rework:call"]
