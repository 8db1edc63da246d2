from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.running import run, tiny_shop
from tests.insights.keen_shop import visits
from tests.shops import shop


@pytest.fixture(scope="module")
def keen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with shop(tmp_path_factory.mktemp("keen"), visits(400)) as ws:
        return ws.path


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (["drivers", "--over", "touchpoint"], 'What goes with "Order Completed"'),
        (["drivers", "--score", "nps", "--over", "touchpoint"], 'What goes with "nps"'),
        (["moments"], "of journeys come to help page"),
        (["influences"], "The log says nothing of: campaign."),
        (["finding"], "customers who sought help"),
    ],
)
def test_what_goes_with_an_outcome_is_told_and_printed_as_json(keen: Path, command: list[str], told: str) -> None:
    name, *options = command
    assert told in run(name, keen, *options).stdout
    assert json.loads(run(name, keen, *options, "--json").stdout)["rows"]


def test_an_outcome_that_never_happens_is_wrong_usage(tmp_path: Path) -> None:
    done = run("drivers", tiny_shop(tmp_path), "--outcome", "Order Complted")
    assert done.exit_code == 2
    assert 'Did you mean "Order Completed"?' in done.stderr
