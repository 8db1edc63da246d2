"""What a cluster can load, and how it is cut into pieces that workers read side by side."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
from msgspec import Struct

from sojourn.engines.spark.jobs import Batches, Jobs
from sojourn.engines.spark.rows import Target, Written, written
from sojourn.engines.spark.session import fresh_name
from sojourn.engines.spark.storage import Storage
from sojourn.errors import SourceNotFound, UsageError
from sojourn.identities.suppression import Suppressed
from sojourn.sources import Reading, open_source
from sojourn.sources.files import find_files
from sojourn.sources.pieces import Piece, Planned, pieces, planned, read_piece
from sojourn.sources.stream import Clock

ROWS_A_PIECE = 1_000_000
_READERS = 8
PARQUET = (".parquet", ".pq")


class Asked(Struct, frozen=True):
    """How a source is to be read, as `ws.load` was told."""

    columns: dict[str, str | None] | None = None
    format: str | None = None
    time_format: str | None = None
    timezone: str = "UTC"


class File(NamedTuple):
    """A Parquet file: its address and what a report calls it."""

    url: str
    name: str


class Part(NamedTuple):
    """A piece of a Parquet file for one worker; `seq` is the number of its first row, `source` the file's position."""

    file: File
    piece: Piece
    how: Planned
    seq: int
    source: int


def parquet_files(source: object, form: str | None, near: Storage) -> list[File] | None:
    """The Parquet files that a source means, in the order of their names; None where it is something else."""
    if not isinstance(source, str | Path) or form not in (None, "parquet"):
        return None
    if "://" in str(source):
        return _in_storage(str(source), near)
    found = find_files(source, form)
    if any(file.format != "parquet" for file in found):
        return None
    return [File(str(file.path.absolute()), file.name) for file in found]


def _in_storage(url: str, near: Storage) -> list[File]:
    """A file, folder or glob of object storage."""
    fixed = url.split("*")[0].split("?")[0].split("[")[0]
    if fixed.endswith(PARQUET) and fixed == url:
        return [File(url, url.rpartition("/")[2])]
    folder = fixed.rpartition("/")[0] if fixed != url else url.rstrip("/")
    names = [f"{folder}/{name}" for name in near.at(folder).names("")]
    wanted = names if fixed == url else [name for name in names if fnmatch.fnmatchcase(name, url)]
    below = [name for name in wanted if name.endswith(PARQUET) and not _is_hidden(name.removeprefix(folder))]
    if not below:
        raise SourceNotFound(f"{url} holds no Parquet files. From object storage Sojourn reads .parquet alone.")
    return [File(name, name.rpartition("/")[2]) for name in sorted(below)]


def _is_hidden(path: str) -> bool:
    return any(part.startswith((".", "_")) for part in path.split("/"))


def parts(files: list[File], asked: Asked, near: Storage, seq: int) -> tuple[list[Part], list[Planned]]:
    """Files cut into parts, numbered from `seq` in the order of files, and how each file is read."""
    with ThreadPoolExecutor(_READERS) as pool:
        cuts = list(pool.map(partial(_cut, asked, near), files))
    found: list[Part] = []
    for number, (file, (how, cut)) in enumerate(zip(files, cuts, strict=True)):
        found += [Part(file, piece, how, seq + piece.first, number) for piece in cut]
        seq += sum(piece.rows for piece in cut)
    return found, [how for how, _ in cuts]


def _cut(asked: Asked, near: Storage, file: File) -> tuple[Planned, list[Piece]]:
    opened = near.at(file.url).open("")
    how = planned(opened, asked.columns, asked.time_format, asked.timezone, file.name)
    return how, pieces(opened, how, ROWS_A_PIECE)


def write_part(storage: Storage, folder: str, suppressed: Suppressed, part: Part) -> Iterator[pa.RecordBatch]:
    """On a worker: read a part and write its rows into the log."""
    try:
        opened = storage.at(part.file.url).open("")
    except FileNotFoundError:
        raise SourceNotFound(
            f"{part.file.url} is not there on every machine of the cluster. Put it where all of them see it."
        ) from None
    clock = Clock()
    batches = read_piece(opened, part.piece, part.how, clock)
    done = written(storage, batches, part.seq, Target(folder, part.source, part.file.name, suppressed))
    yield pa.RecordBatch.from_pylist([done._replace(ahead=clock.ahead)._asdict()], WRITTEN)


WRITTEN = pa.schema(
    [
        ("source", pa.int64()),
        ("file", pa.string()),
        ("accepted", pa.int64()),
        ("first", pa.int64()),
        ("stop", pa.int64()),
        ("rejects", pa.string()),
        ("rejected", pa.int64()),
        ("ahead", pa.int64()),
        ("suppressed", pa.int64()),
    ]
)
WRITTEN_COLUMNS = (
    "source long, file string, accepted long, first long, stop long, rejects string, rejected long, ahead long, "
    "suppressed long"
)


def is_spark(source: object, form: str | None) -> bool:
    """Whether a source is a DataFrame of Spark, or names a table of its catalog."""
    return form == "table" or type(source).__module__.startswith("pyspark.sql")


def staged(jobs: Jobs, storage: Storage, source: Any, folder: str) -> list[File]:
    """A DataFrame or table of Spark as Parquet files of the storage: rows of a DataFrame have no order but this one."""
    from pyspark.sql import functions as F  # noqa: N812 - as everybody calls it

    if isinstance(source, Path):
        raise UsageError('format="table" takes the name of a table, such as "shop.events".')
    frame = jobs.session.table(source) if isinstance(source, str) else source
    numbered = frame.withColumn(_PARTITION, F.spark_partition_id())
    found = jobs.collect(jobs.through(numbered, partial(_stage, storage, folder), "part long, file string"))
    order = found.sort_by([("part", "ascending"), ("file", "ascending")])["file"].to_pylist()
    if not order:
        # A frame without rows is read all the same: it may lack the columns that a source needs.
        order = [f"{folder}/empty.parquet"]
        storage.write(order[0], jobs.collect(frame.limit(0)))
    return [File(f"{storage.url}/{name}", name.rpartition("/")[2]) for name in order]


_PARTITION = "sojourn partition"


def _stage(storage: Storage, folder: str, batches: Batches) -> Iterator[pa.RecordBatch]:
    tables = [pa.Table.from_batches([batch]) for batch in batches if len(batch)]
    if tables:
        rows = pa.concat_tables(tables)
        part = rows[_PARTITION][0].as_py()
        name = f"{folder}/part-{part:06d}-{fresh_name()}.parquet"
        storage.write(name, rows.drop_columns([_PARTITION]))
        yield pa.RecordBatch.from_pydict({"part": pa.array([part], pa.int64()), "file": [name]})


def readings(source: object, asked: Asked, name: str | None) -> list[Reading]:
    """Any other source, which the driver reads as a workspace without a cluster does."""
    return open_source(
        source, name=name, columns=asked.columns, format=asked.format, time_format=asked.time_format,
        timezone=asked.timezone,
    )  # fmt: skip


def write_reading(storage: Storage, reading: Reading, seq: int, target: Target) -> Iterator[Written]:
    """On the driver: one file of the log for each batch of a reading."""
    for batch in reading.batches():
        done = written(storage, [batch], seq, target)
        seq = done.stop
        yield done
