"""Workspaces that cannot be used: in another's hands, read-only, damaged, from the future. Each says what to do."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

import sojourn
from sojourn.errors import DefinitionError, WorkspaceError, WorkspaceFormat, WorkspaceLocked
from tests.promises.processes import run, started
from tests.shops import shop

NOBODY = 65534
STORY = [
    ("anna", "Product Viewed", "2026-01-01"),
    ("anna", "Order Completed", "2026-01-02"),
    ("bert", "Visit", "2026-01-03"),
]


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A compiled workspace."""
    with shop(tmp_path_factory.mktemp("good"), STORY) as ws:
        ws.journeys().transitions()
    return ws.path


@pytest.fixture
def folder(good: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(good, tmp_path / "shop"))


def numbers(folder: Path) -> dict[str, Any]:
    with sojourn.open(folder) as ws:
        return ws.journeys().transitions().to_dict()


def test_a_second_process_is_told_who_has_the_workspace(folder: Path) -> None:
    with started("hold", folder) as first:
        assert first.stdout
        assert first.stdout.readline() == "open\n"
        with pytest.raises(WorkspaceLocked, match=rf"open in another process \(process {first.pid}\)\. Close it there"):
            sojourn.open(folder)
        first.kill()
        first.wait()
        assert len(numbers(folder)["edges"]) == 1


def test_a_workspace_that_cannot_be_opened_is_let_go(folder: Path) -> None:
    settings = (folder / "workspace.yaml").read_text()
    (folder / "workspace.yaml").write_text("format: 99")
    with pytest.raises(WorkspaceFormat):
        sojourn.open(folder)
    (folder / "workspace.yaml").write_text(settings)
    assert len(numbers(folder)["edges"]) == 1


@pytest.fixture
def foreign(good: Path) -> Iterator[Path]:
    """A copy where another user can reach it."""
    with tempfile.TemporaryDirectory() as parent:
        Path(parent).chmod(0o755)
        copy = Path(shutil.copytree(good, Path(parent) / "shop"))
        for path in (copy, *copy.rglob("*")):
            path.chmod(0o777 if path.is_dir() else 0o666)
        yield copy
        for path in (copy, *copy.rglob("*")):
            path.chmod(0o777)


@pytest.mark.parametrize(
    ("what", "mode"),
    [
        ("data", 0o555),
        pytest.param("data/journeys", 0o555, marks=pytest.mark.slow),
        pytest.param("data/events.duckdb", 0o444, marks=pytest.mark.slow),
        pytest.param("data/key", 0o000, marks=pytest.mark.slow),
        pytest.param("data/lock", 0o444, marks=pytest.mark.slow),
        pytest.param("workspace.yaml", 0o000, marks=pytest.mark.slow),
        pytest.param("stages.yaml", 0o000, marks=pytest.mark.slow),
    ],
)
def test_what_may_not_be_written_is_named(what: str, mode: int, foreign: Path) -> None:
    (foreign / "data" / "journeys" / "manifest.json").unlink()
    (foreign / what).chmod(mode)
    outcome = run(*(("--user", NOBODY) if os.geteuid() == 0 else ()), "compile", foreign)
    ((name, message),) = outcome.all("failed")
    assert name in ("WorkspaceReadOnly", "WorkspaceFormat", "DefinitionError")
    assert str(foreign / what) in message
    assert "permission" in message


@pytest.mark.parametrize(
    "settings",
    [
        "format: 99",
        "format: one",
        "nonsense: 1",
        "a: [",
        "- 1",
        "just words",
        "memory_limit: lots",
        "threads: 0",
        "timezone: Mars/Olympus",
        "week_start: someday",
        "minimum_cell: -1",
        "\0\1\2",
    ],
)
def test_settings_that_cannot_be(settings: str, folder: Path) -> None:
    (folder / "workspace.yaml").write_text(settings)
    with pytest.raises(WorkspaceFormat, match=r"(?s)workspace\.yaml.*\.$"):
        sojourn.open(folder)


