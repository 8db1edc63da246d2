"""The statements of a Mermaid `journey` diagram: title, sections, tasks; comments and configuration are left."""

from __future__ import annotations

import html
import re
from typing import NamedTuple

from msgspec import Struct

from sojourn.errors import DefinitionError, UnreadableSource, did_you_mean

NOTHING_KNOWN = "no feeling known"
"""The comment before a task whose score means nothing."""

_FENCE = re.compile(r"^[ \t]*(```+|~~~+)[ \t]*mermaid[^\n]*\n(.*?)^[ \t]*\1[ \t]*$", re.MULTILINE | re.DOTALL)
_SKIPPED = (
    re.compile(r"\A\s*---[ \t]*\n.*?\n[ \t]*---[ \t]*(?=\n|\Z)", re.DOTALL),
    re.compile(r"%%\{.*?\}%%", re.DOTALL),
    re.compile(r"^[ \t]*accDescr\s*\{[^}]*\}", re.MULTILINE | re.IGNORECASE),
)
_FRONT_TITLE = re.compile(r"\A\s*---[ \t]*\n(?:.*\n)*?title:[ \t]*(?P<title>[^\n]+)\n(?:.*\n)*?[ \t]*---", re.MULTILINE)
_DESCRIPTION = re.compile(r"^[ \t]*accDescr\s*(?::(?P<line>[^\n]*)|\{(?P<lines>[^}]*)\})", re.MULTILINE | re.IGNORECASE)
_COMMENT = re.compile(r"%%.*|#(?!\w+;).*")
_CODE = re.compile(r"#(?P<code>\w+);|&(?P<entity>#?\w+);")
_CODE_AT_END = re.compile(r"[#&]#?\w+;$")
_KEYWORD = re.compile(r"(?P<word>title|section)(?:\s+(?P<text>.*))?|acc(?:Title|Descr)\s*:.*", re.IGNORECASE)
_TASK = re.compile(r"(?P<task>.*?)\s*:\s*(?P<score>[+-]?\d+(?:\.\d+)?)\s*(?::(?P<actors>.*))?")


class Task(NamedTuple):
    """A task: its score from 1 to 5, or None where a comment says that no feeling is known."""

    name: str
    score: float | None
    actors: tuple[str, ...]


class Journey(Struct, frozen=True):
    """A diagram. A task before any section stands alone, in a section of no title."""

    title: str
    note: str | None
    sections: tuple[tuple[str | None, list[Task]], ...]
    losses: tuple[str, ...] = ()


def journey(text: str, name: str) -> Journey:
    """The first journey diagram of a text.

    Raises UnreadableSource where there is none, DefinitionError naming the line of a task that has no score, or one
    beyond 1 and 5.
    """
    text, losses = _diagram(text.replace("\r\n", "\n").replace("\r", "\n"))
    front = _FRONT_TITLE.match(text)
    described = _DESCRIPTION.search(text)
    for skipped in _SKIPPED:
        text = skipped.sub(lambda found: "\n" * found[0].count("\n"), text)
    reading = _Reading(name, unescaped(front["title"].strip().strip("'\"")) if front else "")
    for number, line in enumerate(text.split("\n"), 1):
        reading.line(number, line.strip())
    reading.end()
    note = unescaped(" ".join((described["line"] or described["lines"] or "").split())) if described else ""
    return Journey(reading.title, note or None, tuple(reading.sections), losses)


def unescaped(text: str) -> str:
    """A text of a diagram as it is shown: "#58;" and "&colon;" are a colon."""
    return _CODE.sub(_shown, text)


def _shown(code: re.Match[str]) -> str:
    name = code["code"] or code["entity"]
    return html.unescape(f"&#{name};" if name.isdigit() else f"&{name};")


def _ended(line: str) -> str:
    """A line without the semicolons at its end, but for that of an entity code."""
    while line.endswith(";") and not _CODE_AT_END.search(line):
        line = line[:-1].rstrip()
    return line


class _Reading:
    """Takes lines in, one by one."""

    def __init__(self, name: str, title: str) -> None:
        self.title = title
        self.sections: list[tuple[str | None, list[Task]]] = []
        self._name, self._begun, self._unknown = name, False, False

    def line(self, number: int, line: str) -> None:
        """A line of the diagram, without blanks around it."""
        if line.startswith("%%"):
            self._unknown = self._unknown or line.strip("% ") == NOTHING_KNOWN
            return
        line = _ended(_COMMENT.sub("", line).rstrip())
        if not line:
            return
        if not self._begun:
            self._begin(number, line)
        elif keyword := _KEYWORD.fullmatch(line):
            self._keyword((keyword["word"] or "").lower(), unescaped(keyword["text"] or "").strip())
        else:
            self._task(number, line)

    def end(self) -> None:
        """Raise UnreadableSource where no diagram was found, or nothing in it."""
        if not self._begun:
            raise UnreadableSource(f"{self._name} holds no diagram. A Mermaid journey begins with the word journey.")
        if not self.sections:
            raise UnreadableSource(f"{self._name} has no task. Write one below the title, such as: Make tea: 5: Me")

    def _begin(self, number: int, line: str) -> None:
        word = line.split()[0]
        if line.lower() != "journey":
            raise UnreadableSource(
                f'{self._name}, line {number}: it begins with "{word}", not with journey.'
                f"{did_you_mean(word, ['journey'])} Only journey diagrams are maps."
            )
        self._begun = True

    def _keyword(self, word: str, text: str) -> None:
        if word == "title":
            self.title = text
        elif word == "section":
            self.sections.append((text, []))

    def _task(self, number: int, line: str) -> None:
        found = _TASK.fullmatch(line)
        place = f"{self._name}, line {number}"
        if not found or not found["task"]:
            raise DefinitionError(f'{place}: "{line}" is no task with a score. Write for example: Make tea: 3: Me')
        score = float(found["score"])
        if not 1 <= score <= 5:
            raise DefinitionError(
                f"{place}: scores run from 1 to 5, {found['score']} is outside. Write 1 for the worst."
            )
        actors = tuple(filter(None, (unescaped(actor).strip() for actor in (found["actors"] or "").split(","))))
        task = Task(unescaped(found["task"]).strip(), None if self._unknown else score, actors)
        self._unknown = False
        if self.sections and self.sections[-1][0] is not None:
            self.sections[-1][1].append(task)
        else:
            self.sections.append((None, [task]))


def _diagram(text: str) -> tuple[str, tuple[str, ...]]:
    """The first journey in fences of Markdown, its lines where they were; a text without fences as it is."""
    fences = [found for found in _FENCE.finditer(text) if re.match(r"\s*(%%|---|journey)", found[2])]
    if not fences:
        return text, ()
    more = len(fences) - 1
    losses = (f"Only the first of {len(fences)} diagrams was read.",) if more else ()
    return "\n" * text[: fences[0].start(2)].count("\n") + fences[0][2], losses
