"""Parts of a text to be masked, and the words that stand for them.

While a text is worked on each mask is one character of Unicode's private area: no letter, digit or sign, so that a
pattern can neither match it nor look through it. That makes masking twice the same as masking once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Literal, NamedTuple, get_args

Kind = Literal[
    "e-mail",
    "link",
    "handle",
    "phone",
    "card number",
    "account number",
    "order number",
    "number",
    "address",
    "name",
    "date of birth",
    "identity number",
]
WORDS: Mapping[Kind, str] = {kind: f"[{kind}]" for kind in get_args(Kind)}
"""What stands in a text for a part of each kind."""

_FIRST = 0xE000
_MARKS: Mapping[str, str] = {word: chr(_FIRST + n) for n, word in enumerate(WORDS.values())}
_WORD_OF = {mark: word for word, mark in _MARKS.items()}
_KINDS = tuple(WORDS)
_MASKED = re.compile("|".join(re.escape(word) for word in _MARKS))
_PRIVATE = re.compile("[\ue000-\uf8ff]")


class Span(NamedTuple):
    """Text from `start` to `stop` is personal data of a kind."""

    start: int
    stop: int
    kind: Kind


Finder = Callable[[str], Iterable[Span]]


def marked(text: str) -> str:
    """A text with one character for each word that already stands for a masked part."""
    return _MASKED.sub(lambda found: _MARKS[found[0]], _PRIVATE.sub("\ufffd", text))


def worded(text: str) -> str:
    """A marked text with words again."""
    return _PRIVATE.sub(lambda found: _WORD_OF.get(found[0], found[0]), text)


def cut(text: str, spans: Iterable[Span], counts: dict[str, int]) -> str:
    """A marked text with its spans marked too, and counted; of spans that overlap the first one goes."""
    found = sorted(spans)
    if not found:
        return text
    parts, at = [], 0
    for span in found:
        if span.start >= at and span.stop > span.start:
            parts += [text[at : span.start], chr(_FIRST + _KINDS.index(span.kind))]
            counts[span.kind] = counts.get(span.kind, 0) + 1
            at = span.stop
    return "".join([*parts, text[at:]])


def masked_parts(text: str) -> int:
    """How many parts of a text are masked."""
    return len(_MASKED.findall(text))


def all_of(pattern: re.Pattern[str], kind: Kind, text: str, group: int = 0) -> Iterator[Span]:
    """A span for each match of a pattern, or of a group of it."""
    return (Span(*found.span(group), kind) for found in pattern.finditer(text))
