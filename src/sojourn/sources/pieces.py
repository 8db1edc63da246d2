"""A Parquet file in pieces: planned once, by its first rows, then read by row groups, on whichever machine.

What is decided by looking at values (which times are day-first, which texts are numbers) is decided by the file's first
rows, as when it is read in one go; a file in which that would take a look at all rows stays in one piece.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sojourn.sources.normalise import Plan, plan
from sojourn.sources.reasons import AMBIGUOUS_TIME
from sojourn.sources.recognise import recognise
from sojourn.sources.scratch import Scratch, scratch
from sojourn.sources.stream import Clock, event_batches
from sojourn.sources.table import Table

HEAD = 10_000
"""Rows that decide how a column is read: as many as the readers of numbers and times look at."""


class Planned(NamedTuple):
    """How the rows of one file are read: `made` for a scratch whose time zone is `timezone`; `notes` for the report."""

    made: Plan
    timezone: str
    notes: tuple[str, ...]


class Piece(NamedTuple):
    """Some row groups of a file, and the place (from 0) of their first row in it."""

    groups: tuple[int, ...]
    first: int
    rows: int


def planned(
    file: pq.ParquetFile, columns: Mapping[str, str | None] | None, time_format: str | None, timezone: str, name: str
) -> Planned:
    """Decide how a file is read. Raises ColumnsNotFound."""
    with scratch(None, "1GB", timezone) as opened:
        table = _registered(opened, _head(file))
        made = plan(opened, table, recognise(table.columns, columns, name), time_format)
    notes = made.notes if file.metadata.num_rows else [*made.notes, "there are columns but no rows"]
    return Planned(made, timezone, tuple(notes))


def pieces(file: pq.ParquetFile, how: Planned, rows: int) -> list[Piece]:
    """The file cut between row groups into pieces of about so many rows."""
    sizes = [file.metadata.row_group(group).num_rows for group in range(file.metadata.num_row_groups)]
    if how.made.faults[AMBIGUOUS_TIME]:
        return [Piece(tuple(range(len(sizes))), 0, sum(sizes))] if sizes else []
    found: list[Piece] = []
    first = done = 0
    for group, size in enumerate(sizes):
        done += size
        start = sum(piece.rows for piece in found)
        if done - start >= rows or group == len(sizes) - 1:
            found.append(Piece(tuple(range(first, group + 1)), start, done - start))
            first = group + 1
    return found


def read_piece(file: pq.ParquetFile, piece: Piece, how: Planned, clock: Clock) -> Iterator[pa.RecordBatch]:
    """Event batches of a piece, as `Reading.batches` gives those of the whole file."""
    with scratch(None, "1GB", how.timezone) as opened:
        table = _registered(opened, file.read_row_groups(list(piece.groups)))
        for batch in event_batches(opened, table, how.made, clock):
            index = batch.schema.get_field_index("place")
            yield batch.set_column(index, "place", pc.add(batch["place"], piece.first))


def _registered(opened: Scratch, rows: pa.Table) -> Table:
    opened.register("rows_of_file", rows)
    return Table("rows_of_file", opened.columns("rows_of_file"), expected_rows=len(rows))


def _head(file: pq.ParquetFile) -> pa.Table:
    found, rows = [], 0
    for batch in file.iter_batches(HEAD):
        found.append(batch)
        rows += len(batch)
        if rows >= HEAD:
            break
    return pa.Table.from_batches(found, file.schema_arrow)
