"""What every result can do: turn into a dict, an Arrow table or a DataFrame, and show itself."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from html import escape
from typing import Any, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Struct

_KEEP = (datetime, date, timedelta)
_BESIDE = ("groups", "notes")
"""Fields of a measure that stand beside its table, also where the measure itself is the only row."""


class Result(Struct, frozen=True):
    """A frozen record that a measure or a load returns."""

    def records(self) -> tuple[Any, ...]:
        """The records that make the table of this result; by default the first field that is a tuple."""
        for name in self.__struct_fields__:
            value = getattr(self, name)
            if isinstance(value, tuple):
                return value
        return (self,)

    def to_dict(self) -> dict[str, Any]:
        """Plain dicts, lists, numbers, texts, datetimes and timedeltas."""
        plain: dict[str, Any] = msgspec.to_builtins(self, builtin_types=_KEEP)
        return plain

    def to_arrow(self) -> Any:
        """This result as a pyarrow.Table; an estimate becomes columns `name.value`, `name.low` ...

        The columns of a table without rows have their names and no type.
        """
        import pyarrow as pa

        rows = self._rows()
        return (pa.Table.from_pylist(rows) if rows else pa.Table.from_pylist([self._no_row()]).slice(0, 0)).flatten()

    def to_pandas(self) -> Any:
        """The table of this result as a pandas DataFrame, if pandas is installed."""
        return self.to_arrow().to_pandas()

    def _repr_html_(self) -> str:
        """How a notebook shows it."""
        table = self.to_arrow()
        if not len(table):
            return "<p>Nothing.</p>"
        head = "".join(f"<th>{escape(name)}</th>" for name in table.column_names)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(_shown(cell))}</td>" for cell in row.values()) + "</tr>"
            for row in table.slice(0, 50).to_pylist()
        )
        more = f"<p>{len(table) - 50} more rows: use .to_pandas()</p>" if len(table) > 50 else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"

    def _rows(self) -> list[dict[str, Any]]:
        """The rows of the table."""
        return [msgspec.to_builtins(row, builtin_types=_KEEP) for row in self.records()]

    def _no_row(self) -> dict[str, Any]:
        """The columns of a row, all null."""
        return _nulls(_kind_of_records(type(self)))


class Group(Struct, frozen=True):
    """One value of what a measure was broken down by, and the measure's result for it."""

    value: str
    result: Any


class Measured(Result, frozen=True, kw_only=True):
    """The result of a measure: `groups` holds the same for each value of `by`, `notes` say what to bear in mind."""

    groups: tuple[Group, ...] = ()
    notes: tuple[str, ...] = ()

    def to_arrow(self) -> Any:
        """As of every result; with `by`, a first column `group` is null in the rows of the whole, which come first."""
        return super().to_arrow()

    def _rows(self) -> list[dict[str, Any]]:
        rows = [{name: cell for name, cell in row.items() if name not in _BESIDE} for row in super()._rows()]
        if not self.groups:
            return rows
        of_groups = [{"group": group.value} | row for group in self.groups for row in group.result._rows()]
        return [{"group": None} | row for row in rows] + of_groups

    def _no_row(self) -> dict[str, Any]:
        return {"group": None} | super()._no_row() if self.groups else super()._no_row()


def _kind_of_records(result: type[Result]) -> object:
    """The type of a result's records, as `records` or the first field that is a tuple declares it."""
    declared = get_type_hints(result.records)["return"]
    if result.records is not Result.records:
        return get_args(declared)[0]
    tuples = (field.type for field in msgspec.structs.fields(result) if get_origin(field.type) is tuple)
    return get_args(next(tuples))[0]


def _nulls(kind: object) -> dict[str, Any]:
    """A record of a type with every field null, down to the fields of records in it; {} for other types."""
    if not (isinstance(kind, type) and issubclass(kind, Struct)):
        return {}
    return {field.name: _nulls(field.type) or None for field in msgspec.structs.fields(kind)}


def _shown(cell: object) -> str:
    if isinstance(cell, float):
        return f"{cell:,.4g}"
    return "" if cell is None else str(cell)
