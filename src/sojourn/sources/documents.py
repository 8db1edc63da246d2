"""Documents: sources whose rows are JSON objects with keys of their own. They are stored first, so that all keys are
known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec
import pyarrow as pa

from sojourn.sources.scratch import Scratch, literal
from sojourn.sources.table import Column, Table

Record = tuple[int, str | None, str | None]
"""The place of a row, and either its body (a JSON object) or its original text, where it is none."""

DOCUMENT = pa.schema([("place", pa.int64()), ("body", pa.string()), ("broken", pa.string())])
"""Records as Arrow batches. A body that turns out to be no JSON object is taken as broken, a blank one as none."""

_CHUNK = 50_000


def documents(opened: Scratch, batches: Iterable[pa.RecordBatch]) -> Table:
    """Store DOCUMENT batches and return them as a table whose columns are the objects' keys, in order of appearance."""
    opened.connection.execute("CREATE TABLE documents (place BIGINT, body VARCHAR, broken VARCHAR)")
    for batch in batches:
        opened.register("chunk", batch)
        opened.connection.execute(_INSERT_CHECKED)
    keys = [key for key, _ in opened.rows(_KEYS)]
    (rows,) = opened.rows("SELECT count(*) FROM documents")[0]
    members = "".join(f", {member(key)} AS k{i}" for i, key in enumerate(keys))
    relation = f"(SELECT place, body, broken{members} FROM documents)"
    columns = tuple(Column(key, f"k{i}", "VARCHAR") for i, key in enumerate(keys))
    return Table(relation, columns, body="body", place="place", expected_rows=rows)


def packed(records: Iterable[Record]) -> Iterator[pa.RecordBatch]:
    """Records as DOCUMENT batches."""
    for chunk in _chunks(records):
        places, bodies, broken = zip(*chunk, strict=True)
        arrays = [pa.array(places, pa.int64()), pa.array(bodies, pa.string()), pa.array(broken, pa.string())]
        yield pa.RecordBatch.from_arrays(arrays, schema=DOCUMENT)


# Trimming costs more than parsing, so only rows that do not begin with a brace are trimmed.
_INSERT_CHECKED = """
    INSERT INTO documents
    SELECT place, CASE WHEN fine THEN body END, CASE WHEN NOT fine THEN coalesce(broken, trimmed) END
    FROM (SELECT *, coalesce(json_valid(body) AND starts_with(trimmed, '{'), false) AS fine
          FROM (SELECT *, CASE WHEN starts_with(body, '{') AND json_valid(body) THEN body
                               ELSE trim(body, chr(32) || chr(9) || chr(10) || chr(13)) END AS trimmed
                FROM chunk)
          WHERE broken IS NOT NULL OR trimmed <> '')
"""

_KEYS = """
    SELECT key, min(place) AS first
    FROM (SELECT place, unnest(json_keys(body)) AS key FROM documents WHERE body IS NOT NULL)
    GROUP BY key ORDER BY first, key
"""


def _chunks(records: Iterable[Record]) -> Iterator[list[Record]]:
    chunk: list[Record] = []
    for record in records:
        chunk.append(record)
        if len(chunk) == _CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def member(*keys: str) -> str:
    """SQL for the text of a (nested) member of the document; its address is a JSON pointer (RFC 6901)."""
    pointer = "".join("/" + key.replace("~", "~0").replace("/", "~1") for key in keys)
    return f"json_extract_string(body, {literal(pointer)})"


def json_text(value: object) -> str:
    """A plain value as JSON."""
    return msgspec.json.encode(value).decode()
