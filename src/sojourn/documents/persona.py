"""Personas: described kinds of customer, as documents of their own (`personas/NAME.yaml`)."""

from __future__ import annotations

import datetime as dt

from msgspec import Struct

from sojourn.documents.cells import Provenance


class Quote(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What such a customer said, and where."""

    text: str
    source: str | None = None
    date: dt.date | None = None


class Persona(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A kind of customer. `customers` is the condition by which customers of the log belong to it.

    `picture` is a file beside the document; `provenance` says whether it was measured, cited, asserted or inferred.
    """

    name: str
    id: str = ""
    format: int = 1
    customers: str | None = None
    picture: str | None = None
    summary: str | None = None
    goals: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    behaviours: tuple[str, ...] = ()
    frustrations: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()
    sources: tuple[str, ...] = ()
    provenance: Provenance | None = None
    author: str | None = None
    date: dt.date | None = None
