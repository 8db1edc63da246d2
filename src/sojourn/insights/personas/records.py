"""What `personas` returns: groups of customers who behave alike, and how sure it is that there are any."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from msgspec import Struct

from sojourn.errors import UnknownName, UsageError, did_you_mean
from sojourn.estimates import Estimate
from sojourn.results import Measured

LABEL = "Behavioural segments, proposed from what customers did. A persona is what people make of one."
FindMembers = Callable[[str], list[str]]
MEMBERS = "_members"
"""Where the result keeps the way to its customers: no field, so that it is neither compared nor written."""


class Trait(Struct, frozen=True):
    """In what a segment differs: the share of its customers who use a touchpoint or a channel, or go straight from one
    touchpoint to another ("A > B", its two ends in `ends`), beside the same share of the `others`.
    """

    kind: Literal["touchpoint", "channel", "move"]
    name: str
    share: Estimate
    others: Estimate
    ends: tuple[str, ...] = ()


class FoundPersona(Struct, frozen=True):
    """A behavioural segment: `size` is its share of all customers, `path` the way that its customers typically take.

    `differs` has what tells it from the others, the clearest first; `conversion` the share of its customers with the
    goal, where there is one; `steps` how many steps they take; `certainty` the mean chance with which its customers
    belong to it rather than to another.
    """

    id: str
    name: str
    customers: int
    size: Estimate
    path: tuple[str, ...]
    differs: tuple[Trait, ...]
    channels: tuple[Trait, ...]
    conversion: Estimate
    steps: Estimate
    certainty: float
    sentence: str


class Tried(Struct, frozen=True):
    """How well so many segments explain what customers did: the lower `bic`, the better for what it costs."""

    segments: int
    bic: float


class FoundPersonas(Measured, frozen=True, dict=True):
    """Segments, the largest first. `stability`: the adjusted Rand index between these segments and those found in
    resamples of the customers, 1 where all agree and 0 for chance. `tried`: how the number of segments was chosen.
    `total` customers are placed.
    """

    rows: tuple[FoundPersona, ...]
    over: str
    total: int
    stability: Estimate
    tried: tuple[Tried, ...]
    label: str = LABEL

    def summary(self) -> str:
        """A sentence for each, and what they are."""
        return "\n".join([*(row.sentence for row in self.rows), self.label])

    def customers(self, persona: str) -> list[str]:
        """Ids of the customers of a segment, by its id or name, in the order of the alphabet.

        Raises UnknownName, and UsageError where the result was copied or read from a file.
        """
        found = {row.name: row.id for row in self.rows} | {row.id: row.id for row in self.rows}
        if persona not in found:
            known = ", ".join(row.id for row in self.rows)
            raise UnknownName(f'No segment is called "{persona}".{did_you_mean(persona, found)} There are: {known}.')
        find: FindMembers | None = self.__dict__.get(MEMBERS)
        if find is None:
            raise UsageError("This is a copy that has lost its customers. Ask for personas again.")
        return find(found[persona])
