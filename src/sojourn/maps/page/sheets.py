"""A wide map on paper: cut into tables of a few columns each, with the lanes' names beside every one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil

import msgspec

from sojourn.maps.page.table import Group, Row, Table

MOST = 12
"""Columns that a sheet of A3 has room for, so that words keep their size. The page's script cuts at the same number."""


def sheets(table: Table, most: int = MOST) -> tuple[Table, ...]:
    """The table in as few parts as there must be, all about as wide; what is said once stands in the last."""
    columns = len(table.columns)
    if columns <= most:
        return (table,)
    wide = ceil(columns / ceil(columns / most))
    return tuple(_part(table, start, min(start + wide, columns)) for start in range(0, columns, wide))


def _part(table: Table, start: int, stop: int) -> Table:
    return Table(
        table.columns[start:stop],
        tuple(_row(row, start, stop) for row in table.rows),
        tuple(_groups(table.groups, start, stop)),
        table.empty if stop == len(table.columns) else "",
    )


def _row(row: Row, start: int, stop: int) -> Row:
    return msgspec.structs.replace(row, boxes=row.boxes[start:stop], curve=row.curve[start:stop])


def _groups(groups: Sequence[Group], start: int, stop: int) -> Iterator[Group]:
    """What of each phase's steps stands in the part."""
    first = 0
    for group in groups:
        span = min(stop, first + group.span) - max(start, first)
        if span > 0:
            yield Group(group.title, span)
        first += group.span
