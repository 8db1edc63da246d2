"""Iterables of dicts (or other records), read as they come; types may differ from row to row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from sojourn.errors import UnreadableSource
from sojourn.sources.documents import Record, documents, packed
from sojourn.sources.scratch import Scratch
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
    return documents(opened, packed(encoded(source)))


def encoded(records: Iterable[Any]) -> Iterator[Record]:
    """Records as JSON, numbered from 1."""
    return (encode(place, record) for place, record in enumerate(records, start=1))


def encode(place: int, record: Any) -> Record:
    """One record as JSON: what JSON cannot hold is written as text, NaN as null."""
    try:
        return place, _encoder.encode(record).decode(), None
    except (TypeError, ValueError, UnicodeError, msgspec.MsgspecError):
        return place, None, ascii(record)


def _plain(value: Any) -> Any:
    """Numpy and pandas scalars by their Python value, times as ISO 8601, anything else as text."""
    if hasattr(value, "isoformat"):
        return None if value != value else value.isoformat()
    if hasattr(value, "tolist"):
        return value.tolist()
    return str(value)


_encoder = msgspec.json.Encoder(enc_hook=_plain)
