"""Currencies: a sum of money is made in one of them, for there are no exchange rates here."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from sojourn.engines.units import Units
from sojourn.journeys.fields import Field
from sojourn.journeys.view import View
from sojourn.measures.kpis.cells import Cells
from sojourn.measures.kpis.records import Floats, Ints, Mask

OTHERS = (
    "{n} orders in {others} were left out: sums are in {base}, and there are no exchange rates yet. "
    'Ask by="property:currency", or for another currency="...".'
)
VALUES = (
    "{n} values in {others} were left out: sums are in {base}, and there are no exchange rates yet. "
    'For others give the option currency, such as currency="...".'
)
Orders = Callable[[Units, View], Ints]
"""The positions of the orders of a view."""


class Currencies(NamedTuple):
    """`code` of each word of the field, into `names`; 0 is not known. `base` is the code that sums are made in."""

    field: Field
    code: Ints
    names: tuple[str, ...]
    base: int

    @property
    def word(self) -> str:
        """The currency that sums are made in; empty where the log says none."""
        return self.names[self.base]

    def of(self, view: View, at: Ints) -> Ints:
        """The currency of some steps, 0 where it is not known."""
        found: Ints = self.code[self.field.of(view.steps["seq"][at])]
        return found

    def of_orders(self, view: View, at: Ints) -> Ints:
        """The same; what says no currency is in that of the base."""
        found = self.of(view, at)
        return np.where(found == 0, self.base, found)

    def in_base(self, view: View, at: Ints) -> Mask:
        """Which steps are in the currency that sums are made in, or say none; bool[at]."""
        found: Mask = self.of_orders(view, at) == self.base
        return found

    def values(self, view: View, at: Ints) -> Floats:
        """The values of some steps in that currency: 0 for those with none, or with one in another currency."""
        return np.where(self.in_base(view, at), np.nan_to_num(view.steps["value"][at]), 0.0)

    def counted(self, code: Ints, cells: Cells) -> Mask:
        """What may be added up: everything in the base currency, or whatever is broken down by currency."""
        fields = [each.field.removeprefix("properties.") for each in cells.dimensions if each.kind == "property"]
        found: Mask = (code == self.base) | ("currency" in fields)
        return found


def valued(view: View, at: Ints) -> Ints:
    """Those of some steps that have a value."""
    found: Ints = at[~np.isnan(view.steps["value"][at])]
    return found


def currencies(
    units: Units, orders: Orders, base: str | None, left_out: str = OTHERS
) -> tuple[Currencies, tuple[str, ...]]:
    """`base`, or else the currency of most orders of the whole log; with a note where orders are in others.

    `left_out` is that note, with "{n}", "{others}" and "{base}".
    """
    field = units.field("currency")
    words = [(word or "").strip().upper() for word in field.names]
    asked = (base or "").strip().upper()
    names = ("", *sorted({*words, asked} - {""}))
    code = np.array([names.index(word) for word in words], np.int64)
    unsaid = Currencies(field, code, names, names.index(asked))
    if len(names) == 1:
        return unsaid, ()
    if not asked:
        unsaid = unsaid._replace(base=1 + int(np.argmax(_counts(units.whole, orders, unsaid)[1:])))
    return unsaid, _others(unsaid, _counts(units, orders, unsaid), left_out)


def _counts(units: Units, orders: Orders, known: Currencies) -> Ints:
    """How many orders are in each currency, int64[names]."""
    size = len(known.names)
    counts = units.collect(lambda view: np.bincount(known.of(view, orders(units, view)), minlength=size))
    total: Ints = np.sum(counts, axis=0)
    return total


def _others(known: Currencies, counts: Ints, left_out: str) -> tuple[str, ...]:
    others = [code for code in range(1, len(counts)) if counts[code] and code != known.base]
    if not others:
        return ()
    listed, n = ", ".join(known.names[code] for code in others), int(counts[others].sum())
    return (left_out.format(n=f"{n:,}", others=listed, base=known.word),)
