"""Which row of a figure something counts towards: its period and its value of each thing it is broken down by."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import prod
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sojourn.engines.units import NOTHING, Units
from sojourn.errors import UnknownName, UsageError, did_you_mean
from sojourn.journeys.fields import NAMED, property_named
from sojourn.journeys.view import Picked, View
from sojourn.periods import Calendar

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


class Dimension(NamedTuple):
    """One thing to break down by: `labels[label_of[code]]` is the value of a code of its field."""

    name: str
    kind: str
    field: str
    labels: tuple[str, ...]
    label_of: Ints


class Cells:
    """A cell has a number: the period's, then one more digit for each dimension, in which 0 stands for all values."""

    def __init__(self, units: Units, calendar: Calendar, every: str | None, by: Sequence[str]) -> None:
        """Raises UsageError or UnknownName for a breakdown or period that cannot be."""
        self._units, self.calendar, self._every = units, calendar, every
        if every is not None:
            calendar.affine(every)
        self.dimensions = tuple(_dimension(units, name) for name in by)
        if prod(len(dimension.labels) + 1 for dimension in self.dimensions) > 2**40:
            raise UsageError("This breakdown has too many values. Break down by fewer things at once.")

    @property
    def whole(self) -> bool:
        """Whether there is one cell only, for everything."""
        return self._every is None and not self.dimensions

    @property
    def current(self) -> int | None:
        """The number of the period in which the records end, the first that is not over; None without periods."""
        if self._every is None:
            return None
        return self.calendar.number(self._units.manifest.data_up_to or 0, self._every)

    def period(self, view: View, at: Ints) -> Ints:
        """The number of the period of some steps; 0 where the figure is not by period."""
        if self._every is None:
            return np.zeros(len(at), np.int64)
        return self.calendar.index(view.steps["occurred_at"][at], self._every)

    def of(self, view: View, at: Ints, customer: Ints, base: Mask | None = None) -> Ints:
        """The cell of some steps of these customers; `base` things belong to all values of a step's fields."""
        key = self.period(view, at)
        for dimension in self.dimensions:
            codes = self._codes(dimension, view, at, customer)
            if base is not None and dimension.kind != "segment":
                codes = np.where(base, 0, codes)
            key = key * (len(dimension.labels) + 1) + codes
        return key

    def base(self, cell: int) -> int:
        """The cell of the things that count for this cell and its like."""
        period, digits = self._digits(cell)
        for dimension, digit in zip(self.dimensions, digits, strict=True):
            period = period * (len(dimension.labels) + 1) + (digit if dimension.kind == "segment" else 0)
        return period

    def values(self, cell: int) -> dict[str, str] | None:
        """The value of each dimension; None for a cell that only serves as the base of others."""
        digits = self._digits(cell)[1]
        if 0 in digits:
            return None
        return {
            dimension.name: dimension.labels[digit - 1]
            for dimension, digit in zip(self.dimensions, digits, strict=True)
        }

    def period_of(self, cell: int) -> int:
        """The number of the period of a cell."""
        return self._digits(cell)[0]

    def starts(self, cell: int) -> tuple[date | None, bool]:
        """When the period of a cell begins, and whether it is not over yet."""
        if self._every is None:
            return None, False
        number = self.period_of(cell)
        return self.calendar.start(number, self._every), number >= (self.current or 0)

    def _digits(self, cell: int) -> tuple[int, list[int]]:
        digits = []
        for dimension in reversed(self.dimensions):
            cell, digit = divmod(cell, len(dimension.labels) + 1)
            digits.append(digit)
        return cell, digits[::-1]

    def _codes(self, dimension: Dimension, view: View, at: Ints, customer: Ints) -> Ints:
        """Digits 1 .. len(labels)."""
        if dimension.kind == "segment":
            codes = view.customers.segments[dimension.field][customer]
        elif dimension.kind == "property":
            steps = Picked(view.steps, at)
            codes = self._units.coded(property_named(dimension.field), view._replace(steps=steps)).codes
        else:
            codes = view.steps[dimension.kind][at]
        found: Ints = dimension.label_of[codes] + 1
        return found


def _dimension(units: Units, name: str) -> Dimension:
    kind, _, field = name.partition(":")
    if kind in NAMED and not field:
        return _labelled(name, kind, field, units.names(kind))
    if kind == "property" and field:
        return _labelled(name, kind, field, units.field(field.removeprefix("properties.")).names)
    if kind == "segment" and field:
        segments = units.manifest.segments
        if field not in segments:
            known = f" Known: {', '.join(segments)}." if segments else " No segment is known here."
            raise UnknownName(f'No segment is called "{field}".{did_you_mean(field, segments)}{known}')
        return _labelled(name, kind, field, segments[field])
    words = ", ".join(f'"{word}"' for word in NAMED)
    raise UsageError(f'by is {words}, "segment:NAME" or "property:NAME", not "{name}".{did_you_mean(name, NAMED)}')


def _labelled(name: str, kind: str, field: str, names: Sequence[str | None]) -> Dimension:
    """Codes without a word are all "none"."""
    words = [word or NOTHING for word in names]
    place = {word: number for number, word in enumerate(dict.fromkeys(words))}
    return Dimension(name, kind, field, tuple(place), np.array([place[word] for word in words], np.int64))
