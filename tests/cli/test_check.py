from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result

from sojourn.documents.text import write_map
from sojourn.maps.checks import CHECKS
from sojourn.maps.templates import template_text
from tests.cli.running import run as sojourn
from tests.cli.running import tiny_shop
from tests.maps.whole_map import changed, whole

DAY = ("--today", "2026-12-01")


def run(*arguments: object) -> Result:
    """What `sojourn check ARGUMENTS...` prints, and its exit code."""
    return sojourn("check", *arguments)


def test_a_map_with_nothing_to_mend_passes(tmp_path: Path) -> None:
    write_map(tmp_path / "lamp.map.yaml", whole())
    done = run(tmp_path / "lamp.map.yaml", *DAY)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.startswith(f"I buy a lamp\nNothing to mend; {len(CHECKS) - 2} checks passed, 2 not checked.\n")


def test_an_error_fails_and_says_what_to_do(tmp_path: Path) -> None:
    file = tmp_path / "loan.map.yaml"
    file.write_text(template_text("bank-loan"), "utf-8")
    done = run(file, *DAY)
    assert (done.exit_code, done.stderr) == (1, "")
    assert "Work it out > Apply\n  error    Pain points: " in done.stdout
    assert "Give it one: owner: NAME" in done.stdout


def test_warnings_do_not_fail(tmp_path: Path) -> None:
    write_map(tmp_path / "lamp.map.json", changed(owner=None))
    done = run(tmp_path / "lamp.map.json", *DAY)
    assert (done.exit_code, "warning  Nobody looks after this map." in done.stdout) == (0, True)


def test_json_carries_the_whole_report(tmp_path: Path) -> None:
    write_map(tmp_path / "lamp.map.yaml", changed(personas=()))
    done = run(tmp_path / "lamp.map.yaml", *DAY, "--json")
    told = json.loads(done.stdout)
    assert (done.exit_code, told["ok"], told["today"]) == (1, False, "2026-12-01")
    assert [found["code"] for found in told["findings"]] == ["persona"]
    assert told["counts"] == {"error": 1, "warning": 0, "hint": 0, "passed": len(CHECKS) - 3, "not_checked": 2}


def test_with_a_workspace_its_log_and_its_personas_are_looked_at(tmp_path: Path) -> None:
    shop, file = tiny_shop(tmp_path), tmp_path / "lamp.map.yaml"
    (shop / "personas").mkdir(exist_ok=True)
    (shop / "personas/anna.yaml").write_text("name: Anna\n", "utf-8")
    write_map(file, whole())
    told = json.loads(run(file, *DAY, "--workspace", shop, "--json").stdout)
    assert told["not_checked"] == []
    (found,) = told["findings"]
    assert (found["code"], found["place"]) == ("step-in-log", "Purchase > Check out")
    file.write_text(file.read_text("utf-8").replace("touchpoint: checkout", "touchpoint: cart"), "utf-8")
    assert run(file, *DAY, "--workspace", shop).stdout.startswith(
        f"I buy a lamp\nNothing to mend; {len(CHECKS)} checks passed."
    )


@pytest.mark.parametrize("text", ["title: [", "titel: I buy", "", "title: I buy\nphases: 3"])
def test_a_file_that_is_no_map_is_a_failure_that_names_it(tmp_path: Path, text: str) -> None:
    file = tmp_path / "broken.map.yaml"
    file.write_text(text, "utf-8")
    done = run(file)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith(f"sojourn: {file}")


def test_a_file_that_is_not_there_is_a_failure(tmp_path: Path) -> None:
    done = run(tmp_path / "none.map.yaml", "--json")
    assert (done.exit_code, done.stdout) == (1, "")
    assert json.loads(done.stderr)["error"]["code"] == "source-not-found"


def test_other_formats_are_read_by_their_ending(tmp_path: Path) -> None:
    file = tmp_path / "lamp.mmd"
    file.write_text("journey\n  title I buy a lamp\n  section Purchase\n    Pay by card: 2: Me\n", "utf-8")
    done = run(file, *DAY)
    assert (done.exit_code, done.stdout.splitlines()[0]) == (1, "I buy a lamp")
    assert "Purchase > Pay by card\n" in done.stdout


def test_an_ending_that_no_map_has_is_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "lamp.docx").write_bytes(b"x")
    done = run(tmp_path / "lamp.docx")
    assert (done.exit_code, ".yaml" in done.stderr) == (2, True)


@pytest.mark.parametrize("arguments", [(), ("a.yaml", "--today", "tomorrow"), ("a.yaml", "--strict")])
def test_wrong_usage_is_exit_code_2(arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2