@pytest.mark.parametrize("stages", [b"a: [", b"- 1", b"nonsense: 1", b"\xff\xfe\x00", b"\0\1\2", b"stages: 7"])
def test_stages_that_cannot_be(stages: bytes, folder: Path) -> None:
    (folder / "stages.yaml").write_bytes(stages)
    with sojourn.open(folder) as ws, pytest.raises(DefinitionError, match=r"stages\.yaml"):
        ws.journeys().transitions()


def cut(share: float) -> Callable[[Path], None]:
    return lambda path: path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)]) and None


def overwrite(at: int, content: bytes) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        whole = bytearray(path.read_bytes())
        whole[at : at + len(content)] = content
        path.write_bytes(whole)

    return change


def another_database(path: Path) -> None:
    path.unlink()
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table mine(a integer)")


def newer_format(path: Path) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute("update store.state set format = 99")


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(b"not a database at all" * 1000),
        lambda path: path.write_bytes(b""),
        lambda path: path.unlink(),
        cut(0.1),
        cut(0.5),
        overwrite(12, (9999).to_bytes(8, "little")),
        overwrite(4096, b"\xff" * 4096),
        overwrite(12288, b"\xff" * 500_000),
        another_database,
        newer_format,
    ],
    ids=["garbage", "empty", "gone", "tenth", "half", "storage", "header", "blocks", "foreign", "newer"],
)
def test_a_log_that_is_damaged_foreign_or_newer(damage: Callable[[Path], None], folder: Path) -> None:
    log = folder / "data" / "events.duckdb"
    damage(log)
    if log.exists():
        shutil.rmtree(folder / "data" / "journeys")
    with pytest.raises(WorkspaceFormat, match=r"events\.duckdb.*(Restore it from a backup|Install a newer Sojourn)"):
        numbers(folder)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b'{"format": 99}', b'{"format": "x"}', b"{}"])
def test_a_manifest_that_is_damaged_or_newer(content: bytes, folder: Path) -> None:
    expected, manifest = numbers(folder), folder / "data" / "journeys" / "manifest.json"
    manifest.write_bytes(content)
    with pytest.raises(WorkspaceFormat, match=r"manifest\.json.*(D|d)elete"):
        sojourn.open(folder)
    manifest.unlink()
    assert numbers(folder) == expected


@pytest.mark.parametrize("which", ["steps", "customers"])
@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.unlink(),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"x" * path.stat().st_size),
        lambda path: path.write_bytes(path.read_bytes() + b"more"),
        cut(0.5),
        cut(0.99),
    ],
    ids=["gone", "empty", "garbage", "longer", "half", "nearly"],
)
def test_a_damaged_partition_is_compiled_anew(which: str, damage: Callable[[Path], None], folder: Path) -> None:
    expected = numbers(folder)
    (path,) = folder.glob(f"data/journeys/g*/*.{which}.arrow")
    damage(path)
    assert numbers(folder) == expected


@pytest.mark.parametrize(
    "damage", [lambda path: path.unlink(), lambda path: path.write_bytes(b"short")], ids=["gone", "cut"]
)
def test_a_lost_key_is_not_replaced(damage: Callable[[Path], None], folder: Path) -> None:
    damage(folder / "data" / "key")
    with pytest.raises(WorkspaceFormat, match=r"data/key.*Restore it from a backup"):
        sojourn.open(folder)


def test_what_a_killed_process_left_is_cleared_away(folder: Path) -> None:
    for name in (
        "data/events.new",
        "data/events.new.wal",
        "data/key.new",
        "stages.yaml.new",
        "data/journeys/manifest.json.new",
    ):
        (folder / name).write_bytes(b"half")
    for name in ("data/sojourn-load-abc", "data/events.spill", "data/journeys/g000099"):
        (folder / name).mkdir()
        (folder / name / "part").write_bytes(b"half")
    sojourn.open(folder).close()
    assert not [path for path in folder.rglob("*") if path.is_file() and path.read_bytes() == b"half"]
    assert not list(folder.glob("data/sojourn-load-*"))


def test_a_path_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "shop").write_text("a file")
    with pytest.raises(WorkspaceError, match="choose another folder"):
        sojourn.open(tmp_path / "shop")
