from __future__ import annotations

from sojourn.events.schema import EVENT_COLUMNS, IDENTIFIER_COLUMNS, batch_schema
from sojourn.identities.kinds import KINDS


def test_an_event_batch_says_who_what_when_and_where() -> None:
    schema = batch_schema()
    assert {"event", "occurred_at", "channel", "touchpoint", *IDENTIFIER_COLUMNS} <= set(schema.names)
    assert str(schema.field("occurred_at").type) == "timestamp[us]"


def test_what_a_batch_brings_the_log_keeps() -> None:
    kept = {column.name for column in EVENT_COLUMNS}
    given_to_identities, given_to_rejects = set(IDENTIFIER_COLUMNS), {"place", "reason", "original"}
    assert set(batch_schema().names) - given_to_identities - given_to_rejects <= kept


def test_identifier_columns_are_the_kinds_of_identifiers_in_their_order() -> None:
    assert (*IDENTIFIER_COLUMNS, "case_id") == KINDS
