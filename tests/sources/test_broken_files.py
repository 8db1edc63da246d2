"""Whatever happens to a file: it is read, or an error of ours names it; no row is lost in silence."""

from __future__ import annotations

import gzip
import json
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sojourn.errors import LoadError
from sojourn.sources import open_source

ROWS = [{"user_id": f"u{n}", "event": "Bought, ja", "time": f"2026-01-{n + 1:02}T00:00:00Z"} for n in range(28)]


def as_csv() -> bytes:
    return ("user_id,event,time\n" + "".join(f'{r["user_id"]},"{r["event"]}",{r["time"]}\n' for r in ROWS)).encode()


def as_jsonl() -> bytes:
    return "".join(json.dumps(row) + "\n" for row in ROWS).encode()


def as_xes() -> bytes:
    events = "".join(
        f'<event><string key="concept:name" value="{row["event"]}"/>'
        f'<date key="time:timestamp" value="{row["time"]}"/></event>'
        for row in ROWS
    )
    return f'<log><trace><string key="concept:name" value="c"/>{events}</trace></log>'.encode()


def as_ocel() -> bytes:
    events = [
        {"id": r["user_id"], "type": r["event"], "time": r["time"], "relationships": [{"objectId": "o"}]} for r in ROWS
    ]
    return json.dumps({"objectTypes": [], "objects": [{"id": "o", "type": "user"}], "events": events}).encode()


def as_parquet() -> bytes:
    sink = pa.BufferOutputStream()
    times = [datetime.fromisoformat(row["time"]) for row in ROWS]
    table = pa.Table.from_pylist(ROWS).set_column(2, "time", pa.array(times, pa.timestamp("us", tz="UTC")))
    pq.write_table(table, sink)
    return sink.getvalue().to_pybytes()


FORMATS = {"csv": as_csv, "jsonl": as_jsonl, "xes": as_xes, "ocel": as_ocel, "parquet": as_parquet}


def rows_of(path: Path) -> int:
    return sum(batch.num_rows for reading in open_source(path) for batch in reading.batches())


def rows_or_refusal(path: Path) -> int:
    """The number of rows, 0 where an error of ours names the file; anything else fails the test."""
    try:
        return rows_of(path)
    except LoadError as error:
        if path.name not in str(error):
            raise
        return 0


@pytest.mark.parametrize("name", FORMATS)
def test_a_whole_file_has_all_rows(tmp_path, name):
    path = tmp_path / f"log.{name}"
    path.write_bytes(FORMATS[name]())
    assert rows_of(path) == len(ROWS)


@pytest.mark.parametrize("name", FORMATS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(share=st.floats(0, 1), packed=st.booleans())
def test_a_truncated_file_is_read_as_far_as_it_goes_or_refused(tmp_path, name, share, packed):
    content = FORMATS[name]()
    content = gzip.compress(content) if packed and name != "parquet" else content
    path = tmp_path / f"log.{name}"
    path.write_bytes(content[: int(len(content) * share)])
    assert rows_or_refusal(path) <= len(ROWS)


@pytest.mark.parametrize("name", FORMATS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(place=st.floats(0, 0.999), noise=st.binary(min_size=1, max_size=8))
def test_a_damaged_file_is_read_or_refused(tmp_path, name, place, noise):
    content = bytearray(FORMATS[name]())
    start = int(len(content) * place)
    content[start : start + len(noise)] = noise
    path = tmp_path / f"log.{name}"
    path.write_bytes(content)
    assert rows_or_refusal(path) <= 2 * len(ROWS)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    rows=st.lists(
        st.dictionaries(
            st.sampled_from(["user_id", "event", "time", "value", "x"]),
            st.none() | st.text(max_size=5) | st.integers() | st.floats() | st.booleans(),
            max_size=5,
        ),
        min_size=1,
        max_size=20,
    )
)
def test_every_dict_is_an_event_or_a_reject(rows):
    try:
        found = [row for reading in open_source(rows) for batch in reading.batches() for row in batch.to_pylist()]
    except LoadError:
        assert not all({"user_id", "event", "time"} <= row.keys() for row in rows)
        return
    assert [row["place"] for row in found] == list(range(1, len(rows) + 1))
    assert all((row["reason"] is None) == (row["original"] is None) for row in found)
