"""Bring foreign data into a workspace: events, customer attributes, and rejects once more."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct

from sojourn.engines.protocol import Progress
from sojourn.identities.kinds import PERSONAL
from sojourn.identities.suppression import Suppressed
from sojourn.sources import Reading, open_source, read_customers
from sojourn.store.event_log import EventLog
from sojourn.store.loading import Batches, Ledger
from sojourn.store.reports import LoadReport, Reject


class Reader(Struct, frozen=True):
    """How a source is to be read; kept with the load, so that its rejects can be read again in the same way."""

    columns: dict[str, str | None] | None = None
    format: str | None = None
    time_format: str | None = None
    timezone: str = "UTC"

    def open(self, source: object, name: str | None, folder: Path) -> list[Reading]:
        """The readings of a source; what does not fit into memory while parsing goes to `folder`."""
        return open_source(source, name=name, temp_directory=folder, **msgspec.structs.asdict(self))


def load(
    log: EventLog, source: object, name: str | None, reader: Reader, suppressed: Suppressed, progress: Progress
) -> LoadReport:
    """Load a source as one load."""
    readings = reader.open(source, name, log.path.parent)
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
        rows = rows.filter(_visible(rows, suppressed))
    return log.add_traits(rows)


def _visible(rows: pa.Table, suppressed: Suppressed) -> pa.ChunkedArray:
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
    """Read all rejects again, each as its load was read, with what is `changed` of the reader's options."""
    accepted = duplicates = rejected = left_out = 0
    shown, notes = list[Reject](), list[str]()
    for source, options, rows in _by_load(log):
        reader = msgspec.structs.replace(msgspec.json.decode(options, type=Reader), format=None, **changed)
        report = _replay(log, source, reader, rows, suppressed, progress)
        accepted, duplicates = accepted + report.accepted, duplicates + report.duplicates
        rejected, left_out = rejected + report.rejected, left_out + report.suppressed
        shown += report.rejects
        notes += [note for note in report.notes if note not in notes]
    return LoadReport("rejects", accepted, duplicates, rejected, left_out, tuple(shown), tuple(notes))


def _replay(
    log: EventLog, source: str, reader: Reader, rows: list[dict[str, Any]], suppressed: Suppressed, progress: Progress
) -> LoadReport:
    originals = [msgspec.json.decode(row["original"]) for row in rows]
    (reading,) = reader.open(originals, source, log.path.parent)
    places = pa.array([row["place"] for row in rows], pa.int64())
    batches = Batches(source, _at_their_places(reading, places), reading.notes)
    ledger = _ledger(source, msgspec.json.encode(reader).decode(), suppressed, _counting([reading], progress))
    return log.replay([row["reject_id"] for row in rows], [batches], ledger)


def _by_load(log: EventLog) -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
    """Rejects that hold a whole row, by source and the options it was read with."""
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in log.rejects().to_pylist():
        if row["original"].startswith("{"):
            groups.setdefault((row["source"], row["options"]), []).append(row)
    for (source, options), rows in groups.items():
        yield source, options, rows


def _at_their_places(reading: Reading, places: pa.Array) -> Generator[pa.RecordBatch, None, None]:
    """Batches of replayed rows with the places they had in their source."""
    with closing(reading.batches()) as batches:
        for batch in batches:
            index = batch.schema.get_field_index("place")
            original = places.take(pc.subtract(batch["place"], 1))
            yield batch.set_column(index, "place", original)


def _counting(readings: Sequence[Reading], progress: Progress) -> Any:
    done = 0

    def loaded(rows: int) -> None:
        nonlocal done
        done += rows
        progress("Loading", done, sum(reading.expected_rows or 0 for reading in readings))

    return loaded
