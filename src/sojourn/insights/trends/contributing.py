"""A change between two times, taken apart: what each channel, stage, touchpoint and segment did to it.

A ratio of everything is the mean of the ratios of its parts, weighted by their shares. Its change is the sum of what
changed in the ratios (at the shares halfway) and of what changed in the shares (at the ratios halfway, less that of
everything): nothing is left over. Source: Kitagawa, "Components of a difference between two rates", JASA 50 (1955).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sojourn.engines.units import Units
from sojourn.errors import UsageError
from sojourn.estimates import CONFIDENCE, Estimate
from sojourn.insights.trends.contributions import Contribution, Contributions, Part
from sojourn.insights.trends.tallies import Asked, asked
from sojourn.insights.trends.telling_change import told
from sojourn.insights.trends.trends import MOST_OPEN
from sojourn.insights.trends.windows import AFTER, BEFORE, Window, Windows, two
from sojourn.insights.words import percent
from sojourn.measures import bootstrap
from sojourn.measures.kpis.records import Floats
from sojourn.measures.kpis.settling import by_start, leans, too_early
from sojourn.measures.kpis.tabulating import Total, kernel, merge
from sojourn.periods import EPOCH, MICROSECOND, Calendar

OVER = ("channel", "stage", "touchpoint")
MOST_VALUES = 50
"""Attributes with more values are not taken by default."""
OVERLAPPING = (
    "{over}: a customer can be at several of them, so that parts do not add up to the whole. Left out; ask for "
    "a figure whose parts do, such as conversion or a score."
)


STILL_OPEN = (
    "In the time {word}, {share} may still go on at the end of the records: who got there fast would count, who takes "
    "longer would not. Give a time that ends before {last}, or a time limit for all (within=...)."
)


class Sums(NamedTuple):
    """Numerators and denominators [2, values]: before and after, as they are and as each resample draws them.

    `drawn` is float64[resamples, 2, values, 2]. `shared`: the denominator is one for all values. `waits`: how many on
    each side are open.
    """

    names: tuple[str, ...]
    own: NDArray[np.float64]
    drawn: NDArray[np.float64]
    shared: bool
    waits: tuple[int, int]


def contributions(
    units: Units,
    calendar: Calendar,
    measure: str,
    before: Window,
    after: Window,
    over: str | Sequence[str] | None = None,
    options: Mapping[str, Any] | None = None,
    currency: str | None = None,
) -> Contributions:
    """Take the change of a figure from one time to another apart; ranges by customer.

    `measure` is one sum by another: a share or a mean. `before` and `after`: a first and a last day each, inclusive.
    `over`: "channel", "stage", "touchpoint", "segment:NAME", "property:NAME"; by default the first three and what is
    known of customers. Raises UsageError where the two overlap, nothing was counted in one of them, or more than 2 %
    of it may still go on while those who got there fast would count.
    """
    what, windows = asked(units, measure, options, currency), two(before, after)
    what = what._replace(counting=by_start(what.counting, units))
    kinds = [over] if isinstance(over, str) else list(over or _usual(units))
    whole, *found = _sums(units, calendar, what, windows, [(), *((kind,) for kind in kinds)])
    if leans(what.counting, units):
        _check_over(whole, units)
    _check(whole, measure)
    parts, notes = [], what.counting.notes
    if leans(what.counting, units) and any(whole.waits):
        notes += (too_early(sum(whole.waits), units),)
    for kind, sums in zip(kinds, found, strict=True):
        if _adds_up(sums, whole):
            parts.append(Part(kind, _apart(sums, what)))
        else:
            notes += (OVERLAPPING.format(over=kind),)
    first, last, change = (_estimate(of, whole, what) for of in (_first, _last, _change))
    unit = what.counting.unit or what.kpi.unit
    return told(Contributions(tuple(parts), measure, unit, first, last, change, "", notes=notes))


def _usual(units: Units) -> list[str]:
    known = units.manifest.segments
    return [*OVER, *(f"segment:{name}" for name, values in known.items() if 2 <= len(values) <= MOST_VALUES)]


def _check(whole: Sums, measure: str) -> None:
    for side, word in enumerate(("before", "after")):
        if whole.own[side, :, 1].sum() == 0:
            raise UsageError(f'Nothing counts for "{measure}" in the time {word}. Give two times that have some.')


def _check_over(whole: Sums, units: Units) -> None:
    """Raises UsageError where too many on one side may still go on."""
    for waits, counted, word in zip(
        whole.waits, whole.own[:, :, 1].sum(axis=1).tolist(), ("before", "after"), strict=True
    ):
        if waits > MOST_OPEN * (waits + counted):
            latest = EPOCH + ((units.manifest.data_up_to or 0) - (units.definition.gap or 0)) * MICROSECOND
            raise UsageError(STILL_OPEN.format(word=word, share=percent(waits / (waits + counted)), last=latest.date()))


def _sums(
    units: Units, calendar: Calendar, what: Asked, windows: tuple[tuple[int, int], tuple[int, int]],
    breakdowns: Sequence[tuple[str, ...]],
) -> list[Sums]:  # fmt: skip
    cells = [Windows(units, calendar, windows, by) for by in breakdowns]
    parts = zip(*units.collect(lambda view: [kernel(view, what.counting, each) for each in cells]), strict=True)
    return [_drawn(merge(list(some)), each) for some, each in zip(parts, cells, strict=True)]


def _drawn(total: Total, cells: Windows) -> Sums:
    """The sums of each value and side, and of what counts for all values."""
    numbers = np.unique(np.concatenate([part.numbers for part in total.partials])).tolist()
    inside = [number for number in numbers if cells.period_of(number) in (BEFORE, AFTER)]
    named = {number: cells.values(number) for number in inside}
    names = sorted({next(iter(values.values()), "") for values in named.values() if values is not None})
    place = {
        number: (cells.period_of(number) - 1) * (len(names) + 1)
        + (len(names) if values is None else names.index(next(iter(values.values()), "")))
        for number, values in named.items()
    }
    size = 2 * (len(names) + 1)
    own, drawn = _resampled(total, place, size)
    shape = (2, len(names) + 1, 2)
    own, drawn = own.reshape(shape), drawn.reshape(len(drawn), *shape)
    base_own, base_drawn = own[:, -1:], drawn[:, :, -1:]
    shared = bool(base_own[..., 1].any())
    own, drawn = own[:, :-1], drawn[:, :, :-1]
    return Sums(tuple(names), own + base_own, drawn + base_drawn, shared, _waits(total, cells))


def _waits(total: Total, cells: Windows) -> tuple[int, int]:
    """How many are open before and after."""
    found = {BEFORE: 0, AFTER: 0, 0: 0}
    for part in total.partials:
        for number in part.numbers.tolist():
            found[cells.period_of(number)] += int(part.records.open[part.places(number)].sum())
    return found[BEFORE], found[AFTER]


def _resampled(total: Total, place: Mapping[int, int], size: int) -> tuple[Floats, Floats]:
    """Sums by group, float64[size, 2], and in each resample, float64[resamples, size, 2]."""
    columns: list[list[NDArray[Any]]] = [[], [], [], []]
    for part, offset in zip(total.partials, total.offsets, strict=False):
        group = np.repeat([place.get(number, -1) for number in part.numbers.tolist()], np.diff(part.edges))
        kept = group >= 0
        found = part.records
        for column, more in zip(
            columns, (found.customer + offset, found.numerator, found.denominator, group), strict=True
        ):
            column.append(np.asarray(more)[kept])
    customer, numerator, denominator, group = (np.concatenate(column) for column in columns)
    own: Floats = np.column_stack(
        [np.bincount(group.astype(np.int64), each, size).astype(np.float64) for each in (numerator, denominator)]
    )
    order = np.argsort(customer, kind="stable")
    drawn = bootstrap.kernel(
        total.hash, customer[order], numerator[order].astype(np.float64), denominator[order].astype(np.float64),
        group[order].astype(np.int64), size, bootstrap.RESAMPLES,
    )  # fmt: skip
    return own, np.moveaxis(drawn, 1, 0)


def _adds_up(sums: Sums, whole: Sums) -> bool:
    """Whether the values share out what everything counts: nothing in two of them, nothing in none."""
    numerator = np.allclose(sums.own[..., 0].sum(axis=1), whole.own[..., 0].sum(axis=1), rtol=1e-9)
    if sums.shared:
        return bool(numerator)
    return bool(numerator and np.allclose(sums.own[..., 1].sum(axis=1), whole.own[..., 1].sum(axis=1), rtol=1e-9))


class Apart(NamedTuple):
    """What each value did, float64[..., values]."""

    total: Floats
    mix: Floats
    rate: Floats


def taken_apart(sums: Floats, shared: bool) -> Apart:
    """From numerators and denominators, float64[..., 2 (before, after), values, 2], to what each value did."""
    with np.errstate(divide="ignore", invalid="ignore"):
        if shared:
            figures = sums[..., 0] / sums[..., 1]
            change = figures[..., 1, :] - figures[..., 0, :]
            return Apart(change, np.zeros_like(change), change)
        whole = sums[..., 1].sum(axis=-1, keepdims=True)
        share = sums[..., 1] / whole
        middle = (sums[..., 0].sum(axis=-1, keepdims=True) / whole).mean(axis=-2)
        rate = sums[..., 0] / sums[..., 1]
    one, other = rate[..., 0, :], rate[..., 1, :]
    one, other = np.where(np.isnan(one), other, one), np.where(np.isnan(other), one, other)
    one, other = np.nan_to_num(one), np.nan_to_num(other)
    by_rate = share.mean(axis=-2) * (other - one)
    by_mix = (share[..., 1, :] - share[..., 0, :]) * ((one + other) / 2 - middle)
    return Apart(by_rate + by_mix, by_mix, by_rate)


def _apart(sums: Sums, what: Asked) -> tuple[Contribution, ...]:
    own, drawn = taken_apart(sums.own, sums.shared), taken_apart(sums.drawn, sums.shared)
    with np.errstate(divide="ignore", invalid="ignore"):
        rates = sums.own[..., 0] / sums.own[..., 1] * what.factor
        shares = sums.own[..., 1] / (sums.own[..., 1].sum(axis=1, keepdims=True) if not sums.shared else 1)
    rows = []
    for k, name in enumerate(sums.names):
        n = int(sums.own[:, k, 1].sum())
        total, mix, rate = (
            _ranged(float(one[k]), many[:, k], n, what.factor) for one, many in zip(own, drawn, strict=True)
        )
        share = shares[:, k] if not sums.shared else np.full(2, np.nan)
        figures = (float(share[0]), float(share[1]), float(rates[0, k]), float(rates[1, k]))
        rows.append(Contribution(name, total, mix, rate, *figures))
    return tuple(sorted(rows, key=lambda row: (-abs(row.total.value), row.name)))


def _ranged(value: float, drawn: Floats, n: int, factor: float) -> Estimate:
    known = drawn[np.isfinite(drawn)]
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(known, [tail, 1 - tail]).tolist() if len(known) else (np.nan, np.nan)
    if not low < high:
        low = high = float("nan")
    return Estimate(value * factor, low * factor, high * factor, n, bootstrap.METHOD)


def _first(sums: Floats) -> Floats:
    return np.asarray(sums[..., 0, 0, 0] / sums[..., 0, 0, 1])


def _last(sums: Floats) -> Floats:
    return np.asarray(sums[..., 1, 0, 0] / sums[..., 1, 0, 1])


def _change(sums: Floats) -> Floats:
    return _last(sums) - _first(sums)


def _estimate(of: Any, whole: Sums, what: Asked) -> Estimate:
    n = int(whole.own[..., 1].sum())
    with np.errstate(divide="ignore", invalid="ignore"):
        return _ranged(float(of(whole.own)), of(whole.drawn), n, what.factor)
