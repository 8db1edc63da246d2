"""A storage belongs to one workspace, and to one process at a time; what the log names is never removed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pyarrow as pa
import pytest

import sojourn
from sojourn.engines.spark import loading, owning
from sojourn.engines.spark.ledger import read
from sojourn.engines.spark.loading import Loading
from sojourn.engines.spark.sources import Asked
from sojourn.engines.spark.storage import Storage
from sojourn.errors import ClusterError, UsageError, WorkspaceFormat, WorkspaceLocked
from sojourn.identities.suppression import Suppressed
from sojourn.workspace import Workspace
from tests.engines.test_loading import ROWS

KEY, OTHER = b"k" * 32, b"o" * 32
IDLE: Any = SimpleNamespace(range=None, createDataFrame=None)
"""Passes for a session: nothing is asked of it."""


def idle(folder: Path, storage: Path | str | None = None) -> Workspace:
    return sojourn.open(folder, engine=IDLE, storage=None if storage is None else str(storage))


def test_a_storage_belongs_to_one_workspace(tmp_path: Path) -> None:
    idle(tmp_path / "mine", tmp_path / "data").close()
    kept = {path: path.read_bytes() for path in (tmp_path / "data").iterdir()}
    assert (tmp_path / "mine" / "data" / "key").read_bytes().hex() not in str(kept)
    with pytest.raises(UsageError, match="belongs to a workspace with another key"):
        idle(tmp_path / "other", tmp_path / "data")
    assert {path: path.read_bytes() for path in (tmp_path / "data").iterdir()} == kept
    idle(tmp_path / "other", tmp_path / "elsewhere").close()
    idle(tmp_path / "mine").close()


def test_a_storage_is_open_once(tmp_path: Path) -> None:
    with idle(tmp_path / "mine", tmp_path / "data"):
        shutil.copytree(tmp_path / "mine", tmp_path / "copy")
        with pytest.raises(WorkspaceLocked, match=r"is open in process \d+ on .*remove .*/data/owner\.json"):
            idle(tmp_path / "copy")
    assert not (tmp_path / "data" / "owner.json").exists()
    idle(tmp_path / "copy").close()


def test_what_another_owner_writes_is_not_cleared(tmp_path: Path) -> None:
    idle(tmp_path / "mine", tmp_path / "data").close()
    storage = Storage(str(tmp_path / "data"))
    storage.put("owner.json", json.dumps({"host": "elsewhere", "pid": 7, "id": "x"}).encode())
    storage.put("log/load-000001/rows.parquet", b"being written")
    with pytest.raises(WorkspaceLocked, match="process 7 on elsewhere"):
        idle(tmp_path / "mine")
    assert storage.names("log")
    storage.remove(["owner.json"])
    idle(tmp_path / "mine").close()
    assert not storage.names("log")


def test_a_killed_process_leaves_no_mark_that_its_folder_minds(tmp_path: Path) -> None:
    idle(tmp_path).close()
    storage = Storage(str(tmp_path / "data" / "cluster"))
    owning.own(storage, is_locked=True)
    idle(tmp_path).close()
    assert storage.get("owner.json") is None


def test_of_two_that_come_at_once_one_has_it(tmp_path: Path) -> None:
    storage = Storage(str(tmp_path))
    with patch.object(storage, "put", lambda name, content: write_other(tmp_path)), pytest.raises(WorkspaceLocked):
        owning.own(storage, is_locked=False)


def write_other(folder: Path) -> None:
    (folder / "owner.json").write_text('{"host": "there", "pid": 1, "id": "other"}')


def test_a_damaged_mark_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "owner.json").write_text("{")
    with pytest.raises(WorkspaceFormat, match=r"owner\.json is damaged .* Remove it"):
        owning.own(Storage(str(tmp_path)), is_locked=False)


def test_a_workspace_remembers_where_its_data_lie(tmp_path: Path) -> None:
    idle(tmp_path / "shop", tmp_path / "data").close()
    with idle(tmp_path / "shop"):
        assert (tmp_path / "data" / "owner.json").exists()
    with pytest.raises(UsageError, match=r"keeps its data in .*/data, not in .*/other"):
        idle(tmp_path / "shop", tmp_path / "other")
    idle(tmp_path / "own").close()
    idle(tmp_path / "own", tmp_path / "own" / "data" / "cluster").close()
    with pytest.raises(UsageError, match="Open it without storage="):
        idle(tmp_path / "own", tmp_path / "other")


def test_options_are_not_remembered(tmp_path: Path) -> None:
    sojourn.open(tmp_path / "shop", engine=IDLE, storage=str(tmp_path), storage_options={"secret_key": "hush"}).close()
    assert json.loads((tmp_path / "shop/data/cluster/storage.json").read_text()) == {"url": str(tmp_path)}


def test_storage_is_the_same_from_everywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert Storage("data/").url == str(tmp_path / "data")
    assert Storage("s3://shop/data/").url == "s3://shop/data"


def test_an_open_workspace_is_given_to_who_asks_for_the_same(tmp_path: Path) -> None:
    other: Any = SimpleNamespace(range=None, createDataFrame=None)
    with idle(tmp_path / "shop", tmp_path / "data"):
        idle(tmp_path / "shop").close()
        idle(tmp_path / "shop", tmp_path / "data").close()
        for engine, storage in ((None, None), (other, None), ("spark://a:1", None), (IDLE, str(tmp_path / "b"))):
            with pytest.raises(UsageError, match="is open in this process with another engine= or storage="):
                sojourn.open(tmp_path / "shop", engine=engine, storage=storage)
    with idle(tmp_path / "own"):
        idle(tmp_path / "own", tmp_path / "own" / "data" / "cluster").close()
    with sojourn.open(tmp_path / "local"), pytest.raises(UsageError, match="open in this process without a cluster"):
        idle(tmp_path / "local")


class Failing(Storage):
    """Tells of a failure after it has written the ledger, as a bucket does whose answer is lost."""

    def put(self, name: str, content: bytes) -> None:
        super().put(name, content)
        raise ClusterError("the answer was lost")


class Unreachable(Failing):
    """Can then not be read either."""

    def get(self, name: str) -> bytes | None:
        raise ClusterError("nobody there")


@pytest.mark.parametrize("kind", [Failing, Unreachable])
def test_files_that_the_ledger_may_name_stay(tmp_path: Path, kind: type[Storage]) -> None:
    storage, jobs = kind(str(tmp_path)), SimpleNamespace()
    load = Loading(jobs, storage, read(Storage(str(tmp_path))), Suppressed(KEY), lambda *_: None)  # type: ignore[arg-type]
    with pytest.raises(ClusterError, match="the answer was lost"):
        load.run(ROWS, Asked(), None)
    found = read(Storage(str(tmp_path)))
    assert found.loads[0].accepted == 3
    assert found.files <= set(storage.names("log"))


def test_files_of_a_load_that_failed_go(tmp_path: Path) -> None:
    storage = Storage(str(tmp_path))
    load = Loading(SimpleNamespace(), storage, read(storage), Suppressed(KEY), lambda *_: None)  # type: ignore[arg-type]
    with patch.object(loading.ledger, "write", side_effect=ClusterError("no")), pytest.raises(ClusterError):
        load.run(ROWS, Asked(), None)
    assert storage.names("log") == []


@pytest.fixture
def opened(session: Any, tmp_path: Path) -> Iterator[Workspace]:
    with sojourn.open(tmp_path / "shop", engine=session) as ws:
        yield ws


def test_units_stay_readable_while_others_are_made(opened: Workspace) -> None:
    opened.load([{**row, "plan": "pro"} for row in ROWS[:3]])
    before = opened.journeys().units()
    asked = before.size
    for day in (3, 4):
        opened.load([{**ROWS[2], "user_id": f"u{day}"}])
        assert opened.journeys().units().size == asked + day - 2
    assert before.collect(lambda view: len(view.begin)) == [asked]
    assert before.field("plan").names == [None, "pro"]
    folders = {path.parent.name for path in (opened.path / "data/cluster/journeys").glob("*/*.parquet")}
    kept = (before.manifest, opened.journeys().units().manifest)
    assert folders == {found.folder.removeprefix("journeys/") for found in kept}


def test_a_storage_that_was_emptied_is_a_storage_of_its_own(session: Any, tmp_path: Path) -> None:
    for word in ("pro", "free"):
        with sojourn.open(tmp_path / "shop", engine=session) as ws:
            ws.load([{**row, "plan": word} for row in ROWS[:3]])
            found = ws.journeys().transitions(by="property:plan")
            assert [group.value for group in found.groups] == [word]
        shutil.rmtree(tmp_path / "shop" / "data" / "cluster")


def test_an_empty_dataframe(opened: Workspace, session: Any) -> None:
    nothing = session.createDataFrame(pa.Table.from_pylist(ROWS[:3])).where("event = 'nothing'")
    report = opened.load(nothing)
    assert (report.accepted, report.source) == (0, "DataFrame")
    with pytest.raises(sojourn.errors.ColumnsNotFound):
        opened.load(nothing.select("event"))
