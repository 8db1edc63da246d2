"""Run the command line inside a test, on a tiny shop."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from sojourn.cli.app import sojourn

EVENTS = """\
user_id,event,occurred_at,channel,value
anna,Product Viewed,2026-01-01T10:00:00Z,web,
anna,Product Added,2026-01-01T10:05:00Z,web,
anna,Order Completed,2026-01-02T10:00:00Z,web,30
ben,Product Viewed,2026-01-01T11:00:00Z,app,
ben,Product Viewed,2026-01-03T11:00:00Z,app,
cleo,Product Viewed,2026-01-05T09:00:00Z,web,
cleo,Product Added,2026-01-05T09:20:00Z,app,
"""


def run(*arguments: object) -> Result:
    """What `sojourn ARGUMENTS...` prints, and its exit code."""
    return CliRunner().invoke(sojourn, [str(argument) for argument in arguments])


def tiny_shop(folder: Path) -> Path:
    """The folder of a workspace that holds EVENTS."""
    events = folder / "events.csv"
    events.write_text(EVENTS, "utf-8")
    loaded = run("load", folder / "shop", events)
    assert loaded.exit_code == 0, loaded.stderr
    return folder / "shop"
