"""Results as tables: Arrow, pandas, and what a notebook shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from sojourn.analysis import Journeys
from tests.shops import shop

STORY = [
    ("anna", "Visit", "2026-01-01 10:00", {"channel": "web"}),
    ("anna", "Order", "2026-01-01 10:20", {"channel": "web"}),
    ("bert", "Visit", "2026-01-02 10:00", {"channel": "app"}),
    ("bert", "Order", "2026-01-02 10:20", {"channel": "app"}),
]


def test_a_table_holds_the_whole_and_each_group(tmp_path: Path) -> None:
    with shop(tmp_path, STORY) as ws:
        found = ws.journeys().transitions(by="channel")
    table = found.to_arrow().select(["group", "source", "target", "count"])
    assert list(zip(*table.to_pydict().values(), strict=True)) == [
        (None, "Visit", "Order", 2),
        ("app", "Visit", "Order", 1),
        ("web", "Visit", "Order", 1),
    ]
    assert found.to_arrow().column_names[0] == "group"
    assert "<th>group</th>" in found._repr_html_()


def test_without_groups_there_is_no_such_column(tmp_path: Path) -> None:
    with shop(tmp_path, STORY) as ws:
        j = ws.journeys(start="Visit", goal="Order")
        assert "group" not in j.transitions().to_arrow().column_names
        assert "group" not in j.measure("conversion", by="channel").to_arrow().column_names


def test_a_measure_of_one_row_has_one_for_each_group(tmp_path: Path) -> None:
    with shop(tmp_path, STORY) as ws:
        table = ws.journeys().sessions(by="channel").to_arrow()
    assert table.column_names[:2] == ["group", "sessions"]
    assert table.select(["group", "sessions"]).to_pydict() == {"group": [None, "app", "web"], "sessions": [2, 1, 1]}
    assert not {"groups", "notes"} & set(table.column_names)


@pytest.mark.parametrize("name", ["transitions", "retention", "variants", "lifecycle", "channel_moves", "flow"])
def test_a_table_of_nothing_has_the_columns_of_one_with_rows(tmp_path: Path, name: str) -> None:
    def ask(j: Journeys) -> object:
        return j.flow(start="Visit") if name == "flow" else getattr(j, name)()

    with shop(tmp_path / "empty", []) as empty, shop(tmp_path / "full", STORY) as full:
        nothing, something = ask(empty.journeys()), ask(full.journeys())
    assert nothing.to_arrow().num_rows == 0
    assert set(nothing.to_arrow().column_names) == set(something.to_arrow().column_names)
    assert nothing._repr_html_() == "<p>Nothing.</p>"
