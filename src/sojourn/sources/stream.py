"""From a table to event batches: run the SELECT, and finish in Arrow what is cheapest there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sojourn.events.schema import batch_schema
from sojourn.sources.channel_hints import channels
from sojourn.sources.documents import json_text
from sojourn.sources.normalise import Plan, select
from sojourn.sources.reasons import BROKEN_ROW
from sojourn.sources.scratch import Scratch
from sojourn.sources.table import BrokenRow, Table

_ROWS = 4 * 122_880
_ROWS_WIDE = 100_000
_WIDE = 30
_NAMES = ("event", "touchpoint", "channel")


class Clock:
    """Counts the events that lie more than a day ahead of this machine's clock."""

    def __init__(self) -> None:
        """Starts at none."""
        self.ahead = 0
        self._limit = pa.scalar(datetime.now(UTC).replace(tzinfo=None) + timedelta(days=1), pa.timestamp("us"))

    def look(self, times: pa.Array) -> None:
        """Count those in one batch."""
        latest = pc.max(times)
        if latest.is_valid and latest.value > self._limit.value:
            self.ahead += pc.sum(pc.greater(times, self._limit)).as_py()


def event_batches(opened: Scratch, table: Table, made: Plan, clock: Clock) -> Iterator[pa.RecordBatch]:
    """The rows of a table as event batches, in order, then the rows that its parser refused."""
    rows = _ROWS if len(table.columns) <= _WIDE and table.body is None else _ROWS_WIDE
    done = 0
    for raw in opened.batches(select(made, table), rows):
        batch = _finished(raw, done)
        clock.look(batch.column("occurred_at"))
        done += batch.num_rows
        yield batch
    yield from _refused(table.broken())


def _finished(raw: pa.RecordBatch, done: int) -> pa.RecordBatch:
    """Places and channels filled in, control characters gone, types as the schema has them."""
    columns = dict(zip(raw.schema.names, raw.columns, strict=True))
    counted = pa.array(np.arange(done + 1, done + raw.num_rows + 1))
    place = columns.setdefault("place", counted)
    if "occurred_at" not in columns:
        columns["occurred_at"] = place.cast(pa.timestamp("us"))
    if "channel_hint" in columns:
        hinted = channels(columns.pop("channel_hint"))
        columns["channel"] = pc.coalesce(columns["channel"], hinted) if "channel" in columns else hinted
    for name in _NAMES:
        if name in columns:
            columns[name] = _printable(columns[name])
    return _conformed(columns)


def _conformed(columns: dict[str, pa.Array]) -> pa.RecordBatch:
    schema = pa.schema([column for column in batch_schema() if column.name in columns])
    arrays = [columns[column.name].cast(column.type) for column in schema]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _printable(names: pa.Array) -> pa.Array:
    """Names without control characters. A look at the raw bytes spares clean batches the regular expression."""
    data = names.buffers()[2]
    raw = np.frombuffer(data, np.uint8) if data is not None else np.empty(0, np.uint8)
    if not ((raw < 32).any() or (raw == 127).any()):
        return names
    spaced = pc.replace_substring_regex(names, " *[\\x00-\\x1f\\x7f]+ *", " ")
    return pc.utf8_trim_whitespace(spaced)


def _refused(broken: Iterable[BrokenRow]) -> Iterator[pa.RecordBatch]:
    rows = list(broken)
    if not rows:
        return
    columns = {
        "place": pa.array([row.place for row in rows], pa.int64()),
        "reason": pa.array([BROKEN_ROW] * len(rows), pa.string()),
        "original": pa.array([json_text(row.original) for row in rows], pa.string()),
    }
    yield _conformed(columns)
