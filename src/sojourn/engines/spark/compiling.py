"""On the driver: one look over the log, then one shuffle by customer, then partitions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from sojourn.engines.protocol import Progress
from sojourn.engines.spark.building import (
    MADE,
    NO_ROWS,
    PLACED,
    SENT,
    Layout,
    built,
    numbers_of,
    partition,
    placed,
    sent,
    triples_of,
)
from sojourn.engines.spark.jobs import Jobs
from sojourn.engines.spark.ledger import Ledger
from sojourn.engines.spark.partition_files import files_of, write
from sojourn.engines.spark.people import Customers, resolved
from sojourn.engines.spark.scanning import Unit, kept_rows, units_of
from sojourn.engines.spark.session import fresh_name
from sojourn.engines.spark.storage import Storage
from sojourn.engines.spark.traits import Known, known_of, read
from sojourn.journeys import manifest, plan
from sojourn.journeys.coding import code_triples
from sojourn.journeys.from_behaviour import segments_of
from sojourn.journeys.manifest import Manifest, PartitionEntry
from sojourn.journeys.plan import Model
from sojourn.journeys.segments import VALUES
from sojourn.store.hashing import hash_texts

_TRIPLE = ("event", "touchpoint", "channel")
_COUNTED = "event string, touchpoint string, channel string, events long, latest long"
JOINED = "joined.parquet"


class Survey(NamedTuple):
    """The distinct (event, touchpoint, channel), frequent ones first; how many events, and the latest time."""

    triples: pa.Table
    events: int
    latest: int | None


def compiled(
    jobs: Jobs,
    storage: Storage,
    ledger: Ledger,
    model: Model,
    key: bytes,
    number: int,
    fingerprint: str,
    tell: Progress,
) -> Manifest:
    """Write a generation and return its manifest; files of attempts that lost are removed."""
    folder, units = fresh_folder(number, ledger.version), units_of(ledger)
    tell("Reading events", 0, 1)
    survey = _survey(jobs, storage, units)
    people = resolved(jobs, storage, ledger, units, key)
    tell("Reading events", 1, 1)
    known = known_of(read(storage, ledger), people)
    layout = _layout(survey, people, known, model)
    entries = _made(jobs, storage, units, layout, people, known, folder, tell)
    storage.write(f"{folder}/{JOINED}", people.joined)
    kept = files_of(folder, [entry.name for entry in entries]) | {f"{folder}/{JOINED}"}
    storage.remove(set(storage.names(folder)) - kept)
    coded = layout.coded
    return Manifest(
        format=manifest.FORMAT,
        generation=number,
        log_version=ledger.version,
        stages=fingerprint,
        data_up_to=survey.latest,
        partitions=entries,
        names=coded.names,
        segments=segments_of(known.words) | {one.name: VALUES for one in model.segments},
        attributes=known.words,
        exits=tuple(stage.name for stage in model.stages.stages if stage.exit),
        roles=dict(coded.roles),
        folder=folder,
    )


def fresh_folder(generation: int, log_version: int) -> str:
    """Where a generation's files will be: a name that no other one ever had, for workers remember what they read.

    Numbers are not enough: they begin anew where somebody has emptied the storage.
    """
    return f"journeys/g{generation:06d}-{log_version}-{fresh_name()[:12]}"


def _survey(jobs: Jobs, storage: Storage, units: Sequence[Unit]) -> Survey:
    if not units:
        return Survey(pa.table({name: pa.array([], pa.string()) for name in _TRIPLE}), 0, None)
    parts = jobs.collect(jobs.each(units, partial(_counted, storage), _COUNTED))
    found = parts.group_by(list(_TRIPLE)).aggregate([("events", "sum")]).rename_columns([*_TRIPLE, "events"])
    order = [("events", "descending"), *((name, "ascending") for name in _TRIPLE)]
    return Survey(found.sort_by(order), sum(found["events"].to_pylist()), pc.max(parts["latest"]).as_py())


def _counted(storage: Storage, unit: Unit) -> Iterator[pa.RecordBatch]:
    rows = kept_rows(storage, unit, ["seq", "occurred_at", *_TRIPLE])
    times = rows.set_column(1, "occurred_at", rows["occurred_at"].cast(pa.int64()))
    counted = times.group_by(list(_TRIPLE)).aggregate([("seq", "count"), ("occurred_at", "max")])
    yield from counted.rename_columns([*_TRIPLE, "events", "latest"]).to_batches()


def _layout(survey: Survey, people: Customers, known: Known, model: Model) -> Layout:
    triples = zip(*(survey.triples[name].to_pylist() for name in _TRIPLE), strict=True)
    return Layout(
        plan.partitions_for(survey.events),
        pc.cast(triples_of(survey.triples), pa.string()).combine_chunks(),
        code_triples(model.stages, triples),
        people._replace(joined=people.joined.slice(0, 0)),
        known.names,
        known.words,
        model.segments,
    )


def _made(
    jobs: Jobs,
    storage: Storage,
    units: Sequence[Unit],
    layout: Layout,
    people: Customers,
    known: Known,
    folder: str,
    tell: Progress,
) -> tuple[PartitionEntry, ...]:
    """Every partition of the generation, those without customers too."""
    rows = []
    if units:
        frame = _with_traits(jobs, _placed(jobs, storage, units, layout, people.joined), layout, known)
        frame = frame.repartitionById(layout.partitions, "partition")
        job = jobs.through(frame, partial(built, storage, folder, layout), MADE)
        total = layout.partitions
        done = jobs.watched(job, folder, lambda files: tell("Compiling journeys", min(files // 2, total), total))
        rows = done.to_pylist()
    entries = {
        row["partition"]: PartitionEntry(row["name"], row["steps"], row["customers"], (row["first"], row["second"]))
        for row in rows
    }
    for number in set(range(layout.partitions)) - entries.keys():
        entries[number] = _empty(storage, folder, layout, number)
    tell("Compiling journeys", layout.partitions, layout.partitions)
    return tuple(entries[number] for number in sorted(entries))


def _placed(jobs: Jobs, storage: Storage, units: Sequence[Unit], layout: Layout, joined: pa.Table) -> Any:
    frame = jobs.each(units, partial(sent, storage, layout), SENT)
    if len(joined):
        own = joined.select(["kind", "value", "customer"]).rename_columns(["who_kind", "who", "customer"])
        frame = frame.join(jobs.frame(own), ["who_kind", "who"], "left")
    return jobs.through(frame, partial(placed, layout), PLACED)


def _with_traits(jobs: Jobs, frame: Any, layout: Layout, known: Known) -> Any:
    """The events, and after them what is known of customers, bound for the same partitions."""
    if not len(known.rows):
        return frame
    partitions = numbers_of(hash_texts(known.rows["customer"].combine_chunks()), layout.partitions)
    rows = known.rows.append_column("partition", pa.array(partitions))
    return frame.unionByName(jobs.frame(rows), allowMissingColumns=True)


def _empty(storage: Storage, folder: str, layout: Layout, number: int) -> PartitionEntry:
    """A partition that nobody belongs to."""
    made, beside, identifiers = partition(f"p{number:05d}-{fresh_name()}", NO_ROWS, layout)
    return PartitionEntry(made.name, 0, 0, write(storage, folder, made, beside, identifiers))
