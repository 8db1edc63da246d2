from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.running import run, tiny_shop
from tests.insights.pain_points.made import events


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pain points")
    rows = [{name: value for name, value in row.items() if name != "traits"} for row in events(900)]
    (folder / "events.jsonl").write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    assert run("load", folder / "shop", folder / "events.jsonl").exit_code == 0
    return folder / "shop"


def test_pain_points_are_told_as_sentences(workspace: Path) -> None:
    done = run("pain-points", workspace)
    assert done.exit_code == 0, done.stderr
    assert done.stdout.startswith('1. Payment Failed at payment\n   1 in 4 journeys that reach payment meets "Payment ')
    assert "Associated, not proven." in done.stdout
    assert "   Robustness: " in done.stdout
    assert "Note: " in done.stdout


def test_as_json_with_every_test(workspace: Path) -> None:
    asked = ("pain-points", workspace, "--json", "--fixable", "0.5", "--outcome", "Order Completed")
    said = json.loads(run(*asked).stdout)
    assert said["rows"][0]["id"] == "error:payment"
    assert {"id", "found", "why", "p"} <= set(said["tested"][0])
    strict = json.loads(run(*asked, "--strict").stdout)
    assert strict["rows"] == [], "hardly anything is known of these customers beforehand"
    assert len(strict["tested"]) == len(said["tested"])


def test_strengths_that_are_not_there_are_not_made_up(workspace: Path) -> None:
    said = run("strengths", workspace).stdout
    assert said.startswith("No strength found among ")
    assert " candidates: Too few met it, or did not.\n" in said, "and why"
    assert "may be chance" not in said


def test_a_slip_in_a_name_is_no_quiet_answer(workspace: Path) -> None:
    done = run("pain-points", workspace, "--also", "plam")
    assert done.exit_code == 2
    assert 'No field is called "plam"' in done.stderr


def test_an_event_that_is_not_there_is_refused(tmp_path: Path) -> None:
    folder = tiny_shop(tmp_path)
    done = run("pain-points", folder, "--outcome", "Order Compleetd")
    assert done.exit_code == 2
    assert "Did you mean" in done.stderr
    done = run("pain-points", folder, "--error", "Eror Shown")
    assert done.exit_code == 2
    assert "Eror Shown" in done.stderr
