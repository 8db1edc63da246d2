"""What was known of a unit before it could be exposed: who it is, what it had done and said, where and when it was.

Never how long its path became: that is decided after the exposure, and by it. Only attributes of customers are taken,
and of these none that was made of their behaviour, and not segments: both may come from what they did afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite, isnan, nan, pi
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sojourn.effects.levels import Codes, Levels, levels_of, most_frequent
from sojourn.effects.records import Floats, Ints, Mask
from sojourn.effects.risk_sets import RiskSet
from sojourn.engines.units import Units
from sojourn.journeys.fields import Field
from sojourn.journeys.from_behaviour import before_all
from sojourn.journeys.view import View
from sojourn.periods import DAY, HOUR

COMMON = 12
"""So many of the most frequent events have their history counted."""
ENTRIES = 8
"""So many of the events with which most units begin have a column."""
EVERY = slice(None)
_EARLIER = (1, 2, 3)
_WEEK = 7


class Known(NamedTuple):
    """What covariates are made of, decided once for a log: codes of `events` with their `names`, and `attributes`.

    `entries` are codes of the events with which most units begin; `channels` all codes, by name. `properties` and those
    of `numbers` are taken as they are at a unit's first step. `in_order`: units of a customer follow each other in
    time, so that earlier ones are history.
    """

    events: tuple[int, ...]
    names: tuple[str, ...]
    attributes: tuple[Levels, ...]
    entries: tuple[int, ...]
    channels: tuple[int, ...]
    in_order: bool
    properties: tuple[Levels, ...]
    numbers: tuple[str, ...]


class Columns(NamedTuple):
    """Columns float64[rows, p] with their names."""

    values: Floats
    names: tuple[str, ...]


class _Past(NamedTuple):
    """Of a view: where each unit's customer begins, running counts of events, positions of the last score and value."""

    start: Ints
    counts: dict[int, NDArray[np.int32]]
    score: Ints
    value: Ints


def known(units: Units, also: Sequence[int] = (), properties: Sequence[str] = ()) -> Known:
    """The most frequent events of a log, and `also` others, and the attributes of its customers with several values."""
    events = units.names("event")
    tallies = units.collect(lambda view: _tally(view, len(events)))
    steps, entries = (np.sum([tally[side] for tally in tallies], axis=0) for side in (0, 1))
    chosen = tuple(dict.fromkeys([*most_frequent(steps, events, COMMON), *also]))
    channels = units.names("channel")
    attributes = [name for name in before_all(units.manifest.attributes) if _says_something(units, name)]
    numbers = [name for name in properties if _is_number(units, name)]
    return Known(
        chosen,
        tuple(events[code] for code in chosen),
        tuple(_of_attribute(units, name) for name in attributes),
        most_frequent(entries, events, ENTRIES),
        tuple(sorted(range(len(channels)), key=lambda code: str(channels[code]))),
        units.definition.case is None or units.unit == "customer",
        tuple(_of_property(units, name) for name in properties if name not in numbers),
        tuple(numbers),
    )


def _tally(view: View, size: int) -> tuple[Ints, Ints]:
    """Steps, and first steps of units, by event."""
    event = view.steps["event"]
    return np.bincount(event[view.positions()], minlength=size), np.bincount(event[view.begin], minlength=size)


def _says_something(units: Units, name: str) -> bool:
    """Not a name of its own for nearly everybody, such as an address."""
    return 2 <= len(units.manifest.segments.get(name, ())) <= 200


def covariates(units: Units, view: View, rows: RiskSet, known: Known, outcome: Mask) -> Columns:
    """The covariates of some rows; `outcome` bool[steps] are the steps that end a unit well."""
    past = _past(units, view, known)
    parts = [
        _history(view, rows, known, past),
        _earlier(view, rows, past, outcome, known),
        _time(view, rows, past),
        _last(view, rows, past),
        _place(units, view, rows, known),
        *(_levels(one, _customers_codes(view, one.name, rows.unit)) for one in known.attributes),
        *(_levels(one, _first_codes(units, view, one.name, rows.unit)) for one in known.properties),
        *(_number(units, view, rows, name) for name in known.numbers),
    ]
    values = np.concatenate([part.values for part in parts], axis=1)
    return Columns(values, tuple(name for part in parts for name in part.names))


def _past(units: Units, view: View, known: Known) -> _Past:
    return units.once(f"past of {known.events}", view, lambda one: _made(one, known))


def _made(view: View, known: Known) -> _Past:
    event = view.steps["event"]
    counts = {code: np.r_[0, np.cumsum(event == code, dtype=np.int32)].astype(np.int32) for code in known.events}
    fresh = np.r_[True, view.customer[1:] != view.customer[:-1]] if len(view.customer) else np.zeros(0, np.bool_)
    of_customer = np.maximum.accumulate(np.where(fresh, np.arange(len(fresh)), 0))
    start = view.begin[of_customer] if known.in_order else view.begin
    return _Past(start, counts, _latest(view.steps["score"]), _latest(view.steps["value"]))


def _latest(column: NDArray[np.floating]) -> Ints:
    """For each position the last one up to it at which something is said; -1: none."""
    said = np.where(np.isnan(column), -1, np.arange(len(column)))
    found: Ints = np.maximum.accumulate(said) if len(said) else said
    return found


def _history(view: View, rows: RiskSet, known: Known, past: _Past) -> Columns:
    """How often each common event came up to the last step that counts, as log(1 + n)."""
    start, upto = past.start[rows.unit], rows.last + 1
    columns = [np.log1p(past.counts[code][upto] - past.counts[code][start]) for code in known.events]
    return Columns(_stacked(columns, len(upto)), tuple(f"earlier {name}" for name in known.names))


