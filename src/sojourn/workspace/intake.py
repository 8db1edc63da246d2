"""Bring foreign data into a workspace: events, customer attributes, and rejects once more."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct

from sojourn.engines.protocol import Progress
from sojourn.errors import LoadError
from sojourn.identities.kinds import PERSONAL
from sojourn.identities.suppression import Suppressed
from sojourn.sources import Reading, open_source, read_customers
from sojourn.store.duplicates import CONFLICT
from sojourn.store.event_log import EventLog
from sojourn.store.loading import Batches, Ledger
from sojourn.store.reports import SHOWN, LoadReport

Rejects = list[dict[str, Any]]


class Reader(Struct, frozen=True):
    """How a source is to be read; kept with the load, so that its rejects can be read again in the same way."""

    columns: dict[str, str | None] | None = None
    format: str | None = None
    time_format: str | None = None
    timezone: str = "UTC"

    def open(self, source: object, name: str | None, log: EventLog) -> list[Reading]:
        """The readings of a source; what does not fit into memory while parsing goes to the folder of the log."""
        return open_source(
            source, name=name, temp_directory=log.path.parent, memory_limit=log.memory_limit,
            **msgspec.structs.asdict(self),
        )  # fmt: skip


def load(
    log: EventLog, source: object, name: str | None, reader: Reader, suppressed: Suppressed, progress: Progress
) -> LoadReport:
    """Load a source as one load."""
    readings = reader.open(source, name, log)
    whole = name or (str(source) if isinstance(source, str | Path) else readings[0].name)
    batches = [Batches(reading.name, reading.batches(), reading.notes) for reading in readings]
    options = msgspec.json.encode(reader).decode()
    return log.load(batches, _ledger(whole, options, suppressed, _counting(readings, progress)))


def _ledger(name: str, options: str, suppressed: Suppressed, progress: Callable[[int], None]) -> Ledger:
    if not suppressed.hashes:
        return Ledger(name, options, progress=progress)
    return Ledger(
        name, options, lambda kind, values: suppressed.hides(kind, values.to_pylist()), suppressed.names, progress
    )


def load_customers(log: EventLog, source: object, reader: Reader, suppressed: Suppressed) -> int:
    """Load customers' attributes; returns how many changed."""
    rows = read_customers(source, reader.columns, reader.format, log.path.parent)
    if suppressed.hashes:
        rows = rows.filter(visible(rows, suppressed))
    return log.add_traits(rows)


def visible(rows: pa.Table, suppressed: Suppressed) -> pa.ChunkedArray:
    """Which attributes belong to customers of whom neither identifier nor attribute names somebody forgotten."""
    telling = [trait for trait in rows["trait"].unique().to_pylist() if suppressed.names(trait, PERSONAL)]
    tells = pc.is_in(rows["trait"], pa.array(telling, pa.string()))
    hidden = tells
    for kind in rows["kind"].unique().to_pylist():
        of_kind = pc.equal(rows["kind"], kind)
        values = rows["value"].filter(of_kind).unique().to_pylist()
        hides = suppressed.hides(kind, values)
        forgotten = [value for value, hide in zip(values, hides, strict=True) if hide]
        forgotten += rows["value"].filter(pc.and_(of_kind, tells)).unique().to_pylist()
        hidden = pc.or_(hidden, pc.and_(of_kind, pc.is_in(rows["value"], pa.array(forgotten, pa.string()))))
    return pc.invert(hidden)


def retry_rejects(log: EventLog, changed: Mapping[str, Any], suppressed: Suppressed, progress: Progress) -> LoadReport:
    """Read all rejects again, each as its load was read, with what is `changed` of the reader's options.

    What cannot be read again stays a reject and is counted as one; a note says why.
    """
    reports = [_retried(log, rows, changed, suppressed, progress) for rows in _by_load(log)]
    notes = dict.fromkeys(note for report in reports for note in report.notes)
    return LoadReport(
        "rejects",
        sum(report.accepted for report in reports),
        sum(report.duplicates for report in reports),
        sum(report.rejected for report in reports),
        sum(report.suppressed for report in reports),
        tuple(reject for report in reports for reject in report.rejects)[:SHOWN],
        tuple(notes),
    )


def _retried(
    log: EventLog, rows: Rejects, changed: Mapping[str, Any], suppressed: Suppressed, progress: Progress
) -> LoadReport:
    """The rejects of one source, all read in the same way."""
    source = rows[0]["source"]
    if not rows[0]["original"].startswith("{"):
        note = f"{source}: {len(rows)} lines are broken as lines. Mend them in the file and load it again"
        return LoadReport(source, 0, 0, len(rows), 0, notes=(note,))
    reader = msgspec.json.decode(rows[0]["options"], type=Reader)
    if rows[0]["reason"] == CONFLICT:
        reader = msgspec.structs.replace(reader, columns=None)
    reader = msgspec.structs.replace(reader, format=None, **changed)
    try:
        return _replay(log, source, reader, rows, suppressed, progress)
    except LoadError as error:
        return LoadReport(source, 0, 0, len(rows), 0, notes=(str(error),))


def _replay(
    log: EventLog, source: str, reader: Reader, rows: Rejects, suppressed: Suppressed, progress: Progress
) -> LoadReport:
    originals = [msgspec.json.decode(row["original"]) for row in rows]
    (reading,) = reader.open(originals, source, log)
    batches = Batches(source, _as_first_read(reading, rows), reading.notes)
    ledger = _ledger(source, msgspec.json.encode(reader).decode(), suppressed, _counting([reading], progress))
    return log.replay([row["reject_id"] for row in rows], [batches], ledger)


def _by_load(log: EventLog) -> list[Rejects]:
    """Rejects that are to be read in the same way, together."""
    groups: dict[tuple[str, str, bool, bool], Rejects] = {}
    for row in log.rejects().to_pylist():
        whole, conflict = row["original"].startswith("{"), row["reason"] == CONFLICT
        groups.setdefault((row["source"], row["options"], whole, conflict), []).append(row)
    return list(groups.values())


def _as_first_read(reading: Reading, rows: Rejects) -> Generator[pa.RecordBatch, None, None]:
    """Batches of replayed rows with the place and the number that they had when they were first read."""
    place = pa.array([row["place"] for row in rows], pa.int64())
    seq = pa.array([row["seq"] for row in rows], pa.int64())
    with closing(reading.batches()) as batches:
        for batch in batches:
            here = pc.subtract(batch["place"], 1)
            index = batch.schema.get_field_index("place")
            yield batch.set_column(index, "place", place.take(here)).append_column("seq", seq.take(here))


def _counting(readings: Sequence[Reading], progress: Progress) -> Any:
    done = 0

    def loaded(rows: int) -> None:
        nonlocal done
        done += rows
        progress("Loading", done, sum(reading.expected_rows or 0 for reading in readings))

    return loaded
