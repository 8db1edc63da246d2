"""From the records of all partitions to rows: one for each period and value, with its estimate and target."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sojourn.errors import UsageError
from sojourn.journeys.view import View
from sojourn.measures.kpis.cells import Cells
from sojourn.measures.kpis.records import Cell, Counting, Ints, Records, Row

MOST_ROWS = 20_000


class Partial(NamedTuple):
    """The records of one partition, the cell that each counts towards, and the hashes of its customers."""

    hash: NDArray[np.uint64]
    cell: Ints
    records: Records


def kernel(view: View, counting: Counting, cells: Cells) -> Partial:
    """What one partition knows."""
    found = counting.records(view, cells)
    return Partial(view.customers.hash, cells.of(view, found.at, found.customer, found.base), found)


def merge(partials: list[Partial]) -> Partial:
    """Lay records end to end, in the order of cells and within each of customers."""
    sizes = [len(partial.hash) for partial in partials]
    moved = [
        partial.records._replace(customer=partial.records.customer + offset)
        for partial, offset in zip(partials, np.cumsum([0, *sizes[:-1]]), strict=True)
    ]
    columns: list[Any] = [np.concatenate(column) for column in zip(*(found[:-1] for found in moved), strict=True)]
    whole = Records(*columns)
    cell = np.concatenate([partial.cell for partial in partials])
    order = np.lexsort((whole.customer, cell))
    in_order: list[Any] = [column[order] for column in columns]
    left_out = sum(found.left_out for found in moved)
    hashes = np.concatenate([partial.hash for partial in partials])
    return Partial(hashes, cell[order], Records(*in_order)._replace(left_out=left_out))


def rows(total: Partial, counting: Counting, cells: Cells) -> tuple[Row, ...]:
    """One row for each cell, by value and period. Raises UsageError for more than 20,000."""
    numbers, first = np.unique(total.cell, return_index=True)
    if len(numbers) > MOST_ROWS:
        raise UsageError(f"This breakdown has {len(numbers):,} rows. Break down by fewer things, or longer periods.")
    edges = np.append(first, len(total.cell)).tolist()
    bounds = dict(zip(numbers.tolist(), pairwise(edges), strict=True))
    found = list(_rows(total, bounds, counting, cells))
    if not found and cells.whole:
        found = [_row({}, 0, _cell(total, []), counting, cells)]
    return tuple(sorted(found, key=lambda row: list(row.by.values())))


def _rows(total: Partial, bounds: dict[int, tuple[int, int]], counting: Counting, cells: Cells) -> Iterator[Row]:
    """In the order of cells: by period."""
    for number in bounds:
        by = cells.values(number)
        if by is not None:
            numbers = {number: None, cells.base(number): None}
            places = [np.arange(*bounds[each]) for each in numbers if each in bounds]
            yield _row(by, number, _cell(total, places), counting, cells)


def _row(by: dict[str, str], number: int, cell: Cell, counting: Counting, cells: Cells) -> Row:
    period, is_open = cells.starts(number)
    estimate = counting.estimate(cell)
    further = {name: work_out(cell) for name, work_out in counting.further.items()}
    return Row(by, period, estimate, is_open, int(cell.open.sum()), further=further)


def _cell(total: Partial, places: list[Ints]) -> Cell:
    """The records of one row in the order of customers."""
    at = np.concatenate(places) if places else np.zeros(0, np.int64)
    at = at[np.argsort(total.records.customer[at], kind="stable")]
    found = total.records
    return Cell(total.hash, found.customer[at], found.numerator[at], found.denominator[at], found.open[at])


def judged(row: Row, target: float | None, better: str) -> str | None:
    """Whether a target is met, by the whole interval: "met", "missed" or "cannot tell"."""
    if target is None:
        return None
    low, high = row.estimate.low, row.estimate.high
    if better == "lower":
        low, high, target = -high, -low, -target
    if low >= target:
        return "met"
    return "missed" if high < target else "cannot tell"
