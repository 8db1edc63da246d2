"""From rows of the log to a partition: each customer's steps together, in the order in which they happened.

Order: `occurred_at`, then `sequence` (given, else the row's order in its source), then `event_id`, then `seq`. Ties in
time are common in real logs, and any other tiebreak changes thousands of counts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sojourn.compiled import compiled
from sojourn.journeys.coding import Coded
from sojourn.journeys.partition import STEP_COLUMNS, Customers, Partition
from sojourn.journeys.placing import place

Ints = NDArray[np.int64]
EventIds = Callable[[Ints], Mapping[int, str]]
GIVEN = ("sequence", "value", "score")
"""Columns that a log may lack."""
SMALL = 32
NO_SEQUENCE = np.zeros(0, np.int64)


class RowsOfLog(NamedTuple):
    """Rows of some customers in any order; `customer` is the row in the partition's customer table.

    `given` holds those of sequence, value and score that the log has at all.
    """

    customer: NDArray[np.int32]
    occurred_at: Ints
    seq: Ints
    kind: NDArray[np.uint32]
    given: Mapping[str, NDArray[Any]]


@compiled
def _offsets(customer, customers):  # type: ignore[no-untyped-def]  # numba infers the types
    """Where each customer's steps begin, int64[customers + 1]."""
    offsets = np.zeros(customers + 1, np.int64)
    for c in customer:
        offsets[c + 1] += 1
    for c in range(customers):
        offsets[c + 1] += offsets[c]
    return offsets


@compiled
def _after(occurred_at, sequence, seq, a, b):  # type: ignore[no-untyped-def]
    """Whether row a comes after row b."""
    if occurred_at[a] != occurred_at[b]:
        return occurred_at[a] > occurred_at[b]
    if len(sequence) and sequence[a] != sequence[b]:
        return sequence[a] > sequence[b]
    return seq[a] > seq[b]


@compiled
def _order(customer, occurred_at, sequence, seq, offsets):  # type: ignore[no-untyped-def]
    """The rows in final order: a counting sort by customer, then insertion within runs of 32, then merging."""
    order = np.empty(len(customer), np.int64)
    cursor = offsets[:-1].copy()
    for row in range(len(customer)):
        order[cursor[customer[row]]] = row
        cursor[customer[row]] += 1
    spare = np.empty(0, np.int64)
    for c in range(len(offsets) - 1):
        first, stop = offsets[c], offsets[c + 1]
        for chunk in range(first, stop, SMALL):
            end = min(chunk + SMALL, stop)
            for i in range(chunk + 1, end):
                row, j = order[i], i
                while j > chunk and _after(occurred_at, sequence, seq, order[j - 1], row):
                    order[j] = order[j - 1]
                    j -= 1
                order[j] = row
        width = SMALL
        while width < stop - first:
            if len(spare) < stop - first:
                spare = np.empty(stop - first, np.int64)
            for left in range(first, stop, 2 * width):
                middle, right = min(left + width, stop), min(left + 2 * width, stop)
                i, j = left, middle
                for k in range(right - left):
                    if i < middle and (j >= right or not _after(occurred_at, sequence, seq, order[i], order[j])):
                        spare[k] = order[i]
                        i += 1
                    else:
                        spare[k] = order[j]
                        j += 1
                order[left:right] = spare[: right - left]
            width *= 2
    return order


@compiled
def _ties(order, customer, occurred_at, sequence):  # type: ignore[no-untyped-def]
    """Positions whose row shares customer, time and sequence with the row before."""
    found = np.empty(len(order), np.int64)
    count = 0
    for i in range(1, len(order)):
        a, b = order[i - 1], order[i]
        if customer[a] == customer[b] and occurred_at[a] == occurred_at[b] and sequence[a] == sequence[b]:
            found[count] = i
            count += 1
    return found[:count].copy()


def in_order(rows: RowsOfLog, customers: int, event_ids: EventIds) -> tuple[Ints, Ints]:
    """Row numbers in the order of steps, int64[rows], and where each customer begins, int64[customers + 1]."""
    offsets = _offsets(rows.customer, customers)
    sequence = rows.given.get("sequence", NO_SEQUENCE)
    order = _order(rows.customer, rows.occurred_at, sequence, rows.seq, offsets)
    tied = _ties(order, rows.customer, rows.occurred_at, sequence) if len(sequence) else NO_SEQUENCE
    if len(tied):
        _break_ties(order, tied, rows.seq, event_ids)
    return order, offsets


def _break_ties(order: Ints, tied: Ints, seq: Ints, event_ids: EventIds) -> None:
    """Sort each run of equal rows by event id (rows without one first), in place."""
    runs = np.split(tied, np.flatnonzero(np.diff(tied) > 1) + 1)
    slices = [slice(run[0] - 1, run[-1] + 1) for run in runs]
    ids = event_ids(np.concatenate([seq[order[tie]] for tie in slices]))
    for tie in slices:
        order[tie] = sorted(order[tie], key=lambda row: (ids.get(int(seq[row]), ""), seq[row]))


def _given(rows: RowsOfLog, name: str, order: Ints) -> NDArray[Any]:
    """A column in the order of steps; all NaN where the log has none."""
    if name in rows.given:
        return rows.given[name].take(order)
    return np.full(len(order), np.nan, STEP_COLUMNS[name])


def build(name: str, customers: Customers, coded: Coded, rows: RowsOfLog, event_ids: EventIds) -> Partition:
    """A partition of `customers` from their rows of the log, which may come in any order.

    `rows.customer` is the row in `customers`, whose `first` and `stop` are found here; `rows.kind` the row in `coded`.
    """
    order, offsets = in_order(rows, len(customers.hash), event_ids)
    kind, occurred_at = rows.kind.take(order), rows.occurred_at.take(order)
    stage, touchpoint = place(kind, occurred_at, offsets, coded.places)
    steps = {
        "occurred_at": occurred_at,
        "event": coded.event.take(kind),
        "touchpoint": touchpoint,
        "channel": coded.channel.take(kind),
        "stage": stage,
        "value": _given(rows, "value", order),
        "score": _given(rows, "score", order),
        "seq": rows.seq.take(order),
    }
    origin = {"kind": kind}
    if "sequence" in rows.given:
        origin["sequence"] = rows.given["sequence"].take(order)
    return Partition(name, steps, customers._replace(first=offsets[:-1], stop=offsets[1:]), origin)
