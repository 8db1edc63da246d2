"""Identifiers and edges written as texts, so that the tests of resolution and suspicion read like a story."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from sojourn.identities.kinds import KINDS, caps_of
from sojourn.identities.resolution import REASONS, Decision, Edges, Identifiers, Resolution, resolve

SHORT = {"u": "user_id", "l": "loyalty_card", "e": "email", "p": "phone", "a": "anonymous_id", "c": "case_id"}


class Story:
    """Edges such as "a1 u1", one a tick; the first letter of an identifier is its kind."""

    def __init__(self, *edges: str, alone: str = "") -> None:
        pairs = [tuple(edge.split()) for edge in edges]
        named = [name for pair in pairs for name in pair] + alone.split()
        self.names = list(dict.fromkeys(named))
        code = self.names.index
        kind = np.array([KINDS.index(SHORT[name[0]]) for name in self.names], np.uint8)
        order = sorted(self.names, key=lambda name: (KINDS.index(SHORT[name[0]]), name))
        rank = np.array([order.index(name) for name in self.names])
        first_seen = np.array([named.index(name) for name in self.names])
        self.identifiers = Identifiers(kind, first_seen, rank)
        a, b = (np.array([code(pair[side]) for pair in pairs], np.int32) for side in (0, 1))
        self.edges = Edges(a, b, np.arange(len(pairs), dtype=np.int64))

    def resolve(self, decisions: Iterable[str] = (), **caps: int) -> Resolution:
        """Decisions: "e1 into u1" or "e1 not u1"."""
        made = [
            Decision(self.names.index(one), self.names.index(other), word == "into")
            for one, word, other in map(str.split, decisions)
        ]
        return resolve(self.identifiers, self.edges, caps_of(overrides=caps), made)

    def customers(self, decisions: Iterable[str] = (), **caps: int) -> dict[str, str]:
        """Who stands for whom."""
        cluster = self.resolve(decisions, **caps).cluster
        return {name: self.names[code] for name, code in zip(self.names, cluster, strict=True)}

    def refused(self, decisions: Iterable[str] = (), **caps: int) -> dict[int, str]:
        """Why which edges were refused."""
        found = self.resolve(decisions, **caps)
        return {int(at): REASONS[reason] for at, reason in zip(found.refused, found.reasons, strict=True)}
