from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.running import run


@pytest.fixture
def loan(tmp_path: Path) -> Path:
    assert run("template", "bank-loan", "-o", tmp_path / "loan.map.yaml").exit_code == 0
    return tmp_path / "loan.map.yaml"


def test_template_lists_what_there_is() -> None:
    assert "service-blueprint" in run("template").stdout
    assert json.loads(run("template", "--json").stdout)[0]["name"] == "blank"


def test_template_never_writes_over_a_map(loan: Path) -> None:
    again = run("template", "bank-loan", "-o", loan)
    assert again.exit_code == 2
    assert "is there already. Give another place: -o FILE" in again.stderr
    assert 'Did you mean "bank-loan"?' in run("template", "bank-lone").stderr


def test_checklist_is_written_blank_and_filled_in(loan: Path) -> None:
    page, text = loan.with_name("list.html"), loan.with_name("list.md")
    assert run("checklist", "-o", page).stdout == f"The checklist: {page}\n"
    assert "<title>" in page.read_text("utf-8")
    assert run("checklist", loan, "-o", text).exit_code == 0
    assert text.read_text("utf-8").startswith("# Checklist: ")


def test_diff_says_what_changed_place_by_place(loan: Path) -> None:
    other = loan.with_name("other.map.yaml")
    other.write_text(loan.read_text("utf-8").replace("title: ", "title: No: ", 1).replace("No: ", "", 1), "utf-8")
    assert run("diff", loan, other).stdout == "No changes.\n"
    text = loan.read_text("utf-8")
    first = next(line for line in text.splitlines() if line.startswith("title: "))
    other.write_text(text.replace(first, "title: I borrow for a house"), "utf-8")
    assert "I borrow for a house" in run("diff", loan, other).stdout
    assert json.loads(run("diff", loan, other, "--json").stdout)["changes"]


def test_prioritise_ranks_or_says_what_is_missing(loan: Path) -> None:
    told = run("prioritise", loan)
    assert told.exit_code == 0
    assert told.stdout.startswith("RICE: reach * impact * confidence / effort")
    assert "missing" in told.stdout or "1. " in told.stdout
    assert run("prioritise", loan, "--by", "rise").exit_code == 2


def test_a_file_that_is_no_map_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.map.yaml").write_text("title: [", "utf-8")
    assert run("diff", tmp_path / "x.map.yaml", tmp_path / "x.map.yaml").exit_code == 2
