"""Suppression: later events of a deleted customer stay out, though nothing readable of them is kept."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

import msgspec
from msgspec import Struct

from sojourn.identities.keyed import keyed_hash
from sojourn.identities.kinds import KINDS, PERSONAL, is_blocked, normal_form

_cells = re.compile(r"[,;|\t\n\r\"]+")
_words = re.compile(r"[\s<>()\[\]{}:='!?]+|[.](?=\s|$)")
_phone = re.compile(r"[+(]?[0-9][0-9 ()/.+-]{4,30}")
LONGEST = 512


def suppression_hash(key: bytes, kind: str, value: str) -> bytes:
    """What is kept of a deleted identifier: 32 bytes, the same for every spelling of the value."""
    return keyed_hash(key, "suppressed", kind, normal_form(kind, value))


class Suppressed(Struct, frozen=True):
    """The deleted identifiers of a workspace, as keyed hashes."""

    key: bytes
    hashes: frozenset[bytes] = frozenset()

    def hides(self, kind: str, values: Iterable[str | None]) -> list[bool]:
        """For each value of one kind whether it was deleted; null never was."""
        if not self.hashes:
            return [False for _ in values]
        return [value is not None and self._hides(kind, value) for value in values]

    def names(self, original: str, kinds: Collection[str] = KINDS) -> bool:
        """Whether a text, or a row as it came (JSON or a line of a file), is about a deleted identifier.

        It is where a value or a cell is one of `kinds`, or a word in it is an e-mail address or phone number.
        """
        if not self.hashes:
            return False
        cells, words = _parts(original)
        looked_up = [(kind, cell) for cell in cells for kind in kinds]
        looked_up += [(kind, word) for word in words - cells for kind in PERSONAL]
        return any(_may_be(kind, text) and self._hides(kind, text) for kind, text in looked_up)

    def adding(self, kind: str, values: Iterable[str]) -> Suppressed:
        """These and the given identifiers too."""
        added = {suppression_hash(self.key, kind, value) for value in values}
        return Suppressed(self.key, self.hashes | added)

    def _hides(self, kind: str, value: str) -> bool:
        return suppression_hash(self.key, kind, value) in self.hashes

    def __repr__(self) -> str:
        """Without the key, which must not reach a log."""
        return f"Suppressed({len(self.hashes)} identifiers)"


def _parts(original: str) -> tuple[set[str], set[str]]:
    """The values and cells of a row as it came, and the words in them."""
    try:
        found: object = msgspec.json.decode(original)
    except msgspec.DecodeError:
        found = original
    texts = list(_texts(found))
    cells = {cell.strip() for text in texts for cell in (text, *_cells.split(text))}
    words = {word for cell in cells for word in _words.split(cell)}
    return cells, words


def _texts(found: object) -> Iterator[str]:
    """All keys, texts and numbers in a JSON value."""
    if isinstance(found, dict):
        for key, value in found.items():
            yield key
            yield from _texts(value)
    elif isinstance(found, list):
        for value in found:
            yield from _texts(value)
    elif found is not None:
        yield str(found)


def _may_be(kind: str, text: str) -> bool:
    """Whether it is worth a hash."""
    if len(text) > LONGEST or is_blocked(text):
        return False
    if kind == "email":
        return "@" in text
    return kind != "phone" or _phone.fullmatch(text) is not None
