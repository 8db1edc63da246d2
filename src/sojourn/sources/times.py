"""Times in any common form, as SQL that yields a UTC TIMESTAMP, or NULL where the time cannot be.

Whether 01/02/2026 means January or February is never guessed: some row of the column must decide it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from sojourn.sources.reasons import BLANK, EARLIEST, LATEST
from sojourn.sources.scratch import Scratch, literal, one_of
from sojourn.sources.table import Column, Table

_SAMPLE = 10_000
_CLOCKS = ("", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f", " %I:%M %p", " %I:%M:%S %p")

_ISO = re.compile(r"\d{4}[-/]\d{1,2}[-/]\d{1,2}([ T].*)?")
_COMPACT = re.compile(r"\d{8}T\d{4}(\d\d)?(\.\d+)?(Z|[+-]\d\d(:?\d\d)?)?")
_ZONE = re.compile(r"\d:?\d\d(:\d\d)?([.,]\d+)? ?(Z|UTC|GMT|[+-]\d\d(:?\d\d)?)\)?$", re.IGNORECASE)
_DIGITS = re.compile(r"-?\d+(\.\d+)?(e\+?\d+)?", re.IGNORECASE)
_SLASHED = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})([ ,].*)?")
_DOTTED = re.compile(r"\d{1,2}\.\d{1,2}\.(\d{4}|\d{2})([ ,].*)?")
_WORDED = re.compile(r".*(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.IGNORECASE)


class Time(NamedTuple):
    """How to read one column of times.

    `sql` yields a UTC TIMESTAMP, which may be out of bounds, or NULL; `missing` and `ambiguous` are SQL conditions on
    rows where it is NULL. `naive` says whether (some) times carry no zone.
    """

    sql: str
    missing: str
    ambiguous: str = "false"
    naive: bool = False


def read_times(opened: Scratch, table: Table, column: Column, time_format: str | None) -> Time:
    """Decide, from the column's type and its first values, how its times are to be read."""
    if column.is_text:
        return _text(opened, table, column, time_format)
    missing = f"{column.sql} IS NULL"
    kind = column.type
    if kind == "TIMESTAMP WITH TIME ZONE":
        return Time(f"make_timestamp(epoch_us({column.sql}))", missing)
    if kind.startswith("TIMESTAMP") or kind == "DATE":
        return Time(_localised(opened, f"{column.sql}::TIMESTAMP"), missing, naive=True)
    return Time(f"CASE WHEN isfinite({column.sql}::DOUBLE) THEN {_number(column.sql)} END", missing)


def possible(sql: str) -> str:
    """SQL: whether a TIMESTAMP is one that an event can have."""
    return f"({sql} >= TIMESTAMP '{EARLIEST}' AND {sql} < TIMESTAMP '{LATEST}')"


def _localised(opened: Scratch, sql: str) -> str:
    """A TIMESTAMP without zone, taken in the session's zone, as UTC."""
    zone = opened.rows("SELECT current_setting('TimeZone')")[0][0]
    return sql if zone == "UTC" else f"make_timestamp(epoch_us(({sql})::TIMESTAMPTZ))"


def _number(sql: str) -> str:
    """Seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by size; or 20260131 as a date.

    The bounds lie at the year 5138 in the finer unit and 1973 in the coarser one.
    """
    amount = f"abs({sql}::DOUBLE)"
    micros = (
        f"CASE WHEN {amount} < 100000000000 THEN {sql}::DOUBLE * 1000000 "
        f"WHEN {amount} < 100000000000000 THEN {sql}::DOUBLE * 1000 "
        f"WHEN {amount} < 100000000000000000 THEN {sql} ELSE {sql} / 1000 END"
    )
    eight = f"CASE WHEN {sql} BETWEEN 19000101 AND 29991231 THEN {sql}::BIGINT::VARCHAR END"
    date = f"try_strptime({eight}, '%Y%m%d')"
    return f"coalesce({date}, make_timestamp(TRY_CAST({micros} AS BIGINT)))"


def _text(opened: Scratch, table: Table, column: Column, time_format: str | None) -> Time:
    trimmed = f"trim({column.sql})"
    missing = f"({column.sql} IS NULL OR {one_of(column.sql, BLANK)})"
    if time_format is not None:
        return Time(_utc(opened, trimmed, [time_format]), missing, naive="%z" not in time_format.lower())
    sample = _sample(opened, table, column)
    naive = any(not _ZONE.search(value) and not _DIGITS.fullmatch(value) for value in sample)
    readers, ambiguous = [], "false"
    if any(_ISO.fullmatch(value) for value in sample) or not sample:
        readers.append(_iso(trimmed, sample))
    if any(_DIGITS.fullmatch(value) for value in sample):
        readers.append(_digits(trimmed))
    if any(_COMPACT.fullmatch(value) for value in sample):
        readers.append(_compact(opened, trimmed))
    if any(_DOTTED.fullmatch(value) for value in sample):
        readers.append(_utc(opened, _tidy(trimmed), _with_clocks("%d.%m.%Y", "%d.%m.%y", sample)))
    if any(_SLASHED.fullmatch(value) for value in sample):
        read, ambiguous = _slashed(opened, table, trimmed, sample)
        readers.append(read)
    if any(_WORDED.match(value) for value in sample):
        readers.append(_worded(opened, trimmed))
    return Time(f"coalesce({', '.join(readers or [_iso(trimmed, sample)])}, NULL)", missing, ambiguous, naive)


