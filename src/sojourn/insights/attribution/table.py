"""Paths that somebody has counted already: a table with one row for each path."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import isfinite

import numpy as np

from sojourn.errors import UsageError
from sojourn.insights.attribution.records import Paths

Row = Sequence[object] | Mapping[str, object]
"""(path, conversions, nulls) or (path, conversions, nulls, value), or a mapping with these words."""
WORDS = {
    "path": ("path",),
    "conversions": ("conversions", "total_conversions"),
    "nulls": ("nulls", "total_null"),
    "value": ("value", "total_conversion_value"),
}


def paths_of_table(rows: Iterable[Row], separator: str = ">") -> Paths:
    """Paths from rows; a path is a text such as "ads > email > ads", or a list of names.

    Raises UsageError naming the row (from 1) that cannot be read.
    """
    code_of: dict[str, int] = {}
    codes: list[int] = []
    stops, counts = [], []
    for number, row in enumerate(rows, 1):
        path, *figures = _fields(row, number)
        names = _names(path, separator, number)
        codes += [code_of.setdefault(name, len(code_of)) for name in names]
        stops.append(len(codes))
        counts.append(tuple(_count(figure, number) for figure in figures))
    if not stops:
        raise UsageError("This table has no paths. Give rows of path, conversions, nulls and, if known, value.")
    won, lost, value = np.array(counts, np.float64).T
    places = np.arange(len(stops))
    return Paths(
        tuple(code_of), np.array(codes, np.int64), np.full(len(codes), np.nan), np.array(stops, np.int64),
        won, lost, value, places, by_path=True,
    )  # fmt: skip


def _fields(row: Row, number: int) -> tuple[object, object, object, object]:
    """Path, conversions, nulls and value of a row."""
    if isinstance(row, Mapping):
        found = [next((row[name] for name in names if name in row), None) for names in WORDS.values()]
        if found[0] is None or found[1] is None:
            raise UsageError(f"Row {number} of the table has no path or no conversions. Columns: {', '.join(row)}.")
        return found[0], found[1], found[2] or 0, found[3] or 0
    if not 2 <= len(row) <= 4 or isinstance(row, str):
        raise UsageError(f"Row {number} of the table has {len(row)} fields. Give path, conversions, nulls and value.")
    nulls, value = (*row[2:], 0, 0)[:2]
    return row[0], row[1], nulls, value


def _names(path: object, separator: str, number: int) -> list[str]:
    parts = path.split(separator) if isinstance(path, str) else path
    if not isinstance(parts, Iterable):
        raise UsageError(f'Row {number} of the table: a path is a text such as "ads > email", not {path!r}.')
    names = [str(part).strip() for part in parts]
    if not names or not all(names):
        raise UsageError(f"Row {number} of the table: the path has an empty name ({path!r}). Take the row out.")
    return names


def _count(figure: object, number: int) -> float:
    try:
        count = float(figure)  # type: ignore[arg-type]  # what cannot be a number is told below
    except (TypeError, ValueError):
        count = -1.0
    if not isfinite(count) or count < 0:
        raise UsageError(f"Row {number} of the table: {figure!r} is no count. Give numbers from 0 on.")
    return count
