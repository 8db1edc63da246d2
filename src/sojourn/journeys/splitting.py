"""Hand each row of the log to its customer's partition."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.compiled import compiled
from sojourn.journeys.builder import GIVEN, RowsOfLog
from sojourn.journeys.plan import NOWHERE, Plan
from sojourn.journeys.rows import chosen, together


class Split(NamedTuple):
    """Rows of one batch, those of a partition together: partition p has `bounds[p]` to `bounds[p + 1]`."""

    rows: RowsOfLog
    bounds: NDArray[np.int64]


@compiled
def _positions(identifier, kind, partition, hidden, partitions):  # type: ignore[no-untyped-def]  # numba infers
    """Row numbers by partition, and where each begins; rows of nobody and hidden kinds are left out."""
    bounds = np.zeros(partitions + 1, np.int64)
    for row in range(len(identifier)):
        p = partition[identifier[row]]
        if p != NOWHERE and not hidden[kind[row]]:
            bounds[p + 1] += 1
    for p in range(partitions):
        bounds[p + 1] += bounds[p]
    positions = np.empty(bounds[partitions], np.int64)
    cursor = bounds[:-1].copy()
    for row in range(len(identifier)):
        p = partition[identifier[row]]
        if p != NOWHERE and not hidden[kind[row]]:
            positions[cursor[p]] = row
            cursor[p] += 1
    return positions, bounds


def split(batch: pa.RecordBatch, plan: Plan) -> Split:
    """Order a batch of `Snapshot.steps` by partition."""
    column = {name: batch[name].to_numpy() for name in batch.schema.names}
    partitions = len(plan.bounds) - 1
    positions, bounds = _positions(column["identifier"], column["kind"], plan.partition, plan.coded.hidden, partitions)
    here = {name: values.take(positions) for name, values in column.items()}
    given = {name: here[name] for name in GIVEN if name in here}
    rows = RowsOfLog(plan.row.take(here["identifier"]), here["occurred_at"], here["seq"], here["kind"], given)
    return Split(rows, bounds)


def gather(splits: list[Split], partition: int) -> RowsOfLog:
    """All rows of one partition."""
    return together(
        [chosen(piece.rows, slice(piece.bounds[partition], piece.bounds[partition + 1])) for piece in splits]
    )
