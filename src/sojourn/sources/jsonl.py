"""JSON lines, packed or not, or one top-level JSON array; events as Segment's SDKs send them are recognised."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import numpy as np
import pyarrow as pa

from sojourn.errors import UnreadableSource
from sojourn.sources.documents import DOCUMENT, Record, documents, member, packed
from sojourn.sources.records import encode, encoded
from sojourn.sources.scratch import Scratch
from sojourn.sources.table import Column, Table
from sojourn.sources.text import chunks_of, plain_text

_LINE_END = ord("\n")
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


def _lines(path: Path) -> Iterator[pa.RecordBatch]:
    """Documents, a piece of the file at a time; only pieces with something odd are looked at line by line."""
    place = 1
    for piece in _whole_lines(path):
        if b"NaN" in piece or b"Infinity" in piece or not _is_utf8(piece):
            lines = piece.splitlines()
            yield from packed(map(_line, count(place), lines))
            place += len(lines)
        else:
            bodies = _cut(piece)
            places = pa.array(np.arange(place, place + len(bodies)))
            nothing = pa.nulls(len(bodies), pa.string())
            yield pa.RecordBatch.from_arrays([places, bodies, nothing], schema=DOCUMENT)
            place += len(bodies)


def _cut(piece: bytes) -> pa.Array:
    """The lines of a piece with their line ends, which are blanks to JSON: the piece itself and where lines begin."""
    ends = np.flatnonzero(np.frombuffer(piece, np.uint8) == _LINE_END) + 1
    offsets = np.concatenate(([0], ends, [len(piece)][: not piece.endswith(b"\n")])).astype(np.int32)
    return pa.StringArray.from_buffers(len(offsets) - 1, pa.py_buffer(offsets), pa.py_buffer(piece))


def _whole_lines(path: Path) -> Iterator[bytes]:
    """Pieces of a file that end where a line ends."""
    held = b""
    for number, chunk in enumerate(chunks_of(path)):
        piece, end, rest = (held + chunk.removeprefix(codecs.BOM_UTF8 if number == 0 else b"")).rpartition(b"\n")
        held = rest
        if end:
            yield piece + end
    if held:
        yield held


def _is_utf8(piece: bytes) -> bool:
    try:
        piece.decode()
    except UnicodeDecodeError:
        return False
    return True


def _line(place: int, line: bytes) -> Record:
    """One line; NaN and Infinity, which are not JSON, are read as null."""
    try:
        text = line.decode()
        if b"NaN" in line or b"Infinity" in line:
            return encode(place, json.loads(text))
    except UnicodeDecodeError:
        return place, None, line.decode("utf-8", "replace")
    except ValueError:
        return place, None, text
    return place, text, None


def _array(text: Path, path: Path) -> Iterator[pa.RecordBatch]:
    """The objects of one top-level array, without holding more than a piece of the file.

    Raises UnreadableSource where the array breaks off or is no JSON, with the number of objects before it.
    """
    return packed(encoded(_items(text, path)))


def _items(text: Path, path: Path) -> Iterator[object]:
    decoder = json.JSONDecoder()
    done = 0
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
                    f"{path} breaks off or is no JSON after {done} objects of its array ({error}). Write it again."
                ) from error
            buffer += piece
            continue
        yield item
        done, buffer = done + 1, buffer[end:]


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
