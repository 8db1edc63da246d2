"""What is found out does not depend on how a log is laid out in partitions: figures to 1e-9, all else exactly."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

import sojourn
from sojourn.journeys import plan
from tests.engines.conftest import filled, keyed
from tests.engines.shop import write_shop
from tests.properties.test_layout import ask, same

INSIGHTS = (
    "pain_points", "strengths", "drivers", "moments", "influences", "finding", "themes", "feedback", "personas",
    "attribution", "next_step", "trends", "value",
)  # fmt: skip


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], dict[str, Any]]:
    folder = tmp_path_factory.mktemp("layouts")
    (folder / "shop").mkdir()
    write_shop(folder / "shop")
    return _asked(folder / "one", folder / "shop", 1_000_000), _asked(folder / "many", folder / "shop", 600)


def _asked(folder: Path, shop: Path, steps_a_partition: int) -> dict[str, Any]:
    folder.mkdir()
    with sojourn.open(keyed(folder)) as ws, patch.object(plan, "STEPS_A_PARTITION", steps_a_partition):
        filled(ws, shop)
        return {name: ask(ws.journeys(), name) for name in INSIGHTS}


@pytest.mark.slow
@pytest.mark.parametrize("name", INSIGHTS)
def test_what_is_found_does_not_depend_on_the_layout(found: tuple[dict[str, Any], dict[str, Any]], name: str) -> None:
    one, many = (each[name] for each in found)
    assert same(one, many)