def _sample(opened: Scratch, table: Table, column: Column) -> list[str]:
    sql = f"SELECT {column.sql} FROM {table.relation} WHERE {column.sql} IS NOT NULL LIMIT {_SAMPLE}"
    values = (value.strip() for (value,) in opened.rows(sql))
    return [value for value in values if value.lower() not in BLANK]


def _iso(text: str, sample: list[str]) -> str:
    """ISO 8601 and near it. A zone after a space, a decimal comma and am/pm need mending, so only where seen."""
    if any("," in value or " +" in value or " -" in value for value in sample):
        text = f"replace(regexp_replace({text}, ' ([+-]\\d)', '\\1'), ',', '.')"
    if any(value[-1:] in "mM" for value in sample):
        halves = ", ".join(f"'{day}{clock}'" for day in ("%Y-%m-%d", "%Y/%m/%d") for clock in _CLOCKS[4:])
        read = f"coalesce(try_strptime({text}, [{halves}])::TIMESTAMPTZ, {_cast(text)})"
        return f"make_timestamp(epoch_us({read}))"
    return f"make_timestamp(epoch_us({_cast(text)}))"


def _cast(text: str) -> str:
    return f"TRY_CAST({text} AS TIMESTAMPTZ)"


def _digits(text: str) -> str:
    long_date = f"try_strptime(CASE WHEN length({text}) = 14 THEN {text} END, '%Y%m%d%H%M%S')"
    whole = _number(f"TRY_CAST(CASE WHEN NOT contains({text}, '.') THEN {text} END AS BIGINT)")
    return f"coalesce({long_date}, {whole}, {_number(f'TRY_CAST({text} AS DOUBLE)')})"


def _compact(opened: Scratch, text: str) -> str:
    """ISO 8601 without signs between, such as 20260131T090500Z."""
    zoned = f"regexp_replace({text}, 'Z$', '+0000')"
    clocks = ["%Y%m%dT%H%M%S", "%Y%m%dT%H%M%S.%f", "%Y%m%dT%H%M"]
    return f"coalesce({_utc(opened, zoned, [one + '%z' for one in clocks])}, {_utc(opened, text, clocks)})"


def _utc(opened: Scratch, text: str, formats: list[str]) -> str:
    listed = ", ".join(literal(one) for one in formats)
    read = f"try_strptime({text}, [{listed}])"
    if any("%z" in one.lower() for one in formats):
        return f"make_timestamp(epoch_us({read}))"
    return _localised(opened, read)


def _tidy(text: str) -> str:
    return f"replace({text}, ', ', ' ')"


def _with_clocks(long_year: str, short_year: str, sample: list[str]) -> list[str]:
    """Formats for a date with every clock; a two-digit year only where the sample has one."""
    short = any(re.fullmatch(r"\d+[./-]\d+[./-]\d\d([ ,].*)?", value) for value in sample)
    days = [short_year] if short else [long_year]
    return [day + clock for day in days for clock in _CLOCKS]


def _slashed(opened: Scratch, table: Table, text: str, sample: list[str]) -> tuple[str, str]:
    """d/m/Y or m/d/Y: the first number over 12 in the sample, else in the whole column, decides."""
    pairs = [(int(m[1]), int(m[2])) for m in map(_SLASHED.fullmatch, sample) if m]
    day_first, month_first = any(a > 12 for a, _ in pairs), any(b > 12 for _, b in pairs)
    first, second = (f"TRY_CAST(regexp_extract({text}, '^(\\d+)[/-](\\d+)[/-]', {i}) AS INTEGER)" for i in (1, 2))
    if not day_first and not month_first:
        seen = opened.rows(f"SELECT bool_or({first} > 12), bool_or({second} > 12) FROM {table.relation}")[0]
        day_first, month_first = bool(seen[0]), bool(seen[1])
    tidy = f"replace({_tidy(text)}, '-', '/')"
    by_day = _utc(opened, tidy, _with_clocks("%d/%m/%Y", "%d/%m/%y", sample))
    by_month = _utc(opened, tidy, _with_clocks("%m/%d/%Y", "%m/%d/%y", sample))
    if day_first != month_first:
        return (by_day if day_first else by_month), "false"
    decided = f"CASE WHEN {first} > 12 OR {first} = {second} THEN {by_day} WHEN {second} > 12 THEN {by_month} END"
    return decided, f"coalesce({first} <= 12 AND {second} <= 12 AND {first} <> {second}, false)"


def _worded(opened: Scratch, text: str) -> str:
    """RFC 2822, Unix `date`, and dates with a month's name; the weekday and commas say nothing new."""
    plain = f"regexp_replace(replace({text}, ',', ''), '^(mon|tue|wed|thu|fri|sat|sun)[a-z]* +', '', 'i')"
    plain = f"regexp_replace({plain}, ' (GMT|UTC|Z|UT)( |$)', ' +0000\\2')"
    zoned = ["%d %b %Y %H:%M:%S %z", "%d %b %Y %H:%M %z", "%b %d %H:%M:%S %z %Y", "%b %d %Y %H:%M:%S %z"]
    days = ["%d %b %Y", "%b %d %Y", "%d-%b-%Y", "%d %B %Y", "%B %d %Y"]
    naive = [day + clock for day in days for clock in _CLOCKS] + ["%b %d %H:%M:%S %Y"]
    return f"coalesce({_utc(opened, plain, zoned)}, {_utc(opened, plain, naive)})"
