"""What a row without a channel still says about it: context, utm parameters, referrer. The rules stand in `events`."""

from __future__ import annotations

import pyarrow as pa

from sojourn.events.channels import channel_of
from sojourn.sources.documents import member
from sojourn.sources.recognise import first_named
from sojourn.sources.table import Table

_SEPARATOR = "\x1f"
_COLUMNS = {
    "medium": ("utmmedium", "contextcampaignmedium"),
    "source": ("utmsource", "contextcampaignsource"),
    "referrer": ("referrer", "referer", "pagereferrer", "contextpagereferrer"),
    "library": ("libraryname", "contextlibraryname"),
    "device": ("devicetype", "devicecategory", "device", "platform", "contextdevicetype"),
    "page": ("pageurl", "url", "pagelocation", "contextpageurl"),
}
_CONTEXT = {
    "medium": ("context", "campaign", "medium"),
    "source": ("context", "campaign", "source"),
    "referrer": ("context", "page", "referrer"),
    "library": ("context", "library", "name"),
    "device": ("context", "device", "type"),
    "page": ("context", "page", "url"),
}
_ADDRESSES = ("referrer", "page")


def hint_sql(table: Table) -> str | None:
    """SQL for the evidence of a row as one text; None where the source has no such columns."""
    nested = table.body is not None and any(column.name == "context" for column in table.columns)
    found = {name: _evidence(table, name, nested) for name in _COLUMNS}
    if not any(found.values()):
        return None
    parts = [f"coalesce({sql}, '')" if sql else "''" for sql in found.values()]
    return f" || chr({ord(_SEPARATOR)}) || ".join(parts)


def channels(hints: pa.Array) -> pa.Array:
    """The channel that each row's evidence speaks for. Rows repeat one another, so each evidence is judged once."""
    coded = hints.dictionary_encode()
    judged = [_judged(hint) for hint in coded.dictionary.to_pylist()]
    return pa.array(judged, pa.string()).take(coded.indices)


def _judged(hint: str) -> str | None:
    said = dict(zip(_COLUMNS, (part or None for part in hint.split(_SEPARATOR)), strict=True))
    return channel_of(**said)


def _evidence(table: Table, name: str, nested: bool) -> str | None:
    """The SQL of one kind of evidence; of an address only its host, so that there are few."""
    column = first_named(table.columns, _COLUMNS[name])
    readers = [f"{column.sql}::VARCHAR"] if column else []
    readers += [member(*_CONTEXT[name])] if nested else []
    if not readers:
        return None
    text = f"replace(coalesce({', '.join(readers)}, ''), chr({ord(_SEPARATOR)}), '')"
    return f"regexp_extract({text}, '^([a-z]+://)?[^/?#]+', 0)" if name in _ADDRESSES else text
