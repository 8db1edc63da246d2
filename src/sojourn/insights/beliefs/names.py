"""Names of the log as people write them in a map."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from sojourn.documents.map import MapDocument
from sojourn.events.vocabulary import standard
from sojourn.insights.beliefs.known import Known

Over = Literal["touchpoint", "channel", "stage", "event"]
LONGEST = 5
"""A name has at most so many words."""


class Name(NamedTuple):
    """A name of the log, and what it is the name of."""

    over: Over
    name: str


class Names:
    """Finds names in words; case, spaces and signs make no difference, nor does a plural.

    Channels are known by their other names too ("website"), stages by their titles and by those of the map's phases,
    touchpoints by the titles of the map's steps. What is a name of several things is that of the first in this order:
    touchpoint, channel, stage, event.
    """

    def __init__(self, known: Known, document: MapDocument) -> None:
        """For a log and a map."""
        self._known = known
        self._by_word: dict[str, Name] = {}
        self._by_over: dict[Over, dict[str, str]] = {"touchpoint": {}, "channel": {}, "stage": {}, "event": {}}
        for over, pairs in (
            ("touchpoint", [(name, name) for name in known.touchpoints]),
            ("channel", [(name, name) for name in known.channels]),
            ("stage", [(name, name) for name in known.stages]),
            ("event", [(name, name) for name in known.events]),
            ("channel", list(_aliases(known))),
            ("stage", list(_titles(known))),
        ):
            self._add(over, pairs)  # type: ignore[arg-type]
        self._add(
            "stage", [(p.title, stage) for p in document.phases if (stage := self.find("stage", p.stage or p.id))]
        )
        steps = (step for phase in document.phases for step in phase.steps if step.touchpoint)
        self._add("touchpoint", [(s.title, name) for s in steps if (name := self.find("touchpoint", s.touchpoint))])

    def _add(self, over: Over, pairs: Sequence[tuple[str, str]]) -> None:
        for word, name in pairs:
            key = plain(word)
            if key:
                self._by_over[over].setdefault(key, name)
                self._by_word.setdefault(key, Name(over, name))

    def find(self, over: Over, word: str | None) -> str | None:
        """The log's name for a whole word or title; None where it has none."""
        return None if word is None else self._by_over[over].get(plain(word))

    def order_event(self) -> str | None:
        """The one event that is an order; None where there are none or several."""
        found = [name for name in self._known.events if "order" in standard().roles_of(name)]
        return found[0] if len(found) == 1 else None

    def has_orders(self) -> bool:
        """Whether any event is an order."""
        return any("order" in standard().roles_of(name) for name in self._known.events)

    def at(self, tokens: Sequence[str], i: int) -> tuple[Name, int] | None:
        """The longest name that begins at a place, and the place behind it."""
        for length in range(min(LONGEST, len(tokens) - i), 0, -1):
            word = plain("".join(tokens[i : i + length]))
            name = self._by_word.get(word) or self._by_word.get(word.removesuffix("s"))
            if name is not None:
                return name, i + length
        return None


def plain(word: str) -> str:
    """Letters and digits in lower case: the form in which names are compared."""
    return "".join(letter for letter in word.casefold() if letter.isalnum())


def _aliases(known: Known) -> Iterator[tuple[str, str]]:
    for channel in standard().channels:
        if channel.name in known.channels:
            yield from ((alias, channel.name) for alias in channel.aliases)


def _titles(known: Known) -> Iterator[tuple[str, str]]:
    for stage in standard().stages:
        if stage.name in known.stages:
            yield stage.title, stage.name
