"""`open_source`: anything foreign becomes readings, one per file, each a stream of event batches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Iterator, Mapping
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import duckdb
import pyarrow as pa
from msgspec import Struct

from sojourn.errors import UnreadableSource, UsageError
from sojourn.sources.files import Found, find_files
from sojourn.sources.normalise import plan
from sojourn.sources.off_scale import count_off_scale, off_scale_notes
from sojourn.sources.recognise import recognise
from sojourn.sources.scratch import Scratch, scratch
from sojourn.sources.stream import Clock, event_batches
from sojourn.sources.table import Table

Columns = Mapping[str, str | None]


class Options(Struct, frozen=True):
    """What the caller says about a source; see `open_source`."""

    columns: Columns | None = None
    time_format: str | None = None
    timezone: str = "UTC"
    memory_limit: str = "1GB"
    temp_directory: Path | None = None


class Reading:
    """One file, DataFrame or iterable, read once by `batches`.

    `name` says what it is; `expected_rows`, `columns` (role to column name) and `notes` fill while it is read: the
    first two with the first batch, the notes with the last.
    """

    def __init__(self, name: str, opener: Callable[[Scratch], Table], options: Options) -> None:
        """`opener` parses the source into a table of the scratch DuckDB it is given."""
        self.name = name
        self.expected_rows: int | None = None
        self.columns: dict[str, str] = {}
        self.notes: list[str] = []
        self._opener = opener
        self._options = options

    def batches(self) -> Generator[pa.RecordBatch, None, None]:
        """Event batches in the source's order; see `sojourn.events.schema` for their columns.

        Raises UnreadableSource where the source breaks off, ColumnsNotFound where nothing says who, what or when.
        """
        options = self._options
        with scratch(options.temp_directory, options.memory_limit, options.timezone) as opened:
            try:
                yield from self._read(opened)
            except duckdb.Error as error:
                raise self._unreadable(error) from error

    def _read(self, opened: Scratch) -> Iterator[pa.RecordBatch]:
        table = self._opener(opened)
        if not table.columns and table.expected_rows == 0:
            self.notes.append("there are no rows")
            return
        given = self._options.columns
        if table.consumed_roles and given is not None:
            given = {role: name for role, name in given.items() if role not in table.consumed_roles}
        roles = recognise(table.columns, given, self.name)
        self.expected_rows = table.expected_rows
        self.columns = {role: column.name for role, column in roles.items()}
        made = plan(opened, table, roles, self._options.time_format)
        self.notes += [*table.notes, *made.notes]
        clock, rows, off_scale = Clock(), 0, Counter[str]()
        for batch in event_batches(opened, table, made, clock):
            rows += batch.num_rows
            off_scale += count_off_scale(batch)
            yield batch
        self.notes += off_scale_notes(self.name, made.score, off_scale)
        if clock.ahead:
            self.notes.append(f"clock: {clock.ahead} events lie more than a day in the future")
        if rows == 0:
            self.notes.append("there are columns but no rows")

    def _unreadable(self, error: duckdb.Error) -> Exception:
        first = str(error).strip().splitlines()[0].rstrip(".")
        if isinstance(error, duckdb.OutOfMemoryException) or "No space left" in first:
            return OSError(28, f"No space left while reading {self.name}: {first}")
        return UnreadableSource(
            f"{self.name} cannot be read: {first}. Check that the file is whole and not of another format."
        )


def open_source(
    source: object,
    *,
    columns: Columns | None = None,
    format: str | None = None,  # noqa: A002 - the word users know
    time_format: str | None = None,
    timezone: str = "UTC",
    name: str | None = None,
    memory_limit: str = "1GB",
    temp_directory: Path | None = None,
) -> list[Reading]:
    """The readings of a file, folder, glob, DataFrame, Arrow table or iterable of dicts, in the order of their names.

    `columns` maps roles (customer, event, occurred_at ...) to column names; None says that a role has no column.
    `format` (csv, parquet, jsonl, xes, ocel) overrides what the content looks like. `time_format` is a strptime
    pattern; `timezone` is where times without a zone are taken to be. `name` is what the load report calls it.

    Raises SourceNotFound, UnreadableSource, UsageError here; the rest while reading.
    """
    _check_zone(timezone)
    options = Options(columns, time_format, timezone, memory_limit, temp_directory)
    if isinstance(source, str | Path):
        found = find_files(source, format)
        alone = len(found) == 1
        return [Reading(name if name and alone else file.name, _file_opener(file, options), options) for file in found]
    return [Reading(name or type(source).__name__, _object_opener(source), options)]


def table_openers(source: object, form: str | None) -> list[Callable[[Scratch], Table]]:
    """How to parse each file of a source, or the object that it is, into a table of a scratch DuckDB."""
    if isinstance(source, str | Path):
        return [_file_opener(file, Options()) for file in find_files(source, form)]
    return [_object_opener(source)]


def _check_zone(timezone: str) -> None:
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UsageError(f'There is no time zone "{timezone}". Give a name such as "Europe/Berlin" or "UTC".') from None


def _file_opener(file: Found, options: Options) -> Callable[[Scratch], Table]:
    """Formats are imported when needed: a CSV load does not pay for an XML parser."""
    if file.format == "parquet":
        from sojourn.sources.parquet import open_parquet

        return lambda opened: open_parquet(opened, file.path)
    if file.format == "jsonl":
        from sojourn.sources.jsonl import open_jsonl

        return lambda opened: open_jsonl(opened, file.path)
    if file.format == "xes":
        from sojourn.sources.xes import open_xes

        return lambda opened: open_xes(opened, file.path)
    if file.format == "ocel":
        from sojourn.sources.ocel import open_ocel

        return lambda opened: open_ocel(opened, file.path, options.columns or {})
    from sojourn.sources.csv import open_csv

    return lambda opened: open_csv(opened, file.path)


def _object_opener(source: object) -> Callable[[Scratch], Table]:
    from sojourn.sources.frames import is_frame, open_frame

    if is_frame(source):
        return lambda opened: open_frame(opened, source)
    from sojourn.sources.records import open_records

    return lambda opened: open_records(opened, source)
