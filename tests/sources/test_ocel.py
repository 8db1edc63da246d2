"""OCEL 2.0 JSON: object-centric logs, flattened to one case."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sojourn.errors import ColumnsNotFound, UnreadableSource


def event(name: str, number: int, *objects: str) -> dict:
    return {
        "id": f"e{number}",
        "type": name,
        "time": f"2026-01-0{number}T00:00:00Z",
        "attributes": [{"name": "amount", "value": number}],
        "relationships": [{"objectId": one, "qualifier": ""} for one in objects],
    }


LOG = {
    "objectTypes": [{"name": name, "attributes": []} for name in ("order", "item", "customer")],
    "eventTypes": [{"name": name, "attributes": []} for name in ("place", "pack", "ship")],
    "objects": [
        {"id": "o1", "type": "order", "relationships": [{"objectId": "anna", "qualifier": "by"}]},
        {"id": "o2", "type": "order", "relationships": []},
        {"id": "i1", "type": "item"},
        {"id": "i2", "type": "item"},
        {"id": "anna", "type": "customer"},
    ],
    "events": [
        event("place", 1, "o1", "i1", "i2"),
        event("pack", 2, "o1", "i1"),
        event("ship", 3, "o1", "o2", "anna"),
    ],
}


@pytest.fixture
def file(tmp_path: Path):
    def write(content: str) -> Path:
        path = tmp_path / "log.jsonocel"
        path.write_text(content)
        return path

    return write


def test_the_case_is_the_type_most_events_relate_to(read, file):
    found = read(file(json.dumps(LOG)))
    assert [(row["event"], row["case_id"], row["user_id"]) for row in found.events] == [
        ("place", "o1", "anna"),
        ("pack", "o1", "anna"),
        ("ship", "o1", "anna"),
        ("ship", "o2", "anna"),
    ]
    assert found.each("event_id") == ["e1", "e2", "e3/o1", "e3/o2"]
    assert json.loads(found.each("properties")[0]) == {"item": ["i1", "i2"]}
    assert found.each("value")[:2] == [1.0, 2.0]
    assert found.notes == [
        'the case is the object type "order"',
        'the customer is the object type "customer"',
        '1 events belong to several "order" and are an event of each',
    ]


def test_the_case_can_be_chosen(read, file):
    found = read(file(json.dumps(LOG)), columns={"case_id": "item"})
    assert found.each("case_id") == ["i1", "i2", "i1", None]
    with pytest.raises(ColumnsNotFound, match='Did you mean "item"'):
        read(file(json.dumps(LOG)), columns={"case_id": "itm"})


def test_a_log_that_breaks_off(read, file):
    with pytest.raises(UnreadableSource, match="no OCEL"):
        read(file(json.dumps(LOG)[:-40]))
