"""The columns of an event: as sources hand them over (an event batch), and as the log keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

IDENTIFIER_COLUMNS = ("user_id", "loyalty_card", "email", "phone", "anonymous_id")
"""What can name a customer, strongest first. Where all are null, the case stands for the customer."""


SCORE_ENDS: Mapping[str, tuple[int, int]] = {"nps": (0, 10), "csat": (1, 5), "ces": (1, 7), "stars": (1, 5)}
"""Each kind of score with its lowest and its highest answer; no answer lies outside."""


class EventColumn(NamedTuple):
    """One column of the view `events` over the log, as `ws.sql` sees it; `type` is DuckDB's."""

    name: str
    type: str
    meaning: str


EVENT_COLUMNS = (
    EventColumn("seq", "BIGINT", "number given at load, never used again; the order in which events arrived"),
    EventColumn("event_id", "VARCHAR", "the sender's id of the event, or null"),
    EventColumn("occurred_at", "TIMESTAMP", "when it happened, UTC, microseconds"),
    EventColumn("received_at", "TIMESTAMP", "when it reached the sender's system, UTC, or null"),
    EventColumn("sequence", "BIGINT", "order among events of the same time: given, else the row in its source"),
    EventColumn("event", "VARCHAR", "what happened, as the source named it"),
    EventColumn("touchpoint", "VARCHAR", "where customer and brand met, as the source named it, or null"),
    EventColumn("channel", "VARCHAR", "web, app, store ...; from a column or the context, or null"),
    EventColumn("identifier", "VARCHAR", "the strongest identifier that the event came with"),
    EventColumn("identifier_kind", "VARCHAR", "user_id, loyalty_card, email, phone, anonymous_id or case_id"),
    EventColumn("customer_id", "VARCHAR", "the customer whom the identifier was resolved to"),
    EventColumn("case_id", "VARCHAR", "the case, order or ticket it belongs to, or null"),
    EventColumn("value", "DOUBLE", "money, in `currency`, or null"),
    EventColumn("currency", "VARCHAR", "ISO 4217, or null"),
    EventColumn("score", "FLOAT", "the customer's own rating, on the scale of `score_kind`, or null"),
    EventColumn("score_kind", "VARCHAR", "nps (0..10), csat (1..5), ces (1..7), stars (1..5), or null"),
    EventColumn("text", "VARCHAR", "what the customer wrote or said, or null"),
    EventColumn("properties", "JSON", "everything else the source said, as an object, or null"),
    EventColumn("source", "VARCHAR", "the file or sender it came from"),
    EventColumn("load_id", "INTEGER", "the load that brought it, as in `loads`"),
)


@cache
def batch_schema() -> Any:
    """The pyarrow.Schema of an event batch, which every source yields and the store takes.

    Times are UTC. Blocked identifier values are null. `properties` is the text of a JSON object without
    nulls. `place` is the 1-based row, line or event in the source. `reason` is null where the event is
    accepted; else it says why not, and `original` holds the row as JSON.
    """
    import pyarrow as pa

    text, number, time = pa.string(), pa.int64(), pa.timestamp("us")
    return pa.schema(
        [
            ("event_id", text),
            ("occurred_at", time),
            ("received_at", time),
            ("sequence", number),
            ("event", text),
            ("touchpoint", text),
            ("channel", text),
            *((name, text) for name in IDENTIFIER_COLUMNS),
            ("case_id", text),
            ("value", pa.float64()),
            ("currency", text),
            ("score", pa.float32()),
            ("score_kind", text),
            ("text", text),
            ("properties", text),
            ("place", number),
            ("reason", text),
            ("original", text),
        ]
    )
