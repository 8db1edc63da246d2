"""Several entries in one field of a table: as people write them, and as Sojourn does.

People separate entries by line breaks, by bullets, or by ";". Sojourn writes bullets where there is more than one line;
a line that begins with "↳" belongs to the entry above it (its figure, its source).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from sojourn.maps.formats.content import cleaned

BULLETS = "•▪●◦‣*–-"
FURTHER = "↳"
_BULLET = re.compile(r"([•▪●◦‣])\s*|([*–-])\s+")
_BETWEEN = re.compile(r";(?![-)(])")


class Entry(NamedTuple):
    """What one cell says: its text, and what else stands with it."""

    text: str
    further: tuple[str, ...] = ()


def entries(field: str) -> list[Entry]:
    """The entries of a field, in order."""
    lines = cleaned(field).split("\n")
    bullet = next((line[0] for line in lines if _BULLET.match(line)), None)
    if bullet:
        return _with_bullets(lines, bullet)
    first, *others = lines
    if first.startswith(FURTHER):
        return _closed([["", *lines]])
    if all(line.startswith(FURTHER) for line in others):
        *before, last = _BETWEEN.split(first)
        return _closed([*([text] for text in before), [last, *others]])
    return _closed(_groups(lines, lambda line: bool(line) and not line.startswith(FURTHER)))


def written(found: Sequence[Entry]) -> str:
    """A field that `entries` reads as these."""
    if len(found) == 1 and _is_plain(found[0]):
        return found[0].text
    if len(found) == 1 and not found[0].text:
        return "\n".join(f"{FURTHER} {line}" for line in found[0].further)
    bullet = _unused_bullet(line for entry in found for line in entry.text.split("\n"))
    return "\n".join(line for entry in found for line in _lines(entry, bullet))


def _with_bullets(lines: list[str], bullet: str) -> list[Entry]:
    """Sub-bullets of another shape stay in the text of their entry; a line before the first bullet is an entry too."""
    groups = _groups(lines, lambda line: line[:1] == bullet and bool(_BULLET.match(line)))
    return _closed(
        [_BULLET.sub("", first, count=1) if first[:1] == bullet else first, *others] for first, *others in groups
    )


def _groups(lines: list[str], begins: Callable[[str], bool]) -> list[list[str]]:
    """Lines that belong together: each group has one line that begins it, but for the first."""
    groups: list[list[str]] = [[]]
    for line in lines:
        if begins(line) and groups[-1]:
            groups.append([])
        groups[-1].append(line)
    return groups


def _closed(groups: Iterable[list[str]]) -> list[Entry]:
    """Entries of groups of lines; those that say nothing are left."""
    found = []
    for first, *others in groups:
        further = tuple(line[1:].strip() for line in others if line.startswith(FURTHER))
        text = "\n".join([first, *(line for line in others if not line.startswith(FURTHER))])
        found.append(Entry(text.strip(), further))
    return [entry for entry in found if entry.text or entry.further]


def _is_plain(entry: Entry) -> bool:
    """Whether the text alone is read as this entry."""
    return not entry.further and entries(entry.text) == [entry]


def _lines(entry: Entry, bullet: str) -> list[str]:
    text = [f"{bullet} {entry.text}".replace("\n", "\n  ")]
    return text + [f"  {FURTHER} {line}" for line in entry.further]


def _unused_bullet(lines: Iterable[str]) -> str:
    """The first kind of bullet that no line begins with."""
    begun = {line[:1] for line in lines}
    return next((bullet for bullet in BULLETS if bullet not in begun), BULLETS[0])
