"""Everything that no role took, as one JSON object per row; and the whole row as it was, for rejects."""

from __future__ import annotations

from sojourn.sources.documents import json_text
from sojourn.sources.numbers import canonical, canonical_columns
from sojourn.sources.recognise import Roles
from sojourn.sources.scratch import Scratch, literal, quoted
from sojourn.sources.table import Column, Table


def properties(opened: Scratch, table: Table, roles: Roles) -> str | None:
    """SQL for the JSON object of the remaining columns, which `slim` finishes; None where no column remains.

    The members of a column of properties stand beside the others.
    """
    if table.body is not None:
        return _of_document(table.body, roles)
    taken = {column.name for role, column in roles.items() if role != "properties"}
    taken.update(part for name in list(taken) for part in name.split("+"))
    rest = [column for column in table.columns if column.name not in taken]
    given = roles.get("properties")
    rest = [column for column in rest if given is None or column.name != given.name]
    if not rest:
        return None if given is None else (_object(given))
    packed = _packed(opened, table, rest)
    return packed if given is None else f"json_merge_patch({_object(given)}, {packed})"


def original(table: Table) -> str:
    """SQL for the JSON text of the whole original row."""
    if table.body is not None:
        broken = "CASE WHEN json_valid(broken) THEN broken ELSE to_json(broken)::VARCHAR END"
        return f"coalesce({table.body}, {broken})"
    members = ", ".join(f"{quoted(column.name)} := {_finite(column)}" for column in table.columns)
    return f"to_json(struct_pack({members}))::VARCHAR"


def _of_document(body: str, roles: Roles) -> str:
    """The document without the members that roles took; those of its `properties` member stand beside the others."""
    taken = {column.name: None for column in roles.values()}
    rest = f"json_merge_patch({body}, {literal(json_text(taken))})"
    if "properties" not in roles:
        return rest
    nested = f"json_extract({body}, {literal('/' + roles['properties'].name)})"
    return f"json_merge_patch(CASE WHEN json_type({nested}) = 'OBJECT' THEN {nested} ELSE '{{}}' END, {rest})"


def _packed(opened: Scratch, table: Table, rest: list[Column]) -> str:
    numeric = canonical_columns(opened, table, [column for column in rest if column.is_text])
    members = ", ".join(f"{quoted(column.name)} := {_member(column, numeric)}" for column in rest)
    return f"to_json(struct_pack({members}))"


def _member(column: Column, numeric: set[str]) -> str:
    """The value as JSON: numbers written as text become numbers where the whole column is of them."""
    if column.name in numeric:
        number = f"CASE WHEN {canonical(column.sql)} THEN {column.sql} END::JSON"
        return f"coalesce({number}, to_json({column.sql}))"
    if column.is_text:
        return f"nullif({column.sql}, '')"
    return _finite(column)


def _finite(column: Column) -> str:
    if column.type in ("DOUBLE", "FLOAT"):
        return f"CASE WHEN isfinite({column.sql}) THEN {column.sql} END"
    return column.sql


def _object(given: Column) -> str:
    """A column of properties as a JSON object: text that is one, or a struct or map; other text keeps its name."""
    if not given.is_text:
        return f"coalesce(to_json({given.sql}), '{{}}')"
    fine = f"json_valid({given.sql}) AND json_type({given.sql}) = 'OBJECT'"
    kept = f"to_json(struct_pack({quoted(given.name)} := {given.sql}))"
    return f"CASE WHEN {fine} THEN {given.sql}::JSON ELSE {kept} END"


def slim(sql: str) -> str:
    """The JSON text without members that are null, at any depth; NULL for the empty object."""
    text = f"{sql}::VARCHAR"
    # Most rows have no null member, and finding that out is cheaper than a merge.
    slimmed = f"CASE WHEN contains({text}, ':null') THEN json_merge_patch('{{}}', {text})::VARCHAR END"
    return f"nullif(coalesce({slimmed}, {text}), '{{}}')"
