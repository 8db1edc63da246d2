"""Covariates as the columns of a model: standardised, bent where they have many values, without what says nothing."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sojourn.effects.records import Floats, Ints, Sample

KNOTS = (0.25, 0.5, 0.75)
"""A covariate of many values may bend at these quantiles of the exposed, where its fit matters."""
MANY = 8
"""Distinct values from which on a covariate may bend."""
PERIODS = 24
"""At most so many periods have a level of their own; more are joined with their neighbours in time."""
UNITS_A_COLUMN = 20
"""Without so many units for each column that varies, nothing bends."""
_ALIKE = 1e-6


class Design(NamedTuple):
    """`columns` float64[n, q] of mean 0 and deviation 1; `group` int64[q]: the covariate that each came from.

    Group -1 is the period. `groups` are the covariates' names, `dropped` those that say nothing of their own.
    """

    columns: Floats
    group: Ints
    groups: tuple[str, ...]
    dropped: tuple[str, ...]


def design(sample: Sample, bends: bool = True) -> Design:
    """The columns of a sample. Columns that do not vary, or that others already say, are left out.

    With `bends`, covariates of many values may bend where there are units enough.
    """
    owners = [name.partition("=")[0] for name in sample.names]
    groups = tuple(dict.fromkeys(owners))
    plain, of_period = list(sample.covariates.T), _periods(sample.period)
    columns = of_period + plain
    group = [-1] * len(of_period) + [groups.index(owner) for owner in owners]
    telling = sum(bool((column != column[:1]).any()) for column in plain)
    if bends and len(sample.outcome) >= UNITS_A_COLUMN * (len(of_period) + (1 + len(KNOTS)) * telling):
        for column, owner in zip(plain, owners, strict=True):
            bent = _bends(column, sample)
            columns, group = columns + bent, group + [groups.index(owner)] * len(bent)
    return _without_doubles(columns, np.array(group, np.int64), groups, sample)


def _periods(period: Ints) -> list[Floats]:
    """One indicator for each period but the first."""
    _, place = np.unique(period, return_inverse=True)
    last = int(place.max(initial=0))
    if last >= PERIODS:
        place = place * PERIODS // (last + 1)
    return [(place == level).astype(np.float64) for level in range(1, min(last + 1, PERIODS))]


def _bends(column: Floats, sample: Sample) -> list[Floats]:
    """What lets a covariate bend: whether it is at its lowest value, and how far it is beyond each knot."""
    lowest = column.min()
    at_lowest = column == lowest
    many = len(np.unique(column[:: max(1, len(column) // 2000)])) >= MANY
    found = [at_lowest.astype(np.float64)] if many and 0.02 < at_lowest.mean() < 0.98 else []
    if many:
        above = column[sample.exposed & ~at_lowest]
        knots: Floats | list[float] = np.unique(np.quantile(above, KNOTS)) if len(above) >= MANY else []
        found += [np.maximum(column - knot, 0.0) for knot in knots]
    return found


def _without_doubles(columns: list[Floats], group: Ints, groups: tuple[str, ...], sample: Sample) -> Design:
    """Standardise, and keep each column that those before it do not already say."""
    matrix = np.column_stack(columns) if columns else np.zeros((len(sample.outcome), 0))
    centred = matrix - matrix.mean(axis=0)
    spread = centred.std(axis=0)
    varies = spread > 1e-9 * (1 + np.abs(matrix).max(axis=0, initial=0))
    scaled = centred[:, varies] / spread[varies]
    keep = independent(scaled.T @ scaled / max(len(scaled), 1))
    kept = np.flatnonzero(varies)[keep]
    said = {groups[group[at]] for at in kept if group[at] >= 0}
    return Design(scaled[:, keep], group[kept], groups, tuple(name for name in groups if name not in said))


def independent(correlations: Floats) -> Ints:
    """Which columns are no combination of those before them, by Cholesky's steps; places, ascending."""
    left = correlations.copy()
    kept = []
    for at in range(len(left)):
        if left[at, at] > _ALIKE:
            kept.append(at)
            own = left[at].copy()
            left -= np.outer(own, own) / own[at]
    return np.array(kept, np.int64)
