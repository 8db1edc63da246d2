"""Prices above and below the usual one, each product held to itself: some sell better than others at any price."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from sojourn.effects.covariates import Columns
from sojourn.effects.levels import most_frequent
from sojourn.effects.records import Ints
from sojourn.effects.risk_sets import RiskSet
from sojourn.engines.units import Units
from sojourn.insights.drivers.comparing import Asks, Factor
from sojourn.insights.influences.sources import CHANGED, Sources, against_usual, said
from sojourn.journeys.view import View

MOST = 24
"""At most so many products are compared, those whose price is seen changed most often."""
OF_PRODUCT = "product seen"
SOME_ONLY = f"Prices are compared of the {MOST} products that are seen raised most often, or lowered, and of no others."


class Priced(NamedTuple):
    """Codes of the products that are compared: seen at a raised (lowered) price, and at another; `all`: nobody else."""

    raised: tuple[int, ...]
    lowered: tuple[int, ...]
    all: bool

    @property
    def products(self) -> tuple[int, ...]:
        """The codes of either."""
        return tuple(dict.fromkeys((*self.raised, *self.lowered)))


def priced(units: Units, found: Sources) -> Priced:
    """Which products' prices can be compared; none where no step says prices."""
    if not found.has_prices:
        return Priced((), (), True)
    words = units.field(found.product[0]).names
    seen = np.sum(units.collect(lambda view: _seen(units, view, found, len(words))), axis=0)
    changed = [np.where(seen[side] < seen[0], seen[side], 0) for side in (1, 2)]
    raised, lowered = (most_frequent(counts, words, MOST) for counts in changed)
    return Priced(raised, lowered, max(int(np.count_nonzero(counts)) for counts in changed) <= MOST)


def _seen(units: Units, view: View, found: Sources, products: int) -> Ints:
    """How often each product is seen at any price, at a raised and at a lowered one, int64[3, products]."""
    at = view.positions()
    against, product = against_usual(units, view, found)[at], said(units, view, found.product[0])[at]
    masks = (~np.isnan(against), against > CHANGED, against < -CHANGED)
    return np.array([np.bincount(product[mask], minlength=products) for mask in masks])


def price_factors(units: Units, found: Sources, prices: Priced, day: Callable[[Ints], Ints]) -> list[Factor]:
    """Journeys at the first of these products that they see; a price is mostly the same for all of a day."""
    if not found.has_prices:
        return []

    def of(sign: int, products: tuple[int, ...]) -> Callable[[View], Asks]:
        def ask(view: View) -> Asks:
            against = against_usual(units, view, found)
            compared = np.isin(said(units, view, found.product[0]), products)
            with np.errstate(invalid="ignore"):
                return Asks(compared & ~np.isnan(against), sign * against > CHANGED)

        return ask

    return [
        Factor("price", name, "", f"that first see a price {where} the usual one of its product", of(sign, products),
               hides=("price against usual",), day=day)
        for name, where, sign, products in (
            ("raised", "above", 1, prices.raised), ("lowered", "below", -1, prices.lowered),
        )
    ]  # fmt: skip


def product_columns(units: Units, view: View, rows: RiskSet, found: Sources, prices: Priced) -> Columns:
    """Which of the products that are compared each row is at, float64[rows, products]."""
    if not prices.products:
        return Columns(np.zeros((len(rows.at), 0)), ())
    field = units.field(found.product[0])
    code = said(units, view, found.product[0])[rows.at]
    columns = np.column_stack([code == product for product in prices.products]).astype(np.float64)
    return Columns(columns, tuple(f"{OF_PRODUCT}={field.names[product]}" for product in prices.products))
