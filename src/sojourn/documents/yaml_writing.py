"""Plain values as YAML that reads well in a code review: one thing a line, short records on one line, nothing wrapped.

Texts that some reader of YAML 1.1 or 1.2 could take for something else stand in quotes.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable
from typing import Any

WIDTH = 120
SHORT_ITEM = 100
"""A record in a list stands on one line up to this width ..."""

FEW = 4
"""... and with no more fields than this."""

PHRASE = 30
"""Texts longer than this have a line each in a list."""

BLANK_BEFORE = ("phases", "lanes", "quotes")
_WORDS = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}
_SPECIAL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")
_SPECIAL_IN_JSON = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_SPECIAL_BUT_BREAKS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")


def document(fields: dict[str, Any]) -> str:
    """A whole file: its fields from the left edge, a blank line before each big part."""
    entries = (("\n" if name in BLANK_BEFORE else "") + entry(name, value, 0) for name, value in fields.items())
    return "\n".join(entries) + "\n"


def entry(name: str, value: Any, indent: int) -> str:
    """`name: value`; its further lines are indented by more than `indent` blanks, its first is not indented."""
    head = f"{_key(name)}:"
    if isinstance(value, dict | list) and value:
        line = f"{head} {inline(value)}" if _is_flat(value) else ""
        if line and len(line) + indent <= WIDTH:
            return line
        return head + _lines(_parts(value, indent + 2), indent + 2, first=True)
    return f"{head} {_block_scalar(value, indent + 2)}"


def item(value: Any, indent: int) -> str:
    """`- value`; its further lines are indented by more than `indent` blanks, its first is not indented."""
    if isinstance(value, dict | list) and value:
        line = f"- {inline(value)}" if _is_flat(value) and len(value) <= FEW else ""
        if line and len(line) + indent <= SHORT_ITEM:
            return line
        return "- " + _lines(_parts(value, indent + 2), indent + 2)
    return f"- {_block_scalar(value, indent + 2)}"


def inline(value: Any) -> str:
    """On one line: `{a: 1, b: [2, 3]}`."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(name)}: {inline(each)}" for name, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(inline, value)) + "]"
    return _text(value, flow=True) if isinstance(value, str) else _atom(value)


def _parts(value: dict[str, Any] | list[Any], indent: int) -> list[str]:
    if isinstance(value, dict):
        return [entry(name, each, indent) for name, each in value.items()]
    return [item(each, indent) for each in value]


def _lines(parts: Iterable[str], indent: int, first: bool = False) -> str:
    """Parts on lines of their own; `first`: also the first one begins a line."""
    gap = "\n" + " " * indent
    return (gap if first else "") + gap.join(parts)


def _is_flat(value: dict[str, Any] | list[Any]) -> bool:
    """Short enough in kind for one line: no list of records, no text of several lines, no list of sentences."""
    if isinstance(value, dict):
        return not any(isinstance(each, str) and "\n" in each for each in value.values()) and all(
            _is_flat(each) for each in value.values() if isinstance(each, dict | list)
        )
    return not any(isinstance(each, dict | list) or _is_phrase(each) for each in value)


def _is_phrase(value: Any) -> bool:
    return isinstance(value, str) and (len(value) > PHRASE or "\n" in value)


def _block_scalar(value: Any, indent: int) -> str:
    if not isinstance(value, str):
        return _atom(value)
    if "\n" in value and _can_be_literal(value):
        sign, body = ("|", value[:-1]) if value.endswith("\n") else ("|-", value)
        return sign + "".join("\n" + (" " * indent + line if line else "") for line in body.split("\n"))
    return _text(value, flow=False)


def _can_be_literal(text: str) -> bool:
    """Whether `|` keeps it as it is, without signs that people have to look up."""
    lines = text.split("\n")
    return (
        not text.startswith((" ", "\n"))
        and not text.endswith("\n\n")
        and not _SPECIAL_BUT_BREAKS.search(text)
        and all(line == line.rstrip() for line in lines)
    )


def _key(name: str) -> str:
    """Of the one-letter words for yes and no, `n` and `y`, readers make no more than that when they are keys."""
    return name if name in ("n", "y") else _text(name, flow=True)


def _text(text: str, flow: bool) -> str:
    if _can_be_bare(text, flow):
        return text
    if not _SPECIAL.search(text) and "'" not in text and ('"' in text or "\\" in text):
        return f"'{text}'"
    return _SPECIAL_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))


def _can_be_bare(text: str, flow: bool) -> bool:
    """Begins with a letter, is no word with a meaning, and holds nothing that YAML reads as a sign."""
    return (
        text[:1].isalpha()
        and text == text.strip()
        and text.lower() not in _WORDS
        and not _SPECIAL.search(text)
        and not any(sign in text for sign in (": ", " #"))
        and not text.endswith(":")
        and not (flow and any(sign in text for sign in ",[]{}:?"))
    )


def _atom(value: Any) -> str:
    """A number, true, false, null, a day, or something empty."""
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return json.dumps(value)


def _number(value: float) -> str:
    """The shortest text that gives the same number; YAML 1.1 wants a point before an exponent."""
    text = repr(value)
    return text.replace("e", ".0e") if "e" in text and "." not in text else text
