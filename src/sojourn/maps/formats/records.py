"""What every format of maps takes in and gives out: the map, and what was lost on the way, in plain words."""

from __future__ import annotations

from msgspec import Struct

from sojourn.documents.map import MapDocument

SIMULATED = "SIMULATED DATA"
"""Stands in large letters on every map whose figures are made up."""


class Taken(Struct, frozen=True):
    """A map that was read, and what the file held that a map does not, in plain words."""

    document: MapDocument
    losses: tuple[str, ...] = ()


class Given(Struct, frozen=True):
    """A map as a file's content, and what it said that the format cannot hold, in plain words."""

    content: bytes
    losses: tuple[str, ...] = ()


def badge(document: MapDocument) -> str:
    """Which data the figures come from: "SIMULATED DATA: a shop", "Data: a shop"; empty where nobody said."""
    if document.simulated:
        return f"{SIMULATED}: {document.data}" if document.data else SIMULATED
    named = document.data or ""
    return named if not named or named.lower().startswith(("data:", "real data")) else f"Data: {named}"


def titled(document: MapDocument) -> str:
    """The title, with the sign that data are simulated where a format has no other place for it."""
    title = " ".join(document.title.split()) or document.id or "Journey map"
    return f"{title} — {SIMULATED}" if document.simulated else title


def untitled(title: str) -> tuple[str, bool]:
    """What `titled` was made of: the title, and whether data are simulated."""
    bare = title.removesuffix(SIMULATED).rstrip().removesuffix("—").rstrip()
    return (bare, True) if title.endswith(SIMULATED) else (title, False)
