"""What is known of customers: a table with an identifier and one column for each attribute."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa

from sojourn.errors import ColumnsNotFound
from sojourn.identities.kinds import is_blocked, normal_form
from sojourn.sources.reading import table_openers
from sojourn.sources.recognise import IDENTIFIERS, NAMES, first_named, role_of
from sojourn.sources.scratch import scratch
from sojourn.sources.table import Column, Table

KNOWN = pa.schema([("kind", pa.string()), ("value", pa.string()), ("name", pa.string()), ("trait", pa.string())])


def read_customers(
    source: object, columns: Mapping[str, str | None] | None, format_: str | None, folder: Path | None
) -> pa.Table:
    """Attributes as rows (kind and value of an identifier, name, trait); empty cells and blocked identifiers left out.

    Raises ColumnsNotFound where no column names a customer.
    """
    tables = []
    for opener in table_openers(source, format_):
        with scratch(folder, "1GB", "UTC") as opened:
            table = opener(opened)
            kind, who = _who(table, columns or {})
            others = [column for column in table.columns if column.name != who.name]
            selected = ", ".join(f"({column.sql})::varchar" for column in (who, *others))
            rows = opened.rows(f"select {selected} from {table.relation}")
            tables.append(_long(kind, [column.name for column in others], rows))
    return pa.concat_tables(tables)


def _who(table: Table, given: Mapping[str, str | None]) -> tuple[str, Column]:
    """The kind and column of the strongest identifier."""
    asked = {role_of(role): name for role, name in given.items()}
    for kind in IDENTIFIERS:
        names = {column.name: column for column in table.columns}
        found = names.get(asked[kind] or "") if kind in asked else first_named(table.columns, NAMES[kind])
        if found:
            return kind, found
    listed = ", ".join(column.name for column in table.columns)
    raise ColumnsNotFound(
        f'No column names a customer. The columns are: {listed}. Name it: columns={{"customer": "..."}}.'
    )


def _long(kind: str, names: list[str], rows: list[tuple[str | None, ...]]) -> pa.Table:
    long = [
        {"kind": kind, "value": normal_form(kind, who), "name": name, "trait": trait}
        for who, *traits in rows
        if who is not None and not is_blocked(who)
        for name, trait in zip(names, traits, strict=True)
        if trait not in (None, "")
    ]
    return pa.Table.from_pylist(long, KNOWN)
