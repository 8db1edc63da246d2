"""What every result can do: turn into a dict, an Arrow table or a DataFrame, and show itself."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from html import escape
from typing import Any

import msgspec
from msgspec import Struct

_KEEP = (datetime, date, timedelta)


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
        """This result as a pyarrow.Table; an estimate becomes columns `name.value`, `name.low` ..."""
        import pyarrow as pa

        plain = [msgspec.to_builtins(row, builtin_types=_KEEP) for row in self.records()]
        return pa.Table.from_pylist(plain).flatten()

    def to_pandas(self) -> Any:
        """The table of this result as a pandas DataFrame, if pandas is installed."""
        return self.to_arrow().to_pandas()

    def _repr_html_(self) -> str:
        """How a notebook shows it."""
        table = self.to_arrow()
        head = "".join(f"<th>{escape(name)}</th>" for name in table.column_names)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(_shown(cell))}</td>" for cell in row.values()) + "</tr>"
            for row in table.slice(0, 50).to_pylist()
        )
        more = f"<p>{len(table) - 50} more rows: use .to_pandas()</p>" if len(table) > 50 else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"


class Group(Struct, frozen=True):
    """One value of what a measure was broken down by, and the measure's result for it."""

    value: str
    result: Any


class Measured(Result, frozen=True, kw_only=True):
    """The result of a measure: `groups` holds the same for each value of `by`, `notes` say what to bear in mind."""

    groups: tuple[Group, ...] = ()
    notes: tuple[str, ...] = ()


def _shown(cell: object) -> str:
    if isinstance(cell, float):
        return f"{cell:,.4g}"
    return "" if cell is None else str(cell)
