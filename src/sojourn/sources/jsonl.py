"""JSON lines, packed or not, or one top-level JSON array; events as Segment's SDKs send them are
recognised.
"""

from __future__ import annotations

import codecs
import gzip
import json
import zlib
from collections.abc import Iterator
from pathlib import Path

from sojourn.errors import UnreadableSource
from sojourn.sources.records import encoded
from sojourn.sources.scratch import Scratch, documents, member
from sojourn.sources.table import Column, Table
from sojourn.sources.text import broken_gzip, chunks_of, open_bytes, plain_text

Record = tuple[int, str | None, str | None]

_CALLS = {"page": "Page Viewed", "screen": "Screen Viewed", "identify": "Customer Identified"}
_NESTED = {
    "value": tuple(("properties", name) for name in ("revenue", "value", "total", "price")),
    "currency": (("properties", "currency"),),
    "email": (("traits", "email"), ("context", "traits", "email"), ("properties", "email")),
    "phone": (("traits", "phone"), ("context", "traits", "phone")),
}


def open_jsonl(opened: Scratch, path: Path) -> Table:
    """A file of JSON objects as a table of documents; lines that are none are kept as broken rows.

    Raises UnreadableSource where an array or a packed file breaks off, or no line at all is an object.
    """
    text = plain_text(path, opened.folder)[0] if _is_utf16(path) else path
    first = _first_sign(text)
    table = documents(opened, _array(text, path) if first == "[" else _lines(text))
    if not table.columns:
        raise UnreadableSource(
            f"{path} has no JSON object on any line. Write one object a line, or one array of objects."
        )
    return _segment(opened, table)


def _is_utf16(path: Path) -> bool:
    return next(chunks_of(path), b"")[:2] in (b"\xff\xfe", b"\xfe\xff")


def _first_sign(path: Path) -> str:
    for chunk in chunks_of(path):
        if start := chunk.decode("utf-8", "ignore").lstrip("\ufeff \t\r\n"):
            return start[0]
    return ""


def _lines(path: Path) -> Iterator[Record]:
    """One record a line; blank lines count, but are none. NaN, which is not JSON, is read as null."""
    done = 0
    try:
        with open_bytes(path) as file:
            for place, line in enumerate(file, start=1):
                done += len(line)
                if stripped := line.strip().removeprefix(b"\xef\xbb\xbf"):
                    yield _line(place, stripped)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise broken_gzip(path, done, error) from error


def _line(place: int, line: bytes) -> Record:
    try:
        text = line.decode()
        if b"NaN" in line or b"Infinity" in line:
            return next((place, body, broken) for _, body, broken in encoded([json.loads(text)]))
    except UnicodeDecodeError:
        return place, None, line.decode("utf-8", "replace")
    except ValueError:
        return place, None, text
    return place, text, None


def _array(text: Path, path: Path) -> Iterator[Record]:
    """The objects of one top-level array, without holding more than a piece of the file.

    Raises UnreadableSource where the array breaks off or is no JSON, with the number of objects before it.
    """
    return encoded(_items(text, path))


def _items(text: Path, path: Path) -> Iterator[object]:
    decoder = json.JSONDecoder()
    buffer, count = "", 0
    pieces = _decoded(text)
    buffer = next(pieces, "").lstrip("\ufeff \t\r\n")[1:]
    while True:
        buffer = buffer.lstrip(" \t\r\n,")
        if buffer.startswith("]"):
            return
        try:
            item, end = decoder.raw_decode(buffer)
            if end == len(buffer):
                raise ValueError("a number may go on in the next piece")
        except ValueError as error:
            piece = next(pieces, None)
            if piece is None:
                raise UnreadableSource(
                    f"{path} breaks off or is no JSON after {count} objects of its array ({error}). Write it again."
                ) from error
            buffer += piece
            continue
        yield item
        count, buffer = count + 1, buffer[end:]


def _decoded(path: Path) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    for chunk in chunks_of(path):
        yield decoder.decode(chunk)


def _segment(opened: Scratch, table: Table) -> Table:
    """Calls other than "track" get an event name; value, currency, e-mail are also found one level down."""
    by_name = {column.name: column for column in table.columns}
    if not {"properties", "context", "traits"} & by_name.keys():
        return table
    columns = list(table.columns)
    if "type" in by_name and {"messageId", "anonymousId", "userId"} & by_name.keys():
        cases = " ".join(f"WHEN '{kind}' THEN '{name}'" for kind, name in _CALLS.items())
        event = f"coalesce({member('event')}, CASE {member('type')} {cases} END)"
        columns = [column for column in columns if column.name != "event"]
        columns.append(Column("event", event, "VARCHAR"))
    for role, addresses in _NESTED.items():
        found = [address for address in addresses if _is_there(opened, address)]
        if role not in by_name and found:
            read = ", ".join(member(*address) for address in found)
            columns.append(Column(role, f"coalesce({read}, NULL)", "VARCHAR"))
    return table._replace(columns=tuple(columns))


def _is_there(opened: Scratch, address: tuple[str, ...]) -> bool:
    return bool(opened.rows(f"SELECT 1 FROM documents WHERE {member(*address)} IS NOT NULL LIMIT 1"))
