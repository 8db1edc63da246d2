"""One load of a cluster: pieces are read by workers, repeats are looked for, and the ledger says that it is done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import msgspec
import pyarrow as pa

from sojourn.engines.protocol import Progress
from sojourn.engines.spark import ledger
from sojourn.engines.spark.duplicates import Repeated, conflicts_of, repeated
from sojourn.engines.spark.jobs import Jobs
from sojourn.engines.spark.ledger import Ledger, Load, LogFile
from sojourn.engines.spark.rejects import known_rejects, reject_ids, shown
from sojourn.engines.spark.rows import Target, Written
from sojourn.engines.spark.scanning import Unit, units_of
from sojourn.engines.spark.session import fresh_name
from sojourn.engines.spark.sources import (
    WRITTEN_COLUMNS,
    Asked,
    File,
    is_spark,
    parquet_files,
    parts,
    readings,
    staged,
    write_part,
    write_reading,
)
from sojourn.engines.spark.storage import Storage
from sojourn.identities.suppression import Suppressed
from sojourn.sources.off_scale import count_off_scale, off_scale_notes
from sojourn.sources.pieces import Planned
from sojourn.store.reports import LoadReport, Reject


class Loading:
    """A load that is under way; what it has written goes again unless the ledger names it."""

    def __init__(self, jobs: Jobs, storage: Storage, found: Ledger, suppressed: Suppressed, progress: Progress) -> None:
        """`found` is the ledger that the load follows, `suppressed` who must not come back."""
        self._suppressed = suppressed
        self._jobs, self._storage, self._ledger, self._progress = jobs, storage, found, progress
        self.folder = f"log/load-{found.next_load:06d}-{fresh_name()[:8]}"
        self._notes: list[str] = []
        self._names: list[str] = []

    def run(self, source: object, asked: Asked, name: str | None) -> LoadReport:
        """Load a source: all of it or, on an error, nothing. A load that brings nothing new leaves no trace."""
        try:
            report = self._run(source, asked, name)
        except BaseException:
            # What failed is told, not what failed because of it: whoever opens the workspace next tidies up as well.
            with suppress(Exception):
                self._tidy()
            raise
        self._tidy()
        return report

    def _run(self, source: object, asked: Asked, name: str | None) -> LoadReport:
        written = sorted(self._written(source, asked, name), key=lambda one: one.first)
        load, report = self._judged(written, self._called(source, name), asked)
        if report.accepted or self._brings_rejects(load):
            stop = max((one.stop for one in written), default=self._ledger.next_seq)
            loads = (*self._ledger.loads, load)
            ledger.write(self._storage, msgspec.structs.replace(self._ledger, next_seq=stop, loads=loads))
        return report

    def _tidy(self) -> None:
        """Remove what the ledger does not name. It is read again: a write that failed may have got there."""
        named = ledger.read(self._storage).files
        self._storage.remove(set(self._storage.names(self.folder)) - named)

    def _called(self, source: object, name: str | None) -> str:
        return name or (str(source) if isinstance(source, str | Path) else self._names[0])

    def _written(self, source: object, asked: Asked, name: str | None) -> list[Written]:
        """Rows read, numbered and written, by the workers where they can read the source themselves."""
        self._progress("Loading", 0, 1)
        if is_spark(source, asked.format):
            called = str(source) if isinstance(source, str) else "DataFrame"
            files = staged(self._jobs, self._storage, source, f"{self.folder}/staged")
            as_one = [file._replace(name=name or called) for file in files]
            return self._by_workers(as_one, msgspec.structs.replace(asked, format=None))
        files = parquet_files(source, asked.format, self._storage) or []
        if not files:
            return list(self._by_driver(source, asked, name))
        return self._by_workers([files[0]._replace(name=name)] if name and len(files) == 1 else files, asked)

    def _by_workers(self, files: list[File], asked: Asked) -> list[Written]:
        found, plans = parts(files, asked, self._storage, self._ledger.next_seq)
        self._names = [file.name for file in files]
        if not found:
            self._notes += [note for how in plans for note in how.notes]
            return []
        job = self._jobs.each(found, partial(write_part, self._storage, self.folder, self._suppressed), WRITTEN_COLUMNS)
        rows = self._jobs.watched(job, self.folder, self._teller("Loading", len(found)))
        written = [Written(**row) for row in rows.to_pylist()]
        for number, how in enumerate(plans):
            ahead = sum(one.ahead for one in written if one.source == number)
            self._notes += [*how.notes, *([AHEAD.format(ahead=ahead)] if ahead else [])]
            refused = [one.rejects for one in written if one.source == number and one.rejects]
            self._notes += self._off_scale(self._names[number], how, refused)
        return written

    def _off_scale(self, file: str, how: Planned, rejects: list[str]) -> Iterator[str]:
        """Notes on the scores of one file that are outside their range."""
        if not how.made.score:
            return iter(())
        tables = [self._storage.table(name, ["reason"]) for name in rejects]
        return off_scale_notes(file, how.made.score, sum(map(count_off_scale, tables), Counter[str]()))

    def _by_driver(self, source: object, asked: Asked, name: str | None) -> Iterator[Written]:
        seq = self._ledger.next_seq
        for number, reading in enumerate(readings(source, asked, name)):
            self._names.append(reading.name)
            target = Target(self.folder, number, reading.name, self._suppressed)
            for done in write_reading(self._storage, reading, seq, target):
                seq = done.stop
                self._progress("Loading", seq - self._ledger.next_seq, reading.expected_rows or 0)
                yield done
            self._notes += reading.notes

    def _judged(self, written: list[Written], called: str, asked: Asked) -> tuple[Load, LoadReport]:
        """What counts of the rows, and what is reported."""
        number = self._ledger.next_load
        files = tuple(LogFile(one.file, one.accepted, one.first, one.stop) for one in written if one.file)
        fresh = [Unit(file, number, called, ()) for file in files]
        self._progress("Looking for repeats", 0, 1)
        twice = repeated(self._jobs, self._storage, units_of(self._ledger), fresh, self.folder)
        rejects = tuple(one.rejects for one in written if one.rejects)
        conflicting = self._conflicting(written, fresh, twice)
        self._progress("Looking for repeats", 1, 1)
        read, conflicts = sum(file.rows for file in files), len(twice.conflicts)
        suppressed = sum(one.suppressed for one in written)
        self._notes += [f"{suppressed} events of forgotten customers were left out"] if suppressed else []
        load = Load(
            load_id=number,
            source=called,
            files=files,
            dropped=twice.files,
            rejects=(*rejects, *conflicting),
            accepted=read - twice.rows,
            duplicates=twice.rows - conflicts,
            rejected=sum(one.rejected for one in written) + conflicts,
            suppressed=suppressed,
            notes=tuple(self._notes),
            options=msgspec.json.encode(asked).decode(),
        )
        return load, _report(load, shown(self._storage, rejects, conflicting))

    def _conflicting(self, written: list[Written], fresh: list[Unit], twice: Repeated) -> tuple[str, ...]:
        """Files of the rejects that conflicts have become."""
        if not len(twice.conflicts):
            return ()
        names = {one.file: self._names[one.source] for one in written}
        found = []
        for unit in fresh:
            inside = (twice.conflicts >= unit.file.first) & (twice.conflicts < unit.file.stop)
            if inside.any():
                rows = conflicts_of(self._storage, unit, twice.conflicts[inside])
                source = pa.array([names[unit.file.name]] * len(rows), pa.string())
                found.append(f"{self.folder}/conflicts-{unit.file.first:015d}-{fresh_name()}.parquet")
                self._storage.write(found[-1], rows.append_column("source", source))
        return tuple(found)

    def _brings_rejects(self, load: Load) -> bool:
        if not load.rejects:
            return False
        return bool(reject_ids(self._storage, load.rejects) - known_rejects(self._storage, self._ledger))

    def _teller(self, doing: str, total: int) -> Callable[[int], None]:
        return lambda done: self._progress(doing, min(done, total), total)


AHEAD = "clock: {ahead} events lie more than a day in the future"


def _report(load: Load, rejects: tuple[Reject, ...]) -> LoadReport:
    counts = load.accepted, load.duplicates, load.rejected, load.suppressed
    return LoadReport(load.source, *counts, rejects, load.notes)
