from __future__ import annotations

import json
from pathlib import Path

from tests.cli.running import run, tiny_shop


def test_a_shop_too_small_says_so(tmp_path: Path) -> None:
    done = run("trends", tiny_shop(tmp_path))
    assert done.exit_code == 0
    assert "No series is long and busy enough" in done.stdout


def test_a_change_is_told_and_its_parts_listed(tmp_path: Path) -> None:
    shop = tiny_shop(tmp_path)
    asked = ["contributions", shop, "conversion", "--before", "2026-01-01", "2026-01-02", "--after", "2026-01-03",
             "2026-01-05", "--option", "goal=Order Completed"]  # fmt: skip
    told = run(*asked).stdout
    assert told.startswith("Conversion went from 50 % to 0 %, which may be chance (-50 points")
    assert "by its own figure" in told
    answer = json.loads(run(*asked, "--json").stdout)
    assert [part["over"] for part in answer["parts"]] == ["channel", "stage", "touchpoint"]
    assert run(*asked[:3], "--before", "2026-01-01", "2026-01-02").exit_code == 2
