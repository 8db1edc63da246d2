"""YAML into plain values: YAML 1.2 core, so that `no` and `2026-01-31` stay text, and nothing is ever run.

Every key is text. A key that stands twice, a tag that asks for an object, and a second document are errors.
"""

from __future__ import annotations

import re
from typing import Any, TypeAlias

import yaml
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
)

from sojourn.errors import DefinitionError

Plain: TypeAlias = Any
"""Dicts with text keys, lists, texts, numbers, true and false, None."""

MOST_DEEP = 50
MOST_VALUES = 2_000_000
"""More values than this, once anchors are written out, is no map but an attack."""

MERGE = "<<"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MAY_BE_MORE_THAN_TEXT = frozenset("~nNtTfF-+.0123456789")
_WORDS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_WHOLE = re.compile(r"[-+]?[0-9]+")
_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_SPECIAL = re.compile(r"([-+]?)\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_TAG = "tag:yaml.org,2002:"
_TAGS = {
    f"{_TAG}{name}": kind for name, kind in {"str": str, "int": int, "float": float, "bool": bool, "null": None}.items()
}
_COLLECTION_TAGS = (None, "!", f"{_TAG}map", f"{_TAG}seq")


def read_yaml(text: str, name: str) -> Plain:
    """The values of one YAML document; None where there is none. Raises DefinitionError with line and column."""
    loader = _LOADER(text)
    try:
        return _Reader(loader, name).document()
    except yaml.MarkedYAMLError as error:
        raise _not_yaml(error, name) from error
    except yaml.reader.ReaderError as error:
        raise DefinitionError(
            f"{name} is not YAML: character {error.position + 1} ({error.character!r}) is not allowed. Take it out."
        ) from error
    finally:
        loader.dispose()


def composed(text: str) -> yaml.Node | None:
    """The tree of nodes with their places, of a text that `read_yaml` took."""
    return yaml.compose(text, Loader=_LOADER)


def plain_scalar(text: str) -> Plain:
    """What a bare word stands for: a number, true, false, None, or the text itself."""
    if text and text[0] not in _MAY_BE_MORE_THAN_TEXT:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE.fullmatch(text):
        return int(text) if len(text) < 400 else float(text)
    if _NUMBER.fullmatch(text):
        return float(text)
    special = _SPECIAL.fullmatch(text)
    return float(f"{special[1] or ''}{special[2] or special[3]}") if special else text


class _Reader:
    """Builds values from the parser's events, one after the other."""

    def __init__(self, loader: Any, name: str) -> None:
        self.next, self.name = loader.get_event, name
        self.anchors: dict[str, tuple[Plain, int]] = {}
        self.values = 0

    def document(self) -> Plain:
        self.next()  # the stream begins
        if not isinstance(self.next(), yaml.DocumentStartEvent):
            return None
        value = self.value(self.next(), 0)
        self.next()  # the document ends
        event = self.next()
        if isinstance(event, yaml.DocumentStartEvent):
            raise self.error(event, 'a second document begins here. Keep one document a file, without "---" between')
        return value

    def value(self, event: Any, depth: int) -> Plain:
        """The value that begins with this event; reads up to its end."""
        before = self.values
        self.count(event, 1)
        kind = type(event)
        if kind is ScalarEvent:
            value = self.scalar(event)
        elif kind is AliasEvent:
            return self.alias(event)
        else:
            value = self.collection(event, depth + 1)
        if event.anchor:
            self.anchors[event.anchor] = value, self.values - before
        return value

    def collection(self, event: Any, depth: int) -> Plain:
        if event.tag not in _COLLECTION_TAGS:
            raise self.bad_tag(event)
        if depth > MOST_DEEP:
            raise self.error(event, f"this is nested more than {MOST_DEEP} deep. Write it flatter")
        return self.mapping(depth) if type(event) is MappingStartEvent else self.sequence(depth)

    def mapping(self, depth: int) -> dict[str, Plain]:
        found: dict[str, Plain] = {}
        merged: list[Plain] = []
        while type(event := self.next()) is not MappingEndEvent:
            key = self.key(event)
            if key in found:
                raise self.error(event, f'"{key}" stands twice. Keep one of the two')
            value = self.value(self.next(), depth)
            if key == MERGE and event.implicit[0]:
                merged += value if isinstance(value, list) else [value]
            else:
                found[key] = value
        return self.with_merged(event, merged, found) if merged else found

    def with_merged(self, event: Any, merged: list[Plain], own: dict[str, Plain]) -> dict[str, Plain]:
        """What `<<` brings, the first winning, below the mapping's own keys."""
        found: dict[str, Plain] = {}
        for part in merged:
            if not isinstance(part, dict):
                raise self.error(event, "`<<` takes fields, such as an anchor of some. Name one there")
            found = part | found
        return found | own

    def sequence(self, depth: int) -> list[Plain]:
        found = []
        while type(event := self.next()) is not SequenceEndEvent:
            found.append(self.value(event, depth))
        return found

    def key(self, event: Any) -> str:
        if type(event) is not ScalarEvent:
            raise self.error(event, "a key is a word. Write `name: value`")
        return str(event.value)

    def scalar(self, event: Any) -> Plain:
        if event.tag in (None, "!"):
            return plain_scalar(event.value) if event.implicit[0] else event.value
        if event.tag not in _TAGS:
            raise self.bad_tag(event)
        kind, value = _TAGS[event.tag], plain_scalar(event.value)
        if kind is str:
            return event.value
        if kind is float and type(value) is int:
            return float(value)
        if kind is not (None if value is None else type(value)):
            raise self.error(event, f'"{event.value}" is not what its tag says. Leave the tag out')
        return value

    def alias(self, event: Any) -> Plain:
        if event.anchor not in self.anchors:
            raise self.error(event, f"no anchor &{event.anchor} stands above. Write the value itself")
        value, size = self.anchors[event.anchor]
        self.count(event, size)
        return value

    def count(self, event: Any, values: int) -> None:
        self.values += values
        if self.values > MOST_VALUES:
            raise self.error(event, "anchors make this far too large. Write the values out")

    def bad_tag(self, event: Any) -> DefinitionError:
        tag = event.tag.replace(_TAG, "!!")
        return self.error(event, f"the tag {tag} is not allowed. Leave it out, and write the value as text or fields")

    def error(self, event: Any, what: str) -> DefinitionError:
        mark = event.start_mark
        return DefinitionError(f"{self.name}, line {mark.line + 1}, column {mark.column + 1}: {what}.")


def _not_yaml(error: yaml.MarkedYAMLError, name: str) -> DefinitionError:
    mark = error.problem_mark or error.context_mark
    where = f", line {mark.line + 1}, column {mark.column + 1}" if mark else ""
    begun = error.context_mark
    context = f" {error.context} that begins on line {begun.line + 1}" if begun and error.context else ""
    return DefinitionError(f"{name}{where}: this is not YAML: {error.problem}{context}. Mend it there.")
