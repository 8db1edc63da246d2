"""Where a log speaks of influences: campaigns, answers to "how did you hear of us?", and prices of products."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from sojourn.effects.records import Floats, Ints
from sojourn.engines.units import Units
from sojourn.journeys.view import View

CAMPAIGN = ("utm_campaign", "campaign", "campaign_name", "utm_source", "utm_medium")
HEARD = (
    "heard_from",
    "how_did_you_hear",
    "how_did_you_hear_about_us",
    "hear_about_us",
    "heard_about_us",
    "referred_by",
)
PRICE = ("price", "unit_price", "item_price")
PRODUCT = ("product_id", "sku", "product", "item_id", "product_name")
CHANGED = 0.02
"""A price is changed where it is this share above or below the usual one of its product."""
NOTHING = -1.0


class Sources(NamedTuple):
    """The names of properties that the log has, of each kind; `usual` are the usual prices by product code.

    `known_of`: what is known of customers that says how they heard of the company.
    """

    campaign: tuple[str, ...]
    heard: tuple[str, ...]
    price: tuple[str, ...]
    product: tuple[str, ...]
    usual: Floats
    known_of: tuple[str, ...] = ()

    @property
    def has_prices(self) -> bool:
        """Whether steps say the price of a product."""
        return bool(self.price and self.product)

    @property
    def said(self) -> Mapping[str, tuple[str, ...]]:
        """By kind, for readers."""
        price = (*self.price, *self.product) if self.has_prices else ()
        return {"campaign": self.campaign, "heard from": (*self.heard, *self.known_of), "price": price}


def sources(units: Units) -> Sources:
    """What the log has."""
    campaign, heard, price, product = (_there(units, names) for names in (CAMPAIGN, HEARD, PRICE, PRODUCT))
    usual = _usual(units, price[0], product[0]) if price and product else np.zeros(0)
    known_of = tuple(name for name in HEARD if name in units.manifest.segments)
    return Sources(campaign[:1], heard[:1], price[:1], product[:1], usual, known_of)


def _there(units: Units, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if any(units.field(name).names))


def numbers_of(units: Units, name: str) -> Floats:
    """The words of a property as numbers, by code; NaN for others."""
    return np.array([_number(word) for word in units.field(name).names])


def _number(word: str | None) -> float:
    try:
        found = float(word) if word is not None else float("nan")
    except ValueError:
        return float("nan")
    return found if found > 0 else float("nan")


def _usual(units: Units, price: str, product: str) -> Floats:
    """The middle price of each product by its code, over all steps that say one; NaN: none."""
    prices, field = numbers_of(units, price), units.field(product)

    def task(view: View) -> tuple[Ints, Floats]:
        at = view.positions()
        seq = view.steps["seq"][at]
        return field.of(seq).astype(np.int64), prices[units.field(price).of(seq)]

    parts = units.collect(task)
    code, paid = (np.concatenate([part[side] for part in parts]) for side in (0, 1))
    kept = (code > 0) & ~np.isnan(paid)
    code, paid = code[kept], paid[kept]
    order = np.lexsort((paid, code))
    code, paid = code[order], paid[order]
    which, first, counts = np.unique(code, return_index=True, return_counts=True)
    usual = np.full(len(field.names), np.nan)
    usual[which] = paid[first + counts // 2]
    return usual


def against_usual(units: Units, view: View, found: Sources) -> Floats:
    """Of each step its price by the usual one of its product, less one; NaN where it says none, float64[steps].

    For logs that have prices; looked up once for a view.
    """

    def look_up(one: View) -> Floats:
        seq = one.steps["seq"]
        price = numbers_of(units, found.price[0])[units.field(found.price[0]).of(seq)]
        return np.asarray(price / found.usual[units.field(found.product[0]).of(seq)] - 1)

    return units.once("price against usual", view, look_up)


def said(units: Units, view: View, name: str) -> Ints:
    """The code of a property of each step (0: not said), int64[steps]; looked up once for a view."""

    def look_up(one: View) -> Ints:
        return units.field(name).of(one.steps["seq"]).astype(np.int64)

    return units.once(f"what {name} is", view, look_up)
