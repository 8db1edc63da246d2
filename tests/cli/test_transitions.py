from __future__ import annotations

import json
from pathlib import Path

from tests.cli.running import run, tiny_shop

TOLD = """\
from            to               times  customers  median time    mean time
Product Viewed  Product Added        2          2  12 min 30 s  12 min 30 s
Product Added   Order Completed      1          1  23 h 55 min  23 h 55 min
Product Viewed  Product Viewed       1          1          2 d          2 d

step             comes first  comes last
Product Viewed             3           1
Order Completed            0           1
Product Added              0           1
"""


def test_transitions_are_told_as_tables(tmp_path: Path) -> None:
    done = run("transitions", tiny_shop(tmp_path), "--times")
    assert done.exit_code == 0
    assert done.stdout == TOLD


def test_json_is_the_result_as_python_has_it(tmp_path: Path) -> None:
    answer = json.loads(run("transitions", tiny_shop(tmp_path), "--json", "--times", "--by", "channel").stdout)
    assert answer["edges"][0] == {
        "source": "Product Viewed",
        "target": "Product Added",
        "count": 2,
        "customers": 2,
        "median_time": 750.0,
        "mean_time": 750.0,
    }
    assert [group["value"] for group in answer["groups"]] == ["app", "web"]


def test_options_say_which_journeys(tmp_path: Path) -> None:
    shop = tiny_shop(tmp_path)
    asked = ["--start", "Product Viewed", "--goal", "Order Completed", "--goal", "Product Added", "--unit", "journey"]
    answer = json.loads(run("transitions", shop, "--json", *asked).stdout)
    assert answer["starts"] == {"Product Viewed": 3}
    between = ["--between", "2026-01-01", "2026-01-01"]
    assert json.loads(run("transitions", shop, "--json", *between).stdout)["starts"] == {"Product Viewed": 2}
    assert json.loads(run("transitions", shop, "--json", "--where", "channel = 'app'").stdout)["edges"][0]["count"] == 1
