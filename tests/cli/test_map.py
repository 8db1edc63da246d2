from __future__ import annotations

import json
from pathlib import Path

from tests.cli.running import run, tiny_shop
from tests.maps.shops import forty


def test_map_writes_a_page_and_says_where_it_is(tmp_path: Path) -> None:
    shop = tiny_shop(tmp_path)
    assert run("map", shop, "--title", "I find a lamp and buy it").stdout == f"The map: {shop}/map.html\n"
    assert "I find a lamp and buy it" in (shop / "map.html").read_text("utf-8")


def test_map_is_of_the_journeys_that_are_asked_for(tmp_path: Path) -> None:
    shop, page = tiny_shop(tmp_path), tmp_path / "web.html"
    drawn = json.loads(run("map", shop, "-o", page, "--where", "channel = 'app'", "--json").stdout)
    assert drawn["files"] == [str(page)]
    assert drawn["map"]["scope"] == {"where": "channel = 'app'"}
    assert page.exists()


def test_a_format_that_maps_are_not_saved_in_is_wrong_usage(tmp_path: Path) -> None:
    assert run("map", tiny_shop(tmp_path), "-o", tmp_path / "map.docx").exit_code == 2


def test_map_is_stored_by_name_edited_and_drafted_again(tmp_path: Path) -> None:
    shop = tiny_shop(tmp_path)
    assert run("map", shop, "--name", "lamps", "--title", "I find a lamp").exit_code == 0
    stored = shop / "maps" / "lamps.map.yaml"
    stored.write_text(stored.read_text("utf-8").replace("I find a lamp", "I find my lamp"), "utf-8")
    assert run("map", shop, "--name", "lamps").exit_code == 0
    assert "I find my lamp" in (shop / "map.html").read_text("utf-8")
    assert run("map", shop, "--name", "lamps", "--redraft", "--title", "I find a lamp").exit_code == 0
    assert "I find my lamp" in stored.read_text("utf-8")


def test_a_workshop_map_is_put_to_the_test(tmp_path: Path) -> None:
    shop, grid, page = tiny_shop(tmp_path), tmp_path / "workshop.csv", tmp_path / "tested.html"
    grid.write_text("lane,Product page,Order\nNeeds,I compare,I pay safely\n", "utf-8")
    assert run("map", shop, "--from", grid, "-o", page).exit_code == 0
    assert "Assumption · workshop.csv · no data yet" in page.read_text("utf-8")


def test_several_files_are_written_at_once(tmp_path: Path) -> None:
    shop = tiny_shop(tmp_path)
    told = run("map", shop, "-o", tmp_path / "a.html", "-o", tmp_path / "a.yaml", "--simulated").stdout
    assert told == f"The map: {tmp_path}/a.html\nThe map: {tmp_path}/a.yaml\n"
    assert "simulated: true" in (tmp_path / "a.yaml").read_text("utf-8")


def forty_shop(folder: Path) -> Path:
    """The folder of a shop with customers enough for figures to be shown."""
    forty(folder).close()
    return folder / "shop"


def test_what_was_found_out_can_be_left_out(tmp_path: Path) -> None:
    shop = forty_shop(tmp_path)
    told, plain = tmp_path / "told.html", tmp_path / "plain.html"
    assert run("map", shop, "-o", told).exit_code == 0
    assert run("map", shop, "-o", plain, "--no-insights").exit_code == 0
    assert "What stands in the way" in told.read_text("utf-8")
    assert "What stands in the way" not in plain.read_text("utf-8")


def test_another_version_is_held_against_the_map(tmp_path: Path) -> None:
    shop = forty_shop(tmp_path)
    assert run("map", shop, "--name", "buying", "--no-insights").exit_code == 0
    stored = shop / "maps" / "buying.map.yaml"
    page = tmp_path / "both.html"
    done = run("map", shop, "--name", "buying", "--against", stored, "--no-insights", "-o", page)
    assert done.exit_code == 0, done.stderr
    assert "No figure that both versions have differs." in page.read_text("utf-8")
    told = run("diff", stored, stored, "--workspace", shop)
    assert told.stdout.strip() == "No changes."
