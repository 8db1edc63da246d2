"""XML as a tree of plain elements, read without trust: no document type, no entities, bounded in size and depth."""

from __future__ import annotations

from collections.abc import Iterator
from xml.parsers import expat

from msgspec import Struct

from sojourn.errors import UnreadableSource
from sojourn.maps.formats.content import bounded

DEEPEST = 50
MOST = 200_000


class Element(Struct):
    """An element: its name without namespace, its attributes, what stands in it."""

    name: str
    attributes: dict[str, str]
    inside: list[Element]
    text: str = ""

    def all(self, name: str) -> Iterator[Element]:
        """The elements of a name directly inside, whatever their case."""
        return (element for element in self.inside if element.name.casefold() == name.casefold())

    def get(self, *names: str) -> Element | None:
        """The first element along a path of names."""
        found: Element | None = self
        for name in names:
            found = next(found.all(name), None) if found else None
        return found

    def said(self, *names: str) -> str:
        """The text at the end of a path, on one line; empty where there is none."""
        found = self.get(*names)
        return " ".join(found.text.split()) if found else ""


def tree(content: bytes, name: str) -> Element:
    """The root of an XML file.

    Raises UnreadableSource where it is broken, declares a document type, or is deeper or larger than any map.
    """
    bounded(content, name)
    building = _Building(name)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = building.refuse
    parser.StartElementHandler = building.start
    parser.EndElementHandler = building.end
    parser.CharacterDataHandler = building.text
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise UnreadableSource(
            f"{name} is broken XML at line {error.lineno}, column {error.offset}: {expat.ErrorString(error.code)}. "
            "Was it written to the end?"
        ) from error
    return building.root


class _Building:
    """Builds the tree while the parser calls `start`, `text` and `end`."""

    def __init__(self, name: str) -> None:
        self.root = Element("", {}, [])
        self._name, self._open, self._count = name, [self.root], 0

    def refuse(self, name: str, *_: object) -> None:
        """Called where the file declares a document type."""
        raise UnreadableSource(f"{self._name} declares a document type ({name}), which no CJML file needs. Remove it.")

    def start(self, tag: str, given: dict[str, str]) -> None:
        """An element begins."""
        self._count += 1
        if len(self._open) > DEEPEST or self._count > MOST:
            limit = f"{DEEPEST} levels" if len(self._open) > DEEPEST else f"{MOST:,} elements"
            raise UnreadableSource(f"{self._name} has more than {limit}: it is no journey. Is it a log?")
        element = Element(tag.rpartition(":")[2], given, [])
        self._open[-1].inside.append(element)
        self._open.append(element)
        if len(self._open) == 2:
            self.root = element

    def text(self, said: str) -> None:
        """Text inside the element that is open."""
        self._open[-1].text += said

    def end(self, tag: str) -> None:
        """An element ends."""
        self._open.pop()
