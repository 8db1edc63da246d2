"""Customers' attributes as rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from sojourn.sources import read_customers

Row = tuple[Any, ...]


def read(source: object) -> list[Row]:
    return [tuple(row.values()) for row in read_customers(source, None, None, None).to_pylist()]


def test_each_cell_becomes_a_row() -> None:
    known = [{"user_id": "anna", "plan": "pro", "age": 40}, {"user_id": "bert", "plan": "free", "age": None}]
    assert sorted(read(known)) == [
        ("user_id", "anna", "age", "40"),
        ("user_id", "anna", "plan", "pro"),
        ("user_id", "bert", "plan", "free"),
    ]


def test_identifiers_are_spelled_in_one_way_and_nobodies_left_out(tmp_path: Path) -> None:
    file = tmp_path / "known.csv"
    file.write_text("email,it's\n Anna@Example.com,a\nunknown,b\n,c\nanna@example.com,\nBEN@example.com,d\n")
    assert read(file) == [("email", "anna@example.com", "it's", "a"), ("email", "ben@example.com", "it's", "d")]


def test_columns_of_identifiers_alone_say_nothing() -> None:
    assert read([{"user_id": "anna"}]) == []


def test_cells_never_become_python_objects(monkeypatch: pytest.MonkeyPatch) -> None:
    """200,000 cells of 2 identifiers: only the identifiers, each once, pass through Python."""
    seen: list[str] = []

    def spelled(kind: str, who: str) -> str:
        seen.append(who)
        return who

    monkeypatch.setattr("sojourn.sources.customers.normal_form", spelled)
    many = 100_000
    table = pa.table({"user_id": ["anna", "bert"] * (many // 2), "a": range(many), "b": range(many)})
    assert len(read_customers(table, None, None, None)) == 2 * many
    assert sorted(seen) == ["anna", "bert"]


def test_the_order_of_the_source_is_kept() -> None:
    known = duckdb.sql("select 'u' || (range % 7) as user_id, range as n from range(200000)").to_arrow_table()
    found = read_customers(known, None, None, None)
    assert found["trait"].to_pylist() == [str(n) for n in range(200_000)]
