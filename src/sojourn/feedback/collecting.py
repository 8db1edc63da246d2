"""All ratings and comments of some units in one table, and who was at each place."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sojourn.engines.units import Units
from sojourn.estimates import Estimate, unknown
from sojourn.feedback.joining import joined
from sojourn.feedback.reading import Floats, Ints
from sojourn.journeys.view import View
from sojourn.measures.answers import WITHIN
from sojourn.measures.bootstrap import METHOD, RESAMPLES, kernel, ratio
from sojourn.measures.feelings import SCALES

Mask = NDArray[np.bool_]


class Said(NamedTuple):
    """One row a rating or comment, those of a customer together. Columns but the last are arrays of equal length.

    `customer` is a row of `hash` uint64[customers]; `text` a code of the field text (0: none), `kind` of score_kind.
    """

    customer: Ints
    time: Ints
    stage: Ints
    touchpoint: Ints
    rule: Ints
    score: Floats
    kind: Ints
    text: Ints
    hash: NDArray[np.uint64]

    def take(self, chosen: Mask | Ints) -> Said:
        """Some of the rows."""
        return Said._make([*(column[chosen] for column in self[:-1]), self.hash])

    @property
    def customers(self) -> int:
        """How many customers have said something."""
        return len(np.unique(self.customer))


def said(units: Units, within: int = WITHIN) -> Said:
    """Everything that rates or says something."""
    parts = units.collect(lambda view: _of(units, view, within))
    offset, columns, hashes = 0, [], []
    for part, own in parts:
        columns.append((part[0] + offset, *part[1:]))
        hashes.append(own)
        offset += len(own)
    laid = [np.concatenate(column) for column in zip(*columns, strict=True)]
    return Said._make([*laid, np.concatenate(hashes)])


def _of(units: Units, view: View, within: int) -> tuple[tuple[NDArray[np.generic], ...], NDArray[np.uint64]]:
    found = joined(units, view, within)
    time = view.steps["occurred_at"][found.at].astype(np.int64)
    who = view.customer[found.unit].astype(np.int64)
    columns = (who, time, found.stage, found.touchpoint, found.rule, found.score, found.kind, found.text)
    return columns, np.asarray(view.customers.hash, np.uint64)


def scales(units: Units) -> list[tuple[int, str]]:
    """The kinds of score of a log that have a scale, each with its code of score_kind."""
    return [(code, str(name)) for code, name in enumerate(units.field("score_kind").names) if name in SCALES]


def met(units: Units) -> Ints:
    """How many customers were at each touchpoint, int64[touchpoints]."""
    size = len(units.names("touchpoint"))

    def count(view: View) -> Ints:
        at = view.positions()
        who = np.repeat(view.customer, view.end - view.begin)
        pairs = np.unique(who * size + view.steps["touchpoint"][at])
        return np.bincount(pairs % size, minlength=size)

    return np.sum(units.collect(count), axis=0, dtype=np.int64) if size else np.zeros(0, np.int64)


def mean_by_customer(rows: Said, values: Floats) -> Estimate:
    """The mean of one value a row, with its range by customer; rows with NaN do not count."""
    known = ~np.isnan(values)
    if not known.any():
        return unknown(METHOD)
    own, who = values[known], rows.customer[known]
    order = np.argsort(who, kind="stable")
    ones = np.ones(len(own))
    sums = kernel(rows.hash, who[order], own[order], ones, np.zeros(len(own), np.int64), 1, RESAMPLES)
    found = ratio(sums[0], float(own.sum()), float(len(own)), len(own))
    if len(np.unique(who)) == 1:
        return Estimate(found.value, float("nan"), float("nan"), found.n, METHOD)
    if np.ptp(own) == 0:
        return Estimate(found.value, float("nan"), float("nan"), found.n, "all alike")
    return found
