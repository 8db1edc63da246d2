"""Truncated and garbage files of every format: refused by name with a next step, or read with typed rejects."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

import sojourn
from sojourn.errors import LoadError
from sojourn.sources import reasons
from sojourn.store.reports import LoadReport

ROWS = [
    {
        "user_id": f"u{i % 7}",
        "event": "Order Completed",
        "time": f"2026-01-{1 + i % 28:02d}T10:00:00Z",
        "note": f'n,"{i}',
    }
    for i in range(40)
]
REASONS = {*reasons.REASONS, "conflicting_event_id"}


def as_csv() -> bytes:
    quoted = [",".join('"' + value.replace('"', '""') + '"' for value in row.values()) for row in ROWS]
    return "\n".join(["user_id,event,time,note", *quoted, ""]).encode()


def as_parquet() -> bytes:
    sink = pa.BufferOutputStream()
    parquet.write_table(pa.Table.from_pylist(ROWS), sink)
    return bytes(sink.getvalue())


def as_jsonl() -> bytes:
    return "".join(json.dumps(row) + "\n" for row in ROWS).encode()


def as_json() -> bytes:
    return json.dumps(ROWS).encode()


def as_xes() -> bytes:
    events = "".join(
        f'<event><string key="concept:name" value="{row["event"]}"/>'
        f'<date key="time:timestamp" value="{row["time"]}"/></event>'
        for row in ROWS
    )
    return f'<?xml version="1.0"?><log><trace><string key="concept:name" value="c"/>{events}</trace></log>'.encode()


def as_ocel() -> bytes:
    relation = [{"objectId": "o1", "qualifier": ""}]
    events = [
        {"id": f"e{i}", "type": row["event"], "time": row["time"], "attributes": [], "relationships": relation}
        for i, row in enumerate(ROWS)
    ]
    objects = [{"id": "o1", "type": "order", "attributes": [], "relationships": []}]
    types = {"objectTypes": [{"name": "order", "attributes": []}], "eventTypes": [{"name": "x", "attributes": []}]}
    return json.dumps({**types, "events": events, "objects": objects}).encode()


def packed(make: Callable[[], bytes]) -> Callable[[], bytes]:
    return lambda: gzip.compress(make(), mtime=0)


FORMATS: dict[str, Callable[[], bytes]] = {
    "events.csv": as_csv,
    "events.csv.gz": packed(as_csv),
    "events.parquet": as_parquet,
    "events.jsonl": as_jsonl,
    "events.jsonl.gz": packed(as_jsonl),
    "events.json": as_json,
    "events.xes": as_xes,
    "events.xes.gz": packed(as_xes),
    "events.jsonocel": as_ocel,
}


@pytest.fixture(scope="module")
def ws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sojourn.Workspace]:
    with sojourn.open(tmp_path_factory.mktemp("damaged") / "shop") as workspace:
        workspace.load([{"user_id": "anna", "event": "Visit", "occurred_at": "2026-01-01"}])
        yield workspace


def damaged(content: bytes, chance: random.Random) -> Iterator[bytes]:
    """The content cut off, overwritten, with holes, doubled, and rubbish."""
    for share in (0.02, 0.3, 0.5, 0.9):
        yield content[: int(len(content) * share)]
    yield content[:-1]
    yield content[1:]
    for _ in range(6):
        broken = bytearray(content)
        for _ in range(chance.choice((1, 10, 100))):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        yield bytes(broken)
    at = chance.randrange(len(content))
    yield content[:at] + b"\0" * 100 + content[at:]
    yield content[:at] + chance.randbytes(500) + content[at:]
    yield content + content
    yield content.replace(b'"', b"", 3)
    yield b""
    yield b"\n"
    yield chance.randbytes(2_000)
    yield b"\xff\xfe" + content


def assert_whole_or_nothing(ws: sojourn.Workspace, file: Path) -> None:
    """A load that fails changes nothing and names the file; one that succeeds adds what its report says."""
    before = counts(ws)
    report, refusal = attempt(ws, file)
    events, rejects = counts(ws)
    if report is None:
        assert file.name in refusal
        assert refusal.endswith((".", "?"))
        assert (events, rejects) == before
    else:
        assert {reject.reason for reject in report.rejects} <= REASONS
        assert events == before[0] + report.accepted
        assert before[1] <= rejects <= before[1] + report.rejected
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def attempt(ws: sojourn.Workspace, file: Path) -> tuple[LoadReport | None, str]:
    """The report, or what the error says; any other error is the test's."""
    try:
        return ws.load(file), ""
    except LoadError as error:
        return None, str(error)


def counts(ws: sojourn.Workspace) -> tuple[int, int]:
    ((events, rejects),) = (
        ws.sql("select (select count(*) from events) e, (select count(*) from rejects) r").to_pandas().values
    )
    return int(events), int(rejects)


@pytest.mark.parametrize("name", FORMATS)
def test_an_undamaged_file_is_read(name: str, ws: sojourn.Workspace, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(FORMATS[name]())
    report = ws.load(tmp_path / name)
    assert report.accepted + report.duplicates == len(ROWS)


@pytest.mark.parametrize("name", FORMATS)
def test_a_damaged_file_is_refused_or_explained(name: str, ws: sojourn.Workspace, tmp_path: Path) -> None:
    chance = random.Random(name)
    for content in chance.sample(list(damaged(FORMATS[name](), chance)), 3):
        (tmp_path / name).write_bytes(content)
        assert_whole_or_nothing(ws, tmp_path / name)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("name", FORMATS)
def test_however_a_file_is_damaged(name: str, seed: int, ws: sojourn.Workspace, tmp_path: Path) -> None:
    for content in damaged(FORMATS[name](), random.Random(f"{name} {seed}")):
        (tmp_path / name).write_bytes(content)
        assert_whole_or_nothing(ws, tmp_path / name)


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("other", ["events.csv", "events.parquet", "events.json", "events.xes.gz"])
def test_a_file_with_a_wrong_ending_is_read_or_refused(
    name: str, other: str, ws: sojourn.Workspace, tmp_path: Path
) -> None:
    (tmp_path / other).write_bytes(FORMATS[name]())
    assert_whole_or_nothing(ws, tmp_path / other)


@pytest.mark.parametrize("content", ["{}", "[]", "[1, 2]", "null", "<html></html>", "<log/>", "a\nb\n", "{" * 9999])
def test_a_file_that_is_no_log_at_all(content: str, ws: sojourn.Workspace, tmp_path: Path) -> None:
    (tmp_path / "file.json").write_text(content)
    with pytest.raises(LoadError, match=r"file\.json"):
        ws.load(tmp_path / "file.json")


def test_one_broken_file_of_a_folder_leaves_the_others_out(ws: sojourn.Workspace, tmp_path: Path) -> None:
    before = counts(ws)
    (tmp_path / "a.jsonl").write_bytes(as_jsonl().replace(b"Order", b"Other"))
    (tmp_path / "b.xes").write_bytes(as_xes()[:-100])
    with pytest.raises(LoadError, match=r"b\.xes"):
        ws.load(tmp_path)
    assert counts(ws) == before
