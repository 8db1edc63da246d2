from __future__ import annotations

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from sojourn.cli.failing import CommandLine
from sojourn.errors import SojournError, UnknownName
from tests.cli.running import run


def test_an_error_is_told_on_standard_error_with_what_to_do_next(tmp_path: Path) -> None:
    done = run("transitions", tmp_path / "shop")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == (
        f"sojourn: {tmp_path}/shop holds no workspace. "
        f"Make one by loading events: sojourn load {tmp_path}/shop events.csv\n"
    )
    assert not (tmp_path / "shop").exists()


def test_with_json_the_error_is_json_with_a_stable_code(tmp_path: Path) -> None:
    done = run("transitions", tmp_path / "shop", "--json")
    assert done.stdout == ""
    error = json.loads(done.stderr)["error"]
    assert error["code"] == "workspace-not-found"
    assert "holds no workspace" in error["message"]


def test_a_near_workspace_is_proposed(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop/workspace.yaml").touch()
    assert 'Did you mean "shop"?' in run("transitions", tmp_path / "shpo").stderr


def test_wrong_usage_names_the_command_that_explains_it() -> None:
    done = run("transitions", "shop", "--tims")
    assert done.exit_code == 2
    assert done.stderr.startswith("sojourn: No such option '--tims'.")
    assert done.stderr.endswith("\nSee: sojourn transitions --help\n")
    assert json.loads(run("transitions", "--json").stderr)["error"]["code"] == "usage"


def test_a_near_command_is_proposed() -> None:
    done = run("transitoins")
    assert done.exit_code == 2
    assert "transitions" in done.stderr


def test_without_a_command_the_help_is_shown() -> None:
    done = run()
    assert done.exit_code == 2
    assert "sojourn load shop events.csv" in done.stderr
    assert run("--help").exit_code == 0


@pytest.mark.parametrize(
    ("error", "status", "told"),
    [
        (SojournError("The disk is full."), 1, "sojourn: The disk is full.\n"),
        (UnknownName("No such thing."), 2, "sojourn: No such thing.\n"),
        (KeyboardInterrupt(), 130, "sojourn: stopped; nothing half done is kept\n"),
    ],
)
def test_exit_codes(error: BaseException, status: int, told: str) -> None:
    @click.group(cls=CommandLine)
    def group() -> None: ...

    @click.command()
    def fail() -> None:
        raise error

    group.section("Only", fail)
    done = CliRunner().invoke(group, ["fail"])
    assert (done.exit_code, done.stdout, done.stderr.lstrip("\n")) == (status, "", told)


def test_debug_shows_where_an_error_was_raised(tmp_path: Path) -> None:
    assert "Traceback" in run("transitions", tmp_path / "shop", "--debug").stderr
