from __future__ import annotations

import json
from pathlib import Path

import pyarrow.csv as csv
import pyarrow.parquet as pq

from sojourn import simulate


def test_a_shop_is_saved_as_files(tmp_path: Path) -> None:
    shop = simulate.shop(50, 3)
    saved = simulate.save(shop, tmp_path / "deep" / "shop")
    assert pq.read_table(saved.events_file).equals(shop.events())
    assert csv.read_csv(saved.customers_file)["persona"].to_pylist() == shop.customers()["persona"].to_pylist()
    truth = json.loads(Path(saved.truth_file).read_text("utf-8"))
    assert truth["biggest_loss"] == shop.truth.biggest_loss
    assert truth["fix"]["date"] == "2025-07-02"
    assert sorted(path.name for path in (tmp_path / "deep/shop").iterdir()) == [
        "customers.csv", "events.parquet", "truth.json",
    ]  # fmt: skip


def test_saving_again_replaces_what_was_there(tmp_path: Path) -> None:
    simulate.save(simulate.shop(50, 3), tmp_path)
    saved = simulate.save(simulate.shop(20, 4), tmp_path)
    assert pq.read_table(saved.events_file).num_rows == saved.events
