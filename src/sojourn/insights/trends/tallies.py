"""What a measure adds up to in each period and value: the sums that series and comparisons are made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sojourn.engines.units import Units
from sojourn.errors import UsageError
from sojourn.estimates import Estimate
from sojourn.journeys.view import View
from sojourn.measures.kpis import estimating
from sojourn.measures.kpis.cells import Cells
from sojourn.measures.kpis.measuring import counting_of
from sojourn.measures.kpis.records import Cell, Counting, Floats, Ints, Kpi
from sojourn.measures.kpis.tabulating import Partial, kernel

SUMS: tuple[Callable[[Cell], Estimate], ...] = (estimating.share, estimating.ratio, estimating.mean, estimating.points)
"""Ways to estimate that are one sum by another."""


class Asked(NamedTuple):
    """A measure with its options: what counts, and what to multiply the ratio by (100 for points)."""

    kpi: Kpi
    counting: Counting
    factor: float

    @property
    def is_share(self) -> bool:
        """Whether each thing counted succeeded or did not."""
        return self.counting.estimate is estimating.share


class Tally(NamedTuple):
    """Sums of one value, by period (ascending numbers): of numerators, of their squares, of denominators.

    `open` counts what has not come to its end. Of the sums of each customer in a period, of shares only: `won_won`,
    `won_tried` and `tried_tried` are the sums of squared numerators, of products and of squared denominators.
    """

    period: Ints
    numerator: Floats
    square: Floats
    denominator: Floats
    open: Floats
    won_won: Floats
    won_tried: Floats
    tried_tried: Floats


def design_effect(tally: Tally) -> float:
    """How much more a share varies than if each try were somebody else's: 4 where all try four times, always alike.

    The variance of the ratio by customers over the binomial one, at least 1. Source: Kish, "Survey Sampling" (1965).
    """
    tried, won = tally.denominator, tally.numerator
    p = np.divide(won, tried, out=np.zeros(len(tried)), where=tried > 0)
    by_customer = float(np.sum(tally.won_won - 2 * p * tally.won_tried + p * p * tally.tried_tried))
    alone = float(np.sum(tried * p * (1 - p)))
    return max(1.0, by_customer / alone) if alone > 0 else 1.0


def asked(units: Units, name: str, options: Mapping[str, Any] | None = None, currency: str | None = None) -> Asked:
    """A measure that is one sum by another. Raises UsageError for others, such as median times."""
    kpi, counting = counting_of(units, name, options or {}, currency)
    if counting.estimate not in SUMS:
        raise UsageError(f'"{name}" is not one sum by another, so it cannot be taken apart. Take a share or a mean.')
    return Asked(kpi, counting, 100.0 if counting.estimate is estimating.points else 1.0)


def tallies(units: Units, what: Asked, breakdowns: Sequence[Cells]) -> list[dict[str, Tally]]:
    """For each breakdown (by one thing, or by none: the value "") the sums of each value, by period."""

    def task(view: View) -> list[_Sums]:
        return [_sums(kernel(view, what.counting, cells), what.is_share) for cells in breakdowns]

    parts = zip(*units.collect(task), strict=True)
    return [_by_value(_merged(list(some)), cells) for some, cells in zip(parts, breakdowns, strict=True)]


class _Sums(NamedTuple):
    """Sums by cell: `number` int64[cells], `sums` float64[cells, 7]."""

    number: Ints
    sums: NDArray[np.float64]


def _sums(part: Partial, by_customer: bool) -> _Sums:
    found = part.records
    columns = np.column_stack([found.numerator, found.numerator**2, found.denominator, found.open])
    if not len(part.numbers):
        return _Sums(part.numbers, np.zeros((0, 7)))
    sums = np.add.reduceat(columns, part.edges[:-1], axis=0)
    more = _of_customers(part) if by_customer else np.zeros((len(sums), 3))
    return _Sums(part.numbers, np.hstack([sums, more]))


def _of_customers(part: Partial) -> NDArray[np.float64]:
    """Squares and products of the sums of each customer in a cell, added up: float64[cells, 3]."""
    found, size = part.records, len(part.numbers)
    cell = np.repeat(np.arange(size), np.diff(part.edges))
    order = np.lexsort((found.customer, cell))
    cell, customer = cell[order], found.customer[order]
    first = np.flatnonzero(np.r_[True, (cell[1:] != cell[:-1]) | (customer[1:] != customer[:-1])])
    won, tried = (np.add.reduceat(column[order], first) for column in (found.numerator, found.denominator))
    return np.column_stack([np.bincount(cell[first], each, size) for each in (won * won, won * tried, tried * tried)])


def _merged(parts: list[_Sums]) -> _Sums:
    number, place = np.unique(np.concatenate([part.number for part in parts]), return_inverse=True)
    sums = np.zeros((len(number), 7))
    np.add.at(sums, place, np.concatenate([part.sums for part in parts]))
    return _Sums(number, sums)


def _by_value(found: _Sums, cells: Cells) -> dict[str, Tally]:
    """Things that count for all values (a base) are added to each."""
    sums = dict(zip(found.number.tolist(), found.sums, strict=True))
    rows: dict[str, list[tuple[int, NDArray[np.float64]]]] = {}
    for number in found.number.tolist():
        values = cells.values(number)
        if values is None:
            continue
        base = cells.base(number)
        own = sums[number] + (sums.get(base, 0) if base != number else 0)
        rows.setdefault(next(iter(values.values()), ""), []).append((cells.period_of(number), own))
    return {value: _tally(some) for value, some in rows.items()}


def _tally(rows: list[tuple[int, NDArray[np.float64]]]) -> Tally:
    rows.sort(key=lambda row: row[0])
    sums = np.array([own for _, own in rows])
    return Tally(np.array([period for period, _ in rows], np.int64), *sums.T)
