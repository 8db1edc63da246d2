"""What is known of customers: a table with an identifier and one column for each attribute."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa

from sojourn.errors import ColumnsNotFound
from sojourn.identities.kinds import is_blocked, normal_form
from sojourn.sources.reading import table_openers
from sojourn.sources.recognise import IDENTIFIERS, NAMES, first_named, role_of
from sojourn.sources.scratch import Scratch, literal, scratch
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
            tables.append(_long(opened, table, kind, who, others))
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
        f"No column names a customer. The columns are: {listed}. Name it (in Python "
        'columns={"customer": "..."}, in a shell --column customer=...).'
    )


def _long(opened: Scratch, table: Table, kind: str, who: Column, others: list[Column]) -> pa.Table:
    """One row for each customer and attribute, in the order of attributes; made by DuckDB, which may spill."""
    selected = ", ".join(f"({column.sql})::varchar as c{n}" for n, column in enumerate((who, *others)))
    opened.connection.execute(f"create temp table wide as select {selected} from {table.relation}")
    opened.register("spelled", _spelled(opened, kind))
    parts = [KNOWN.empty_table()]
    for n, column in enumerate(others, 1):
        query = f"""select {literal(kind)} as kind, s.value, {literal(column.name)} as name, w.c{n} as trait
                    from wide w join spelled s on s.given = w.c0 where w.c{n} <> '' order by w.rowid"""
        parts.append(opened.connection.sql(query).to_arrow_table().cast(KNOWN))
    return pa.concat_tables(parts)


def _spelled(opened: Scratch, kind: str) -> pa.Table:
    """Each different identifier as it was `given`, and its normal form as `value`; without those that name nobody."""
    distinct = opened.connection.sql("select distinct c0 from wide where c0 is not null").to_arrow_table()
    given = [who for who in distinct["c0"].to_pylist() if not is_blocked(who)]
    value = [normal_form(kind, who) for who in given]
    return pa.table({"given": pa.array(given, pa.string()), "value": pa.array(value, pa.string())})
