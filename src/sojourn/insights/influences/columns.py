"""Influences as covariates: columns that any comparison can adjust for."""

from __future__ import annotations

import numpy as np

from sojourn.compiled import compiled
from sojourn.effects.covariates import Columns
from sojourn.effects.risk_sets import RiskSet
from sojourn.engines.units import Units
from sojourn.insights.influences.sources import Sources, against_usual, said, sources
from sojourn.journeys.view import View

LEVELS = 8


def influence_columns(units: Units, view: View, rows: RiskSet, found: Sources | None = None) -> Columns:
    """Columns float64[rows, p] of what was known up to each row's `last`: campaign, heard from, price against usual.

    `found` is what `sources(units)` says, worked out once where many views are asked. A property counts from the last
    step of the unit that says it.
    """
    known = found or sources(units)
    columns, names = [], []
    for label, field in (("campaign", known.campaign), ("heard from", known.heard)):
        for name in field:
            codes = said(units, view, name)
            own = _last_said(codes > 0, view.begin[rows.unit], rows.last)
            code = np.where(own >= 0, codes[np.maximum(own, 0)], 0)
            for level in _common(units, name):
                columns.append(code == level)
                names.append(f"{label}={units.field(name).names[level]}")
    if known.has_prices:
        price = against_usual(units, view, known)
        at = _last_said(~np.isnan(price), view.begin[rows.unit], rows.last)
        columns += [np.where(at >= 0, price[np.maximum(at, 0)], 0.0), at >= 0]
        names += ["price against usual", "price against usual=known"]
    values = np.column_stack(columns).astype(np.float64) if columns else np.zeros((len(rows.at), 0))
    return Columns(values, tuple(names))


def _common(units: Units, name: str) -> list[int]:
    """The codes of the most frequent values of a property in the whole log."""
    counts = units.field(name).counts()
    return [int(code) for code in np.argsort(-counts, kind="stable") if code and counts[code]][:LEVELS]


@compiled
def _last_said(said, begin, last):  # type: ignore[no-untyped-def]  # numba infers the types
    """Of each row the last position up to `last`, and not before `begin`, at which something is said; -1: none."""
    found = np.full(len(begin), -1, np.int64)
    for k in range(len(begin)):
        i = last[k]
        while i >= begin[k]:
            if said[i]:
                found[k] = i
                break
            i -= 1
    return found
