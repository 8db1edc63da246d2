"""A persona as the page shows it: who it is, what it wants, what it said, and what all that rests on."""

from __future__ import annotations

from msgspec import Struct

from sojourn.documents.persona import Persona
from sojourn.maps.telling import PROVENANCE
from sojourn.maps.words import day


class Described(Struct, frozen=True):
    """`parts` are titles with their entries; `basis` says what the description rests on."""

    name: str
    summary: str
    parts: tuple[tuple[str, tuple[str, ...]], ...]
    quotes: tuple[tuple[str, str], ...]
    basis: str


def described(persona: Persona) -> Described:
    """A persona in words; parts that nothing is said of are left out."""
    parts = (
        ("Wants to", persona.goals),
        ("Needs", persona.needs),
        ("Does", persona.behaviours),
        ("Is annoyed by", persona.frustrations),
        ("Sources", persona.sources),
    )
    return Described(
        persona.name,
        persona.summary or "",
        tuple((title, entries) for title, entries in parts if entries),
        tuple(
            (f"“{quote.text}”", _from(quote.source, day(quote.date) if quote.date else "")) for quote in persona.quotes
        ),
        _from(
            PROVENANCE[persona.provenance or "asserted"],
            persona.author or "",
            day(persona.date) if persona.date else "",
        ),
    )


def _from(*parts: str | None) -> str:
    return " · ".join(part for part in parts if part)
