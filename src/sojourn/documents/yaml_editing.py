"""A YAML text, changed where its values changed: everything else keeps its words, comments, quotes and order.

The text is cut into chunks, one for each field of a mapping and each item of a list. A chunk is what stands above it
(its lead: comments, blank lines, indentation), its body, and the comment at the end of its last line. Chunks of what
did not change are copied, chunks of what did are entered or written afresh.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from yaml import MappingNode, Node, ScalarNode, SequenceNode

from sojourn.documents.plain import paired
from sojourn.documents.yaml_reading import composed
from sojourn.documents.yaml_writing import document, entry, item

_BLANKS_AND_COMMENTS = re.compile(r"(?:[ \t\n]+|(?<=[ \t\n])#[^\n]*)*")
_ALIAS = re.compile(r"\*[^\s,\]}]+")
_PROPERTIES = re.compile(r"(?:[&!]\S*(?:[ \t\n]+|(?<=[ \t\n])#[^\n]*)*)*")
_COMMENT = re.compile(r"(?:^|(?<=\s))#[^\n]*", re.MULTILINE)
_ABSENT = object()


def edited(text: str, old: dict[str, Any], new: dict[str, Any]) -> str:
    """`text`, which holds the plain values `old`, with `new` in their place.

    Where anchors are shared between what changed and what did not, the result may say something else: read it again.
    """
    root = composed(text)
    if root is None:
        return f"{text.rstrip()}\n{document(new)}".lstrip()
    if not _is_block(root):
        return document(new)
    editor = _Editor(text)
    start = editor.first_of(root)
    return text[:start] + editor.inside(root, start, old, new) + text[editor.end_of(root, start) :]


class _Chunk(NamedTuple):
    """A field or an item: `at` is where its key or dash begins, `value` where its value does,
    `end` where its last line ends.
    """

    lead: str
    at: int
    value: int
    end: int
    node: Node


class _Editor:
    def __init__(self, text: str) -> None:
        self.text = text

    def inside(self, node: Node, start: int, old: Any, new: Any) -> str:
        """The text of a block collection from `start` on, where the lead of its first chunk begins."""
        if isinstance(node, MappingNode):
            return self.mapping(node, start, old, new)
        assert isinstance(node, SequenceNode), "a scalar has nothing inside"
        return self.sequence(node, start, old, new)

    def mapping(self, node: MappingNode, start: int, old: dict[str, Any], new: dict[str, Any]) -> str:
        chunks = dict(zip((key.value for key, _ in node.value), self.fields(node, start), strict=True))
        column = node.value[0][0].start_mark.column
        parts = []
        for name in _names(list(chunks), old, new):
            if name in chunks:
                was, now = old.get(name, _ABSENT), new.get(name, _ABSENT)
                parts.append((chunks[name].lead, self.body(chunks[name], name, column, was, now)))
            else:
                parts.append((_line(column), entry(name, new[name], column)))
        return _joined(parts, column, begun=self.has_begun(start, node))

    def sequence(self, node: SequenceNode, start: int, old: list[Any], new: list[Any]) -> str:
        chunks = list(self.items(node, start))
        column = self.column(chunks[0].at)
        parts = []
        for place, match in enumerate(paired(old, new)):
            if match is None:
                parts.append((_line(column), item(new[place], column)))
            else:
                body = self.body(chunks[match], None, column, old[match], new[place])
                parts.append((chunks[match].lead, body))
        return _joined(parts, column, begun=self.has_begun(start, node))

    def body(self, chunk: _Chunk, name: str | None, column: int, old: Any, new: Any) -> str:
        """A chunk without its lead; `name` where it is a field, None where it is an item."""
        if old == new:
            return self.text[chunk.at : chunk.end]
        if self.can_be_entered(chunk, old, new):
            start = self.start_inside(chunk)
            return self.text[chunk.at : start] + self.inside(chunk.node, start, old, new)
        ordered = _ordered(new, chunk.node) if self.is_here(chunk) else new
        fresh = item(ordered, column) if name is None else entry(name, ordered, column)
        return _with_comments(fresh, self.comments(chunk))

    def can_be_entered(self, chunk: _Chunk, old: Any, new: Any) -> bool:
        return bool(new) and self.is_here(chunk) and _is_block(chunk.node) and type(old) is type(new)

    def is_here(self, chunk: _Chunk) -> bool:
        """False for an alias: what it stands for is written elsewhere."""
        return self.text[chunk.value : chunk.value + 1] != "*"

    def start_inside(self, chunk: _Chunk) -> int:
        """Where the first chunk inside begins: at the end of this line, or on this line behind a dash."""
        first = self.first_of(chunk.node)
        above = self.text.find("\n", chunk.at, first)
        return above if above >= 0 else first

    def has_begun(self, start: int, node: Node) -> bool | None:
        """Whether the first chunk stands behind a dash; None where it stands at the left edge without a lead."""
        if start != self.first_of(node):
            return False
        return None if self.column(start) == 0 else True

    def fields(self, node: MappingNode, start: int) -> Iterator[_Chunk]:
        for key, value in node.value:
            at = key.start_mark.index
            colon = self.text.index(":", key.end_mark.index)
            chunk = self.chunk(start, at, colon, value)
            yield chunk
            start = chunk.end

    def items(self, node: SequenceNode, start: int) -> Iterator[_Chunk]:
        for number, value in enumerate(node.value):
            dash = self.first_of(node) if number == 0 else self.skip(start)
            chunk = self.chunk(start, dash, dash, value)
            yield chunk
            start = chunk.end

    def chunk(self, start: int, at: int, sign: int, node: Node) -> _Chunk:
        """`start` is where its lead begins, `sign` where its colon or dash is."""
        value = self.skip(sign + 1)
        return _Chunk(self.text[start:at], at, value, self.end_of(node, value), node)

    def end_of(self, node: Node, value: int) -> int:
        """Where the last line of a node in block style ends; `value` is where it, or the alias of it, begins."""
        alias = _ALIAS.match(self.text, value)
        if alias:
            return self.end_of_line(alias.end())
        if _is_block(node):
            return self.end_of_last(node)
        start, end = node.start_mark.index, node.end_mark.index
        return self.end_of_line(start + len(self.text[start:end].rstrip()))

    def end_of_last(self, node: Node) -> int:
        if isinstance(node, MappingNode):
            key, value = node.value[-1]
            return self.end_of(value, self.skip(self.text.index(":", key.end_mark.index) + 1))
        assert isinstance(node, SequenceNode), "a scalar is its own end"
        return list(self.items(node, self.first_of(node)))[-1].end

    def end_of_line(self, place: int) -> int:
        end = self.text.find("\n", place)
        return end if end >= 0 else len(self.text)

    def first_of(self, node: Node) -> int:
        """Where the first key or dash of a block collection stands, behind its anchor and tag."""
        if isinstance(node, MappingNode):
            return int(node.value[0][0].start_mark.index)
        return _PROPERTIES.match(self.text, node.start_mark.index).end()  # type: ignore[union-attr]  # matches nothing too

    def skip(self, place: int) -> int:
        """The next place that is neither blank nor in a comment."""
        return _BLANKS_AND_COMMENTS.match(self.text, place).end()  # type: ignore[union-attr]  # matches nothing too

    def column(self, place: int) -> int:
        return place - self.text.rfind("\n", 0, place) - 1

    def comments(self, chunk: _Chunk) -> list[str]:
        """The comments inside a chunk that is written afresh."""
        text = self.text[chunk.at : chunk.end]
        if not self.is_here(chunk):
            return _COMMENT.findall(text)
        for scalar in _scalars(chunk.node):
            start, end = scalar.start_mark.index - chunk.at, scalar.end_mark.index - chunk.at
            if scalar.style in ("|", ">"):
                start = text.index("\n", start) + 1
            if 0 <= start < end:
                text = text[:start] + "x" * (min(end, len(text)) - start) + text[end:]
        return _COMMENT.findall(text)


def _is_block(node: Node) -> bool:
    return isinstance(node, MappingNode | SequenceNode) and not node.flow_style


def _line(column: int) -> str:
    return "\n" + " " * column


def _names(there: list[str], old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """The fields in order: those that stay where they are, each new one behind what stands before it in `new`."""
    names = [name for name in there if name in new or name not in old]
    before = ""
    for name in new:
        if name not in names and old.get(name, _ABSENT) != new[name]:
            names.insert(names.index(before) + 1 if before in names else 0, name)
        before = name if name in names else before
    return names


def _joined(parts: Sequence[tuple[str, str]], column: int, begun: bool | None) -> str:
    """Leads and bodies. `begun`: the first body stands behind something on its line; None: it begins the text."""
    text = []
    for number, (lead, body) in enumerate(parts):
        if number == 0 and begun:
            text.append(body + lead.rstrip())
        elif number == 0 and begun is None:
            text.append(lead.removeprefix("\n") + body)
        else:
            text.append((lead if "\n" in lead else _line(column)) + body)
    return "".join(text)


def _ordered(value: Any, node: Node) -> Any:
    """A value whose keys stand as they do in a node; keys that the node has not come last."""
    if not (isinstance(value, dict) and isinstance(node, MappingNode)):
        return value
    there = {key.value: child for key, child in node.value}
    first = {name: _ordered(value[name], child) for name, child in there.items() if name in value}
    return first | {name: each for name, each in value.items() if name not in first}


def _with_comments(text: str, comments: list[str]) -> str:
    """Comments at the end of the first line, where they may stand whatever follows."""
    if not comments:
        return text
    first, sign, rest = text.partition("\n")
    return f"{first}  {' '.join(comments)}{sign}{rest}"


def _scalars(node: Node) -> Iterator[ScalarNode]:
    if isinstance(node, MappingNode):
        for key, value in node.value:
            yield key
            yield from _scalars(value)
    elif isinstance(node, SequenceNode):
        for value in node.value:
            yield from _scalars(value)
    elif isinstance(node, ScalarNode):
        yield node
