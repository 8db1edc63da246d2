from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.running import run, tiny_shop

CHANNELS = """\
from  to   times  customers  share               median wait
web   app      1          1  33 % (likely 6-79)       20 min
Two channels or more: 33 % (likely 6-79).
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return tiny_shop(tmp_path)


def test_stages_say_who_reaches_them_and_goes_on(shop: Path) -> None:
    lines = run("stages", shop).stdout.splitlines()
    assert lines[2].split("  ")[0] == "consideration"
    assert "100 % (likely 44-100)" in lines[2]
    assert "3 in all." in lines
    reached = {stage["stage"]: stage["reached"] for stage in json.loads(run("stages", shop, "--json").stdout)["stages"]}
    assert (reached["consideration"], reached["purchase"]) == (3, 1)


def test_channel_moves_are_told_as_a_table(shop: Path) -> None:
    assert run("channel-moves", shop).stdout.startswith(CHANNELS)