def _earlier(view: View, rows: RiskSet, past: _Past, outcome: Mask, known: Known) -> Columns:
    """How many outcomes the customer had before this unit: 1, 2, 3 or more, a column each."""
    running = np.r_[0, np.cumsum(outcome)]
    n = running[view.begin[rows.unit]] - running[past.start[rows.unit]]
    columns = [(n == level) if level < _EARLIER[-1] else (n >= level) for level in _EARLIER]
    return Columns(_stacked(columns, len(n)), tuple(f"outcomes before={level}" for level in _EARLIER))


def _time(view: View, rows: RiskSet, past: _Past) -> Columns:
    """Days since the customer's first step and since the unit's first, time of day, day of the week."""
    occurred_at = view.steps["occurred_at"]
    now = occurred_at[_here(view, rows)]
    since_first = (now - occurred_at[past.start[rows.unit]]) / DAY
    since_begin = (now - occurred_at[view.begin[rows.unit]]) / HOUR
    angle = 2 * pi * (now % DAY) / DAY
    weekday = (now // DAY + 3) % _WEEK
    columns = [np.log1p(since_first), np.log1p(since_begin), np.sin(angle), np.cos(angle)]
    columns += [weekday == day for day in range(1, _WEEK)]
    names = ("days since the first step", "hours under way", "time of day=sin", "time of day=cos")
    return Columns(_stacked(columns, len(now)), (*names, *(f"day of the week={day}" for day in range(1, _WEEK))))


def _here(view: View, rows: RiskSet) -> Ints:
    """Where and when a unit is: at its last step that counts, or at its first where none does yet."""
    return np.maximum(rows.last, view.begin[rows.unit])


def _last(view: View, rows: RiskSet, past: _Past) -> Columns:
    """The last score and value that were known; 0 with a column that says so where there was none."""
    columns: list[NDArray[np.generic]] = []
    for latest, column in ((past.score, "score"), (past.value, "value")):
        at = latest[np.maximum(rows.last, 0)]
        said = (at >= past.start[rows.unit]) & (rows.last >= 0)
        number = np.where(said, view.steps[column][np.maximum(at, 0)], 0).astype(np.float64)
        columns += [np.sign(number) * np.log1p(np.abs(number)) if column == "value" else number, said]
    names = ("last score", "last score=known", "last value", "last value=known")
    return Columns(_stacked(columns, len(rows.at)), names)


def _place(units: Units, view: View, rows: RiskSet, known: Known) -> Columns:
    """With which event and on which channel the unit began, and on which channel it is.

    Neither is known where only what came before the unit is.
    """
    first = view.begin[rows.unit]
    begun = rows.last >= first
    channel, names = view.steps["channel"], units.names("channel")
    opening = view.steps["event"][first]
    events = units.names("event")
    columns = [begun & (opening == code) for code in known.entries]
    labels = [f"began with={events[code]}" for code in known.entries]
    for said, codes in (("began on", channel[first]), ("channel", channel[_here(view, rows)])):
        columns += [begun & (codes == code) for code in known.channels]
        labels += [f"{said}={names[code]}" for code in known.channels]
    return Columns(_stacked(columns, len(first)), tuple(labels))


def _of_attribute(units: Units, name: str) -> Levels:
    return levels_of(units, name, units.manifest.segments[name], lambda view: _customers_codes(view, name, EVERY))


def _customers_codes(view: View, name: str, unit: Ints | slice) -> Codes:
    """The value of an attribute of some units' customers."""
    found: Codes = view.customers.segments[name][view.customer[unit]]
    return found


def _of_property(units: Units, name: str) -> Levels:
    words = _field(units, name).names
    return levels_of(units, name, words, lambda view: _first_codes(units, view, name, EVERY))


def _first_codes(units: Units, view: View, name: str, unit: Ints | slice) -> Codes:
    """The value of a property at the first step of some units."""
    found: Codes = _field(units, name).of(view.steps["seq"][view.begin[unit]])
    return found


def _field(units: Units, name: str) -> Field:
    return units.field(name.removeprefix("property:"))


def _levels(levels: Levels, codes: Codes) -> Columns:
    return Columns(_stacked(levels.of(codes), len(codes)), levels.names)


def _is_number(units: Units, name: str) -> bool:
    """Whether all values of a property are numbers."""
    words = _field(units, name).names[1:]
    return len(words) > 0 and not any(isnan(_parsed(word)) for word in words)


def _number(units: Units, view: View, rows: RiskSet, name: str) -> Columns:
    """A property at the first step of each unit as a number, 0 with a column that says so where there is none."""
    codes = _first_codes(units, view, name, rows.unit)
    values = np.array([0.0, *map(_parsed, _field(units, name).names[1:])])[codes]
    return Columns(_stacked([values, codes > 0], len(codes)), (name, f"{name}=known"))


def _parsed(word: str | None) -> float:
    try:
        number = float(word or "nan")
    except ValueError:
        return nan
    return number if isfinite(number) else nan


def _stacked(columns: Sequence[NDArray[np.generic]], rows: int) -> Floats:
    """Columns side by side, float64[rows, columns]; also where there is none."""
    return np.column_stack(columns).astype(np.float64) if columns else np.zeros((rows, 0))


def joined(parts: Sequence[Columns]) -> Columns:
    """The rows of several partitions; a column that one of them does not have is 0 there."""
    names = tuple(dict.fromkeys(name for part in parts for name in part.names))
    values = np.zeros((sum(len(part.values) for part in parts), len(names)))
    row = 0
    for part in parts:
        places = [names.index(name) for name in part.names]
        values[row : row + len(part.values), places] = part.values
        row += len(part.values)
    return Columns(values, names)
