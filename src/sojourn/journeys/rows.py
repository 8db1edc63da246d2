"""Rows of the log: put together from several places, and made again from the partitions that they went into."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.journeys.builder import GIVEN, RowsOfLog
from sojourn.journeys.partition import STEP_COLUMNS, Partition
from sojourn.journeys.stretches import laid_out

_NONE = np.zeros(0, np.int64)
NO_ROWS = RowsOfLog(_NONE.astype(np.int32), _NONE, _NONE, _NONE.astype(np.uint32), {})


def from_partition(partition: Partition, rows: NDArray[np.int64], customer: NDArray[np.int32]) -> RowsOfLog:
    """The histories of some customers, given by their rows in a partition; `customer` is what each row is to become."""
    first, stop = partition.customers.first[rows], partition.customers.stop[rows]
    lengths = stop - first
    at = laid_out(first, lengths)
    steps, origin = partition.steps, partition.origin
    given = {name: steps[name].take(at) for name in ("value", "score")}
    if "sequence" in origin:
        given["sequence"] = origin["sequence"].take(at)
    who = np.repeat(customer, lengths)
    return RowsOfLog(who, steps["occurred_at"].take(at), steps["seq"].take(at), origin["kind"].take(at), given)


def of_batch(batch: pa.RecordBatch, customer: NDArray[np.int32]) -> RowsOfLog:
    """A batch of `Snapshot.steps`, of whose rows `customer` tells whose they are."""
    column = {name: batch[name].to_numpy() for name in batch.schema.names}
    given = {name: column[name] for name in GIVEN if name in column}
    return RowsOfLog(customer, column["occurred_at"], column["seq"], column["kind"], given)


def together(pieces: Sequence[RowsOfLog]) -> RowsOfLog:
    """One piece after the other. A log that has no sequence goes by the order of arrival: where some have, all do."""
    if not pieces:
        return NO_ROWS
    names = [name for name in GIVEN if any(name in piece.given for piece in pieces)]
    return RowsOfLog(
        np.concatenate([piece.customer for piece in pieces]),
        np.concatenate([piece.occurred_at for piece in pieces]),
        np.concatenate([piece.seq for piece in pieces]),
        np.concatenate([piece.kind for piece in pieces]),
        {name: np.concatenate([_given(piece, name) for piece in pieces]) for name in names},
    )


def chosen(rows: RowsOfLog, which: slice | NDArray[Any]) -> RowsOfLog:
    """Some of the rows."""
    given = {name: column[which] for name, column in rows.given.items()}
    return RowsOfLog(rows.customer[which], rows.occurred_at[which], rows.seq[which], rows.kind[which], given)


def _given(piece: RowsOfLog, name: str) -> NDArray[Any]:
    if name in piece.given:
        return piece.given[name]
    return piece.seq if name == "sequence" else np.full(len(piece.seq), np.nan, STEP_COLUMNS[name])
