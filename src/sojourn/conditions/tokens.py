"""The words of a condition's text, each with its place, and the error that points at a place."""

from __future__ import annotations

import re
from typing import NamedTuple

from sojourn.errors import ConditionError

NUMBER = r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?"
NAME = r"(?:[^\W\d]|\$)[\w$]*"
KEYWORDS = frozenset(
    ["and", "or", "not", "in", "between", "like", "ilike", "is", "null", "true", "false"],
)
_TOKEN = re.compile(
    rf"""(?P<space>\s+)
    | (?P<number>{NUMBER})
    | (?P<text>'(?:[^']|'')*+')
    | (?P<quoted>"(?:[^"]|"")*+")
    | (?P<word>{NAME})
    | (?P<symbol><=|>=|<>|!=|==|[=<>(),.])""",
    re.VERBOSE,
)
_SHOWN = 40


class Token(NamedTuple):
    """One word. `kind` is number, text, quoted, word, keyword, symbol or end; keywords are in lower case."""

    kind: str
    text: str
    place: int


def tokens(text: str) -> list[Token]:
    """All words of a condition, `end` last. Raises ConditionError at what is no word of a condition."""
    found = []
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise error_at(text, place, _complaint(text[place]))
        if match.lastgroup != "space":
            found.append(_token(str(match.lastgroup), match.group(), place))
        place = match.end()
    return [*found, Token("end", "", len(text))]


def _token(kind: str, text: str, place: int) -> Token:
    if kind == "word" and text.lower() in KEYWORDS:
        return Token("keyword", text.lower(), place)
    return Token(kind, text, place)


def _complaint(character: str) -> str:
    if character == "'":
        return "This text value does not end. Close it with a single quote; write a quote inside it twice: ''"
    if character == '"':
        return "This name does not end. Close it with a double quote."
    return (
        f"{character!r} is not part of a condition. Text values stand in single quotes 'like this',"
        ' names with spaces or signs in double quotes "like this".'
    )


def error_at(text: str, place: int, complaint: str) -> ConditionError:
    """The complaint, the text around the place on one line, and a caret under the place."""
    start = max(0, place - _SHOWN)
    shown = "".join(c if c.isprintable() else " " for c in text[start : place + _SHOWN])
    before = "... " if start else ""
    after = " ..." if place + _SHOWN < len(text) else ""
    caret = " " * (len(before) + place - start)
    return ConditionError(f"{complaint}\n  {before}{shown}{after}\n  {caret}^")
