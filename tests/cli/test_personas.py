from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.running import run, tiny_shop


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Sixty customers: some look and leave, some search and buy."""
    lines = ["user_id,event,touchpoint,occurred_at"]
    for n in range(60):
        steps = ["home", "list", "home", "list"] if n % 3 else ["home", "search", "home", "search", "order"]
        lines += [f"c{n:02},Seen,{step},2026-01-01T10:{minute:02}:00Z" for minute, step in enumerate(steps)]
    (tmp_path / "events.csv").write_text("\n".join(lines), "utf-8")
    assert run("load", tmp_path / "shop", tmp_path / "events.csv").exit_code == 0
    return tmp_path / "shop"


def test_segments_are_told_in_sentences_and_kept(shop: Path) -> None:
    told = run("personas", shop, "--save")
    assert told.exit_code == 0, told.stderr
    assert "is 67 % of customers (likely" in told.stdout
    assert "A typical way: home > search > order." in told.stdout
    assert "A persona is what people make of one." in told.stdout
    assert len(list((shop / "personas").glob("*.yaml"))) == 2
    assert told.stderr.count("Kept as") == 2


def test_json_has_the_figures(shop: Path) -> None:
    answer = json.loads(run("personas", shop, "--k", "2", "--json").stdout)
    assert [row["customers"] for row in answer["rows"]] == [40, 20]


def test_too_few_customers_are_said_to_be_too_few(tmp_path: Path) -> None:
    told = run("personas", tiny_shop(tmp_path))
    assert told.exit_code == 2
    assert "at least 50 customers" in told.stderr
