"""What lies in the file of a page: its views unpacked, its words, its evidence."""

from __future__ import annotations

import gzip
import json
import re
from base64 import b64decode
from html.parser import HTMLParser
from typing import Any

from tests.e2e.browsing import HIDDEN_SPACES

_PACKED = re.compile(r'<script type="text/plain" data-view="([^"]*)">([^<]*)</script>')
_VOID = frozenset({"meta", "br", "col", "link", "input", "img", "hr"})


def unpacked(html: str) -> dict[str, str]:
    """The views that lie compressed in a page, by their key."""
    return {key: gzip.decompress(b64decode(text)).decode() for key, text in _PACKED.findall(html)}


def everything(html: str) -> str:
    """The file as text, its compressed views unpacked; without what is in it base64."""
    return "\n".join([_PACKED.sub("", html), *unpacked(html).values()])


def evidence(view: str) -> Any:
    """What the drawers of a view are made from."""
    return json.loads(view.split('class="evidence">')[1].split("</script>")[0])


class Node:
    """An element: its tag, attributes, and what is in it."""

    def __init__(self, tag: str, attributes: dict[str, str]) -> None:
        self.tag, self.attributes, self.inside = tag, attributes, list[Node | str]()

    @property
    def classes(self) -> set[str]:
        return set(self.attributes.get("class", "").split())

    def all(self, tag: str = "", style: str = "") -> list[Node]:
        """The elements in it of a tag, or of a class."""
        found = []
        for one in self.inside:
            if isinstance(one, Node):
                if (not tag or one.tag == tag) and (not style or style in one.classes):
                    found.append(one)
                found += one.all(tag, style)
        return found

    @property
    def text(self) -> str:
        """Its words; scripts and styles have none."""
        if self.tag in ("script", "style"):
            return ""
        parts = [one if isinstance(one, str) else one.text for one in self.inside]
        return " ".join(" ".join(parts).split()).translate(HIDDEN_SPACES)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("", {})
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        made = Node(tag, {name: value or "" for name, value in attrs})
        self._open[-1].inside.append(made)
        if tag not in _VOID:
            self._open.append(made)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open[-1].inside.append(Node(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        # A `p` or `li` is never left open by the templates; what closes is what opened last.
        assert self._open[-1].tag == tag, f"</{tag}> closes <{self._open[-1].tag}>"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].inside.append(data)


def parsed(html: str) -> Node:
    """A page as a tree; fails where an element closes another."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.root
