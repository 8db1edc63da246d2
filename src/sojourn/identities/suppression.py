"""Suppression: later events of a deleted customer stay out, though nothing readable of them is kept."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from sojourn.identities.keyed import keyed_hash
from sojourn.identities.kinds import normal_form


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

    def adding(self, kind: str, values: Iterable[str]) -> Suppressed:
        """These and the given identifiers too."""
        added = {suppression_hash(self.key, kind, value) for value in values}
        return Suppressed(self.key, self.hashes | added)

    def _hides(self, kind: str, value: str) -> bool:
        return suppression_hash(self.key, kind, value) in self.hashes

    def __repr__(self) -> str:
        """Without the key, which must not reach a log."""
        return f"Suppressed({len(self.hashes)} identifiers)"
