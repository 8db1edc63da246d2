"""XES, the standard of event logs (IEEE 1849-2016), read as a stream, one trace at a time.

A trace's attributes come as `case:...`, an event's by their own keys. Document types are refused: they are where XML
hides entities that blow up or read other files.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.parsers import expat

from sojourn.errors import UnreadableSource
from sojourn.sources.documents import documents, packed
from sojourn.sources.records import encoded
from sojourn.sources.scratch import Scratch
from sojourn.sources.table import Table
from sojourn.sources.text import chunks_of

_NUMBERS = {"int": int, "float": float}
_ATTRIBUTES = {"string", "date", "int", "float", "boolean", "id", "list", "container"}


def open_xes(opened: Scratch, path: Path) -> Table:
    """An XES log as a table of documents, one per event, numbered as they stand.

    Raises UnreadableSource where the XML breaks off, is no XES, or declares a document type.
    """
    table = documents(opened, packed(encoded(_events(path))))
    if not table.columns:
        raise UnreadableSource(f"{path} holds no events: no <event> inside a <trace>. Is it an XES log?")
    return table


def _events(path: Path) -> Iterator[dict[str, Any]]:
    log = _Log(path)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = log.refuse
    parser.StartElementHandler = log.start
    parser.EndElementHandler = log.end
    try:
        for chunk in chunks_of(path):
            parser.Parse(chunk, False)
            yield from log.take()
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise UnreadableSource(
            f"{path} is broken XML at line {error.lineno}, column {error.offset}: "
            f"{expat.ErrorString(error.code)}. Was it written to the end?"
        ) from error
    yield from log.take()


class _Log:
    """Collects the events of finished traces while the parser calls `start` and `end`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._ready: list[dict[str, Any]] = []
        self._trace: dict[str, Any] = {}
        self._events: list[dict[str, Any]] = []
        self._open: list[tuple[str, str, Any]] = []
        self._inside: list[str] = []

    def take(self) -> list[dict[str, Any]]:
        """The events of the traces that have ended since the last call."""
        ready, self._ready = self._ready, []
        return ready

    def refuse(self, name: str, *_: object) -> None:
        """Called where the file declares a document type."""
        raise UnreadableSource(f"{self._path} declares a document type ({name}), which no XES log needs. Remove it.")

    def start(self, tag: str, given: dict[str, str]) -> None:
        """An element begins."""
        if not self._inside and tag != "log":
            raise UnreadableSource(f"{self._path} begins with <{tag}>, not <log>: it is no XES log.")
        self._inside.append(tag)
        if tag == "trace":
            self._trace, self._events = {}, []
        elif tag == "event":
            self._events.append({})
        elif tag in _ATTRIBUTES:
            self._open.append((tag, given.get("key", ""), _typed(tag, given.get("value"))))

    def end(self, tag: str) -> None:
        """An element ends; an attribute goes to what it stands in, a trace's events are ready."""
        self._inside.pop()
        if tag == "trace":
            trace = {f"case:{key}": value for key, value in self._trace.items()}
            self._ready += [trace | event for event in self._events]
        elif tag in _ATTRIBUTES:
            _, key, value = self._open.pop()
            self._place(key, value)

    def _place(self, key: str, value: Any) -> None:
        """Into the enclosing attribute, event or trace; what belongs to the log as a whole is left."""
        if self._open:
            tag, outer, held = self._open[-1]
            self._open[-1] = (tag, outer, _nested(held, key, value))
        elif "event" in self._inside:
            self._events[-1][key] = value
        elif self._inside[-1:] == ["trace"]:
            self._trace[key] = value


def _typed(tag: str, text: str | None) -> Any:
    """A value as its element says; one that is not of that type stays text."""
    if tag == "boolean":
        return None if text is None else text.lower() == "true"
    if tag in _NUMBERS and text is not None:
        try:
            return _NUMBERS[tag](text)
        except ValueError:
            return text
    return text


def _nested(held: Any, key: str, value: Any) -> dict[str, Any]:
    """An attribute with attributes of its own: its value stands under "value"; repeated keys make a list."""
    inner = held if isinstance(held, dict) else {} if held is None else {"value": held}
    if key in inner:
        earlier = inner[key] if isinstance(inner[key], list) else [inner[key]]
        return inner | {key: [*earlier, value]}
    return inner | {key: value}
