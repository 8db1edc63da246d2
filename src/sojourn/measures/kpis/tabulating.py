"""From the records of all partitions to rows: one for each period and value, with its estimate and target."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sojourn.errors import UsageError
from sojourn.journeys.view import View
from sojourn.measures.kpis.cells import Cells
from sojourn.measures.kpis.records import Cell, Counting, Ints, Records, Row

MOST_ROWS = 20_000


class Partial(NamedTuple):
    """The records of one partition in the order of cells: those of `numbers[k]` are `edges[k]` to `edges[k + 1]`."""

    hash: NDArray[np.uint64]
    records: Records
    numbers: Ints
    edges: Ints

    def places(self, cell: int) -> slice:
        """Where the records of a cell are."""
        k = int(np.searchsorted(self.numbers, cell))
        known = k < len(self.numbers) and self.numbers[k] == cell
        return slice(self.edges[k], self.edges[k + 1]) if known else slice(0)


class Total(NamedTuple):
    """All partitions. The customers of partition p have the rows from `offsets[p]` on in `hash`."""

    hash: NDArray[np.uint64]
    partials: list[Partial]
    offsets: Ints

    @property
    def left_out(self) -> int:
        """How many things could not be used."""
        return sum(partial.records.left_out for partial in self.partials)


def kernel(view: View, counting: Counting, cells: Cells) -> Partial:
    """What one partition knows."""
    found = counting.records(view, cells)
    cell = cells.of(view, found.at, found.customer, found.base)
    order = np.argsort(cell, kind="stable")
    numbers, first = np.unique(cell[order], return_index=True)
    in_order: list[Any] = [column[order] for column in found[:-1]]
    records = Records(*in_order)._replace(left_out=found.left_out)
    return Partial(view.customers.hash, records, numbers, np.append(first, len(order)))


def merge(partials: list[Partial]) -> Total:
    """Lay partitions side by side: none shares a customer with another."""
    hashes = [partial.hash for partial in partials]
    offsets = np.cumsum([0, *map(len, hashes)])
    return Total(np.concatenate(hashes), partials, offsets)


def rows(total: Total, counting: Counting, cells: Cells) -> tuple[Row, ...]:
    """One row for each cell, by value and period. Raises UsageError for more than 20,000."""
    numbers = np.unique(np.concatenate([partial.numbers for partial in total.partials])).tolist()
    if len(numbers) > MOST_ROWS:
        raise UsageError(f"This breakdown has {len(numbers):,} rows. Break down by fewer things, or longer periods.")
    named = [(cells.values(number), number) for number in numbers]
    found = [_row(by, number, total, counting, cells) for by, number in named if by is not None]
    if not found and cells.whole:
        found = [_row({}, 0, total, counting, cells)]
    return tuple(sorted(found, key=lambda row: list(row.by.values())))


def _row(by: dict[str, str], number: int, total: Total, counting: Counting, cells: Cells) -> Row:
    period, is_open = cells.starts(number)
    cell = _cell(total, list(dict.fromkeys((number, cells.base(number)))))
    estimate = counting.estimate(cell)
    further = {name: work_out(cell) for name, work_out in counting.further.items()}
    return Row(by, period, estimate, is_open, int(cell.open.sum()), further=further)


def _cell(total: Total, numbers: list[int]) -> Cell:
    """The records of some cells in the order of customers."""
    pieces = [
        (found.customer[at] + offset, found.numerator[at], found.denominator[at], found.open[at])
        for partial, offset in zip(total.partials, total.offsets, strict=False)
        for found, at in ((partial.records, partial.places(number)) for number in numbers)
    ]
    customer, numerator, denominator, is_open = (np.concatenate(column) for column in zip(*pieces, strict=True))
    order = np.argsort(customer, kind="stable")
    return Cell(total.hash, customer[order], numerator[order], denominator[order], is_open[order])


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
