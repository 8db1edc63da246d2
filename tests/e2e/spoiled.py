"""Maps that try to break their page: every text is code, every hidden figure has numbers, every cell is a belief."""

from __future__ import annotations

from typing import Any

import msgspec

from sojourn.documents.cells import Cell, Figure
from sojourn.documents.map import MapDocument

CODE = (
    """</script><script>window.broken = 1</script><img src=x onerror="window.broken = 1">'"{{ 7 * 7 }}{% raw %}"""
    "&lt;b&gt;"
)
TEXTS = frozenset(
    ("title", "text", "source", "author", "owner", "note", "goal", "scenario", "data", "of", "says", "notes", "status",
     "tags", "personas", "channels", "touchpoint", "opens", "sentence", "outcome", "currency")
)  # fmt: skip
"""Fields that anybody may write anything into."""

STATUSES = frozenset(("draft", "in review", "agreed", "retired", "associated", "confirmed", "refuted"))
"""Words of which a document takes no others."""

SECRET = {"share": 0.765432}
SAID = ("76.5", "76 %", "77 %", "77 in 100", "98,765", "98765", "87,654", "87654", "71,234", "71234", "54,321", "54321")
"""How the numbers of a hidden figure would be read."""


def spoiled(document: MapDocument) -> MapDocument:
    """The same map with code in all its texts."""
    return msgspec.convert(_spoil(msgspec.to_builtins(document)), MapDocument)


def _spoil(value: Any, name: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _spoil(one, key if isinstance(key, str) else "") for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_spoil(one, name) for one in value]
    if name == "status" and value in STATUSES:
        return value
    return CODE if isinstance(value, str) and name in TEXTS else value


def hidden(document: MapDocument) -> MapDocument:
    """The same map with every figure hidden, though its numbers are there."""
    return _with_cells(document, _hidden)


def believed(document: MapDocument) -> MapDocument:
    """The same map with every cell an assumption."""
    return _with_cells(document, lambda cell: msgspec.structs.replace(cell, provenance="asserted"))


def _hidden(cell: Cell) -> Cell:
    if cell.measured is None:
        return cell
    value = SECRET.get(cell.measured.scale, 71234.0)
    secret = Figure(
        cell.measured.scale, value, value, value, 98765, cell.measured.of, 87654, customers=54321, open=54321, hidden=5
    )
    return msgspec.structs.replace(cell, measured=secret)


def _with_cells(document: MapDocument, change: Any) -> MapDocument:
    lanes = tuple(
        msgspec.structs.replace(lane, cells={place: tuple(map(change, cells)) for place, cells in lane.cells.items()})
        for lane in document.lanes
    )
    return msgspec.structs.replace(document, lanes=lanes)
