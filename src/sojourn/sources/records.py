"""Iterables of dicts (or other records), read as they come; types may differ from row to row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from sojourn.errors import UnreadableSource
from sojourn.sources.scratch import Scratch, documents
from sojourn.sources.table import Table


def open_records(opened: Scratch, source: Any) -> Table:
    """An iterable of dicts as a table of documents.

    Raises UnreadableSource where the source is no iterable, or a single dict.
    """
    if isinstance(source, dict | bytes) or not isinstance(source, Iterable):
        raise UnreadableSource(
            f"{type(source).__name__} cannot be read as events. "
            "Give a path, a DataFrame, an Arrow table or a list of dicts."
        )
    return documents(opened, encoded(source))


def encoded(records: Iterable[Any]) -> Iterator[tuple[int, str | None, str | None]]:
    """Records as `(place, body, broken)`: what JSON cannot hold is written as text, NaN as null."""
    encoder = msgspec.json.Encoder(enc_hook=_plain)
    for place, record in enumerate(records, start=1):
        try:
            yield place, encoder.encode(record).decode(), None
        except (TypeError, ValueError, UnicodeError, msgspec.MsgspecError):
            yield place, None, ascii(record)


def _plain(value: Any) -> Any:
    """Numpy and pandas scalars by their Python value, times as ISO 8601, anything else as text."""
    if hasattr(value, "isoformat"):
        return None if value != value else value.isoformat()
    if hasattr(value, "tolist"):
        return value.tolist()
    return str(value)
