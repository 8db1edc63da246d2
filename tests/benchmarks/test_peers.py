"""Every peer gives Sojourn's answers on a tiny log, where its environment has been made."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from benchmarks.environments import LISTS, OWN, PEERS, is_made
from benchmarks.jobs import BY_NAME
from benchmarks.running import Bench
from benchmarks.walks import write_walks

JOBS = tuple(job for job in BY_NAME if job != "map")


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("walks")
    write_walks(folder, 3000, "many")
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("tool", PEERS)
def test_answers_agree(tool: str, log: Path) -> None:
    if not is_made(tool):
        pytest.skip(f"the environment of {tool} is not made; make bench makes it")
    figures = Bench(log, (tool,), JOBS, 300).figures()
    shutil.rmtree(log / "kept")
    assert [figure for figure in figures if figure.status in ("failed", "timed out")] == []
    assert [figure.job for figure in figures if figure.agrees is False] == []
    answered = {figure.job for figure in figures if figure.tool == tool and figure.agrees}
    assert {"load", "compile", "transitions", "refresh"} <= answered
    assert all(figure.agrees is None for figure in figures if figure.tool == OWN)


def test_lists_of_peers_are_hashed_and_hold_no_address() -> None:
    for tool in PEERS:
        text = (LISTS / tool / "requirements.txt").read_text("utf-8")
        assert "--hash=sha256:" in text
        assert "://" not in text
        assert "index-url" not in text
