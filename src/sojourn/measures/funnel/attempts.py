"""The attempt that is reported of every unit of a view: prepares arrays for the kernel that fits the question."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sojourn.engines.units import Units
from sojourn.journeys.partition import Array
from sojourn.journeys.stretches import laid_out
from sojourn.journeys.view import View
from sojourn.measures.funnel.asking import Match, Question
from sojourn.measures.funnel.kernel import Entries, Ints, Rules, look_up, ordered, plain, unordered

Bits = NDArray[np.uint32]


def attempts(question: Question, units: Units, view: View) -> Ints:
    """Where in the view each unit's attempt took each step, int64[units, steps]; -1 where it did not."""
    clock = np.arange(len(view.steps[question.over])) if question.by_steps else view.steps["occurred_at"]
    rules, n = question.rules, len(question.steps)
    if question.is_plain and all(match.where is None for match in question.steps):
        table = _bits_by_name(question.steps, question.over, units)
        return _plain(table, view.steps[question.over], clock, view, n, rules)
    bits = bits_of(question.steps, question.over, units, view)
    if question.is_plain:
        distinct, codes = np.unique(bits, return_inverse=True)
        return _plain(distinct, codes, clock, view, n, rules)
    kernel = unordered if question.order == "unordered" else ordered
    places: Ints = kernel(_entries(question, units, view, bits, clock), rules, len(view.begin))
    return places


def _plain(table: Bits, codes: Array, clock: Ints, view: View, steps: int, rules: Rules) -> Ints:
    places: Ints = plain(table, codes, clock, view.begin, view.end, steps, rules.within, rules.first)
    return places


def _bits_by_name(matches: Sequence[Match], over: str, units: Units) -> Bits:
    """Bit k tells whether a name is one that `matches[k]` asks for, uint32[names]."""
    table = np.zeros(len(units.names(over)), np.uint32)
    for k, match in enumerate(matches):
        wanted = slice(None) if match.names is None else codes_of(match.names, over, units)
        table[wanted] |= np.uint32(1 << k)
    return table


def bits_of(matches: Sequence[Match], over: str, units: Units, view: View) -> Bits:
    """Bit k of each step of the view tells whether it is what `matches[k]` asks for, uint32[steps]."""
    bits: Bits = look_up(_bits_by_name(matches, over, units), view.steps[over])
    for k, match in enumerate(matches):
        if match.where is not None:
            bits[~units.matching(match.where, view)] &= ~np.uint32(1 << k)
    return bits


def codes_of(words: Sequence[str], over: str, units: Units) -> list[int]:
    """Codes of all the names that any of the words stands for."""
    return [code for word in words for code in units.codes_named(word, over)]


def _entries(question: Question, units: Units, view: View, bits: Bits, clock: Ints) -> Entries:
    place = np.flatnonzero(bits)
    begin, end = np.searchsorted(place, view.begin), np.searchsorted(place, view.end)
    unit = np.arange(len(begin))
    if question.same is not None:
        place, begin, end, unit = _by_value(question.same, units, view, place, begin, end)
    forbidden = bits_of(question.exclusions, question.over, units, view)
    barred = [_last_before((forbidden >> np.uint32(e)) & 1 > 0, place) for e in range(len(question.exclusions))]
    return Entries(
        begin=begin,
        end=end,
        unit=unit,
        place=place,
        bits=bits[place],
        clock=clock[place],
        time=view.steps["occurred_at"][place],
        barred=np.array(barred, np.int64).reshape(len(barred), len(place)),
    )


def _by_value(
    field: str, units: Units, view: View, place: Ints, begin: Ints, end: Ints
) -> tuple[Ints, Ints, Ints, Ints]:
    """Cut each unit's entries into slices of one value, in order of time; an entry without one is alone."""
    lengths = end - begin
    unit = np.repeat(np.arange(len(begin)), lengths)
    place = place[laid_out(begin, lengths)]
    column = units.coded(field, view)
    missing = np.array([name in (None, "") for name in column.names], np.bool_)
    value = column.codes[place].astype(np.int64)
    value = np.where(missing[value], -1 - np.arange(len(value)), value)
    order = np.lexsort((value, unit))
    place, unit, value = place[order], unit[order], value[order]
    fresh = np.flatnonzero(np.r_[True, (unit[1:] != unit[:-1]) | (value[1:] != value[:-1])][: len(place)])
    return place, fresh, np.r_[fresh[1:], len(place)][: len(fresh)], unit[fresh]


def _last_before(wanted: NDArray[np.bool_], place: Ints) -> Ints:
    """Of each place the last one before it that is wanted, -1 where there is none."""
    last = np.r_[-1, np.maximum.accumulate(np.where(wanted, np.arange(len(wanted)), -1))]
    before: Ints = last[place]
    return before
