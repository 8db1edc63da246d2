from __future__ import annotations

import json
from pathlib import Path

from tests.cli.running import run, tiny_shop


def test_an_opportunity_is_written_down_and_ranked(tmp_path: Path) -> None:
    shop = tiny_shop(tmp_path)
    done = run("opportunity", shop, "show-date", "--title", "Show the date earlier", "--about", "waiting:delivery",
               "--owner", "Jo", "--due", "2026-09-30", "--impact", "7", "--effort", "4", "--confidence", "0.5",
               "--ease", "2")  # fmt: skip
    assert done.exit_code == 0, done.stderr
    run("opportunity", shop, "show-date", "--status", "planned")
    lines = run("opportunities", shop, "--by", "ice").stdout.splitlines()
    assert lines[0] == "ICE: impact * confidence * ease"
    assert lines[1] == "1. Show the date earlier: 7; impact 7 given, confidence 0.5 given, ease 2 given"
    assert lines[2] == "   show-date · gain not known · planned · owner: Jo, due 2026-09-30"
    told = json.loads(run("opportunities", shop, "--by", "rice", "--json").stdout)
    assert told["rows"][0]["missing"] == ["reach"]
    assert told["rows"][0]["gain"]["value"] is None


def test_what_is_wrong_says_what_would_be_right(tmp_path: Path) -> None:
    shop = tiny_shop(tmp_path)
    assert run("opportunities", shop).stdout.startswith("No opportunity yet")
    done = run("opportunity", shop, "Do It", "--title", "Do it")
    assert (done.exit_code, "do-it" in done.stderr) == (2, True)
    assert "There are: idea" in run("opportunity", shop, "do-it", "--title", "Do it", "--status", "doing").stderr
    assert 'Did you mean "rice"' in run("opportunities", shop, "--by", "rise").stderr
