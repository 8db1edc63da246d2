"""Killed at any moment: nothing reported done is lost, nothing is counted twice, nothing half done is left."""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import sojourn
from sojourn.journeys import partition
from sojourn.journeys.manifest import Manifest, read
from tests.promises.logs import write_files
from tests.promises.processes import Outcome, lines_of, run

SIGKILL = -9
SMALL, GROWN, LARGE = (
    (300, 200),
    (4_000, 300),
    (300, 2_000, 130_000, 500),
)  # 130,000 rows: more than fit into one write to the log
TIMES, LINES = range(15), range(10)  # 50 random moments of loads and compiles


class Undisturbed(NamedTuple):
    """What comes out when nobody kills anybody; `workspace` is loaded and not yet compiled."""

    files: list[Path]
    workspace: Path
    events_by_file: dict[str, int]
    contents: list[dict[str, Any]]
    transitions: dict[str, Any]


def undisturbed(folder: Path, sizes: tuple[int, ...]) -> Undisturbed:
    files = write_files(folder / "files", seed=1, sizes=sizes)
    with sojourn.open(folder / "shop") as ws:
        for file in files:
            ws.load(file)
        made = events_by_file(ws), contents(ws), ws.journeys().transitions().to_dict()
    shutil.rmtree(folder / "shop" / "data" / "journeys")
    return Undisturbed(files, folder / "shop", *made)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    return undisturbed(tmp_path_factory.mktemp("small"), SMALL)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    return undisturbed(tmp_path_factory.mktemp("large"), LARGE)


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    """Journeys are compiled from all files but the last, which is loaded and makes them stale."""
    folder = tmp_path_factory.mktemp("grown")
    wanted = undisturbed(folder, GROWN)
    with sojourn.open(folder / "stale") as ws:
        for file in wanted.files[:-1]:
            ws.load(file)
        ws.journeys().transitions()
        ws.load(wanted.files[-1])
    return wanted._replace(workspace=folder / "stale")


@pytest.fixture(scope="module")
def refresh_lines(grown: Undisturbed, tmp_path_factory: pytest.TempPathFactory) -> int:
    folder = tmp_path_factory.mktemp("refresh") / "shop"
    shutil.copytree(grown.workspace, folder)
    return lines_of("compile", folder)


@pytest.fixture(scope="module")
def load_lines(small: Undisturbed, tmp_path_factory: pytest.TempPathFactory) -> int:
    return lines_of("load", tmp_path_factory.mktemp("load") / "shop", *small.files)


@pytest.fixture(scope="module")
def compile_lines(small: Undisturbed, tmp_path_factory: pytest.TempPathFactory) -> int:
    folder = tmp_path_factory.mktemp("compile") / "shop"
    shutil.copytree(small.workspace, folder)
    return lines_of("compile", folder)


def events_by_file(ws: sojourn.Workspace) -> dict[str, int]:
    rows = ws.sql("select l.source, count(e.seq) as n from loads l left join events e using (load_id) group by all")
    return {Path(row["source"]).name: row["n"] for row in rows.to_pylist()}


def contents(ws: sojourn.Workspace) -> list[dict[str, Any]]:
    """Everything that does not depend on the order of loading."""
    found: list[dict[str, Any]] = ws.sql(
        """select count(*) as events, count(distinct customer_id) as customers,
                  bit_xor(hash(event_id, customer_id, event, occurred_at, value, identifier))::varchar as hash,
                  (select count(*) from rejects) as rejects
           from events"""
    ).to_pylist()
    return found


def assert_loads_are_whole(folder: Path, outcome: Outcome, wanted: Undisturbed) -> None:
    """All loads reported done are there, at most one more, and loading again completes the log."""
    done, order = outcome.all("done"), [file.name for file in wanted.files]
    with sojourn.open(folder) as ws:
        there = events_by_file(ws)
        assert len(done) <= len(there) <= len(done) + 1
        assert there == {name: wanted.events_by_file[name] for name in order[: len(there)]}
        for file in wanted.files:
            ws.load(file)
        assert contents(ws) == wanted.contents
        assert ws.journeys().transitions().to_dict() == wanted.transitions
    assert leftovers(folder) == []


def assert_journeys_are_whole(folder: Path, wanted: Undisturbed) -> None:
    """They are as a fresh compile makes them."""
    with sojourn.open(folder) as ws:
        assert contents(ws) == wanted.contents
        assert ws.journeys().transitions().to_dict() == wanted.transitions
    assert leftovers(folder) == []


def assert_refresh_is_whole(folder: Path, wanted: Undisturbed) -> None:
    """The old generation or the refreshed one: what is asked next is as a fresh compile makes it, and was refreshed."""
    assert manifest(folder).generation in (1, 2)
    assert_journeys_are_whole(folder, wanted)
    assert any(entry.delta for entry in manifest(folder).partitions)


