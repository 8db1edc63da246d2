from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.running import run, tiny_shop

DURATIONS = """\
what                       value
half take at most          12 min 30 s
9 in 10 take at most       18 min 30 s
on average                 12 min 30 s
shortest                   5 min
longest                    20 min
got there                  2
may still get there        0
ended before, not counted  1
"""
SESSIONS = """\
what                      value
sessions                  5
customers                 3
sessions per customer     1.67 (likely 0.23-3.10)
steps, on average         1.40 (likely 1.00-2.00)
steps, half have at most  1.00 (likely 1.00-2.00)
time, on average          5 min (likely 0 s to 20 min)
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return tiny_shop(tmp_path)


def test_durations_say_how_long_it_takes_from_step_to_step(shop: Path) -> None:
    told = run("durations", shop, "--from", "Product Viewed", "--to", "Product Added").stdout.splitlines()
    assert [line.split(" (likely")[0] for line in told] == DURATIONS.splitlines()


def test_both_steps_are_needed_or_none(shop: Path) -> None:
    assert run("durations", shop, "--from", "Product Viewed").exit_code == 2
    assert json.loads(run("durations", shop, "--json").stdout)["longest"] == 2 * 86_400


def test_sessions_end_with_a_pause(shop: Path) -> None:
    assert run("sessions", shop).stdout == SESSIONS
    assert json.loads(run("sessions", shop, "--gap", "10d", "--json").stdout)["sessions"] == 3
