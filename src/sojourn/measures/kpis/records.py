"""What a key figure is made of, and what comes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from inspect import signature
from typing import Any, NamedTuple

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from sojourn.estimates import Estimate
from sojourn.journeys.view import View
from sojourn.measures.kpis.cells import Cells
from sojourn.results import Measured

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


class Row(Struct, frozen=True):
    """One figure: of everything (`by` is empty) or of one value for each thing it was broken down by.

    `period` is the first day of its period, or None; `open`: the period is not over yet. `open_units` counts what
    was left out because it has not come to its end. `on_target`: "met", "missed" or "cannot tell", by the interval.
    """

    by: dict[str, str]
    period: date | None
    estimate: Estimate
    open: bool = False
    open_units: int = 0
    target: float | None = None
    on_target: str | None = None
    further: dict[str, Estimate] = {}


class Measure(Measured, frozen=True):
    """A key figure: what it says, in which unit, which way is better ("higher" or "lower"), and its rows.

    Rows of everything come first, then those of the breakdown; within each by period.
    """

    name: str
    definition: str
    unit: str
    better: str
    rows: tuple[Row, ...]

    def records(self) -> tuple[Row, ...]:
        """The table of this result."""
        return self.rows


class Records(NamedTuple):
    """What one partition adds to a figure: `numerator` and `denominator` of each thing counted.

    `at` is the step (its position in the view) that says period and breakdown, `customer` the row in the view's
    customer table. `open` things are counted as such, or, where a time is measured, are waits that still go on.
    `base` things count for every channel, stage, touchpoint or property: the orders in "phone contacts per order".
    `left_out` counts what could not be used.
    """

    at: Ints
    customer: Ints
    numerator: Floats
    denominator: Floats
    open: Mask
    base: Mask
    left_out: int = 0


def records(
    at: Ints,
    customer: Ints,
    numerator: NDArray[Any] | float,
    denominator: NDArray[Any] | float = 1.0,
    open: Mask | None = None,  # noqa: A002 - the word users know
    base: bool = False,
    left_out: int = 0,
) -> Records:
    """Records from arrays of equal length; single numbers hold for all. Open things count nothing yet."""
    size = len(at)
    waiting = np.zeros(size, np.bool_) if open is None else open
    return Records(
        at,
        customer,
        np.broadcast_to(np.asarray(numerator, np.float64), size),
        np.broadcast_to(np.asarray(denominator, np.float64), size),
        waiting,
        np.full(size, base),
        left_out,
    )


def outcomes(steps_at: Ints, customer: Ints, won: Mask, open: Mask) -> Records:  # noqa: A002
    """Records of a share: each thing that is not open counts once, and succeeded or not."""
    return records(steps_at, customer, won & ~open, ~open, open)


def joined(one: Records, other: Records) -> Records:
    """The records of both."""
    columns: list[Any] = [np.concatenate(pair) for pair in zip(one[:-1], other[:-1], strict=True)]
    return Records(*columns)._replace(left_out=one.left_out + other.left_out)


class Cell(NamedTuple):
    """All that counts towards one row, of all partitions, in the order of customers.

    `customer` is an index into `hash`, uint64[customers]; the others as in `Records`.
    """

    hash: NDArray[np.uint64]
    customer: Ints
    numerator: Floats
    denominator: Floats
    open: Mask


class Counting(NamedTuple):
    """How to work a figure out: what a partition adds, and the estimate of what came together.

    `left_out` says in words what was left out, with "{n}"; `notes` what else to bear in mind. `unit` where options
    change it; `while_open` what to bear in mind where something is open.
    """

    records: Callable[[View, Cells], Records]
    estimate: Callable[[Cell], Estimate]
    left_out: str = ""
    notes: tuple[str, ...] = ()
    further: Mapping[str, Callable[[Cell], Estimate]] = {}
    unit: str | None = None
    while_open: str = ""


class Kpi(Struct, frozen=True):
    """A key figure in the registry. `sentence` may hold options in braces; `count` takes the units and the options."""

    name: str
    sentence: str
    unit: str
    better: str
    count: Callable[..., Counting]

    @property
    def options(self) -> dict[str, Any]:
        """What can be said beside `by`, `every` and `target`, with the defaults."""
        return _options(self.count)

    @property
    def definition(self) -> str:
        """The definition as it is without options."""
        return self.defined({})

    def defined(self, options: Mapping[str, Any]) -> str:
        """The definition with some options."""
        return self.sentence.format(**{name: _said(value) for name, value in (self.options | dict(options)).items()})


@cache
def _options(count: Callable[..., Counting]) -> dict[str, Any]:
    given = list(signature(count).parameters.values())[1:]
    return {option.name: option.default for option in given}


def _said(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