def leftovers(folder: Path) -> list[str]:
    """What does not belong into a closed workspace: all but its own files, and those that the manifest names."""
    expected = {"workspace.yaml", "stages.yaml", "data", "lock", "key", "events.duckdb", "journeys", "manifest.json"}
    journeys = folder / "data" / "journeys"
    made = manifest(folder)
    named = {journeys / f"g{made.generation:06d}" / "superseded.arrow"}
    for entry in made.partitions:
        named.update(partition.paths(journeys / f"g{entry.made:06d}", entry.name))
    named |= {path.parent for path in named}
    return [
        str(path.relative_to(folder)) for path in folder.rglob("*") if path.name not in expected and path not in named
    ]


def manifest(folder: Path) -> Manifest:
    found = read(folder / "data" / "journeys" / "manifest.json")
    assert found is not None
    return found


def test_a_load_that_is_killed_before_it_is_written_down(small: Undisturbed, tmp_path: Path) -> None:
    outcome = run("--die-in", "_enter", "load", tmp_path / "shop", *small.files)
    assert (outcome.ended, outcome.all("done")) == (SIGKILL, [])
    assert_loads_are_whole(tmp_path / "shop", outcome, small)


def test_a_compile_that_is_killed_before_it_counts(small: Undisturbed, tmp_path: Path) -> None:
    shutil.copytree(small.workspace, tmp_path / "shop")
    assert run("--die-in", "publish", "compile", tmp_path / "shop").ended == SIGKILL
    assert_journeys_are_whole(tmp_path / "shop", small)


def test_a_refresh_that_is_killed_before_it_counts(grown: Undisturbed, tmp_path: Path) -> None:
    shutil.copytree(grown.workspace, tmp_path / "shop")
    assert run("--die-in", "publish", "compile", tmp_path / "shop").ended == SIGKILL
    assert manifest(tmp_path / "shop").generation == 1
    assert_refresh_is_whole(tmp_path / "shop", grown)


@pytest.mark.slow
@pytest.mark.parametrize("seed", TIMES)
def test_a_load_killed_at_a_random_time(seed: int, large: Undisturbed, tmp_path: Path) -> None:
    outcome = run("load", tmp_path / "shop", *large.files, kill_after=random.Random(seed).uniform(0, 4))
    assert_loads_are_whole(tmp_path / "shop", outcome, large)


@pytest.mark.slow
@pytest.mark.parametrize("seed", LINES)
def test_a_load_killed_at_a_random_line(seed: int, small: Undisturbed, load_lines: int, tmp_path: Path) -> None:
    line = random.Random(seed).randrange(load_lines)
    outcome = run("--die-at", line, "load", tmp_path / "shop", *small.files)
    assert_loads_are_whole(tmp_path / "shop", outcome, small)


@pytest.mark.slow
@pytest.mark.parametrize("seed", TIMES)
def test_a_compile_killed_at_a_random_time(seed: int, large: Undisturbed, tmp_path: Path) -> None:
    shutil.copytree(large.workspace, tmp_path / "shop")
    run("compile", tmp_path / "shop", kill_after=random.Random(seed).uniform(0, 1.5))
    assert_journeys_are_whole(tmp_path / "shop", large)


@pytest.mark.slow
@pytest.mark.parametrize("seed", LINES)
def test_a_compile_killed_at_a_random_line(seed: int, small: Undisturbed, compile_lines: int, tmp_path: Path) -> None:
    shutil.copytree(small.workspace, tmp_path / "shop")
    line = random.Random(seed).randrange(compile_lines)
    run("--die-at", line, "compile", tmp_path / "shop")
    assert_journeys_are_whole(tmp_path / "shop", small)


@pytest.mark.slow
@pytest.mark.parametrize("seed", TIMES)
def test_a_refresh_killed_at_a_random_time(seed: int, grown: Undisturbed, tmp_path: Path) -> None:
    shutil.copytree(grown.workspace, tmp_path / "shop")
    run("compile", tmp_path / "shop", kill_after=random.Random(seed).uniform(0, 1.5))
    assert_refresh_is_whole(tmp_path / "shop", grown)


@pytest.mark.slow
@pytest.mark.parametrize("seed", LINES)
def test_a_refresh_killed_at_a_random_line(seed: int, grown: Undisturbed, refresh_lines: int, tmp_path: Path) -> None:
    shutil.copytree(grown.workspace, tmp_path / "shop")
    line = random.Random(seed).randrange(refresh_lines)
    run("--die-at", line, "compile", tmp_path / "shop")
    assert_refresh_is_whole(tmp_path / "shop", grown)
