"""JSON lines and arrays; Segment's calls; broken lines."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from sojourn.errors import UnreadableSource

ROW = {"user_id": "u1", "event": "a", "time": "2026-01-01T00:00:00Z"}


@pytest.fixture
def file(tmp_path: Path):
    def write(content: str | bytes, name: str = "events.jsonl") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def lines(*rows: object) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def test_a_line_becomes_an_event_and_nested_objects_stay_nested(read, file):
    found = read(file(lines(ROW | {"page": {"url": "/x", "gone": None}, "n": 1.5, "none": None})))
    assert found.each("event") == ["a"]
    assert json.loads(found.each("properties")[0]) == {"page": {"url": "/x"}, "n": 1.5}


def test_broken_lines_are_kept_with_their_line_and_the_rest_is_read(read, file):
    found = read(file(lines(ROW).encode() + b'\n{"user_id": "u2", \n[1]\n\xff\xfe\n' + lines(ROW).encode()))
    assert found.each("place") == [1, 6]
    assert found.rejects == [("broken_row", 3), ("broken_row", 4), ("broken_row", 5)]
    assert json.loads(found.rows[1]["original"]) == '{"user_id": "u2",'


@pytest.mark.parametrize("packed", [False, True])
def test_one_array_of_objects(read, file, packed):
    data = json.dumps([ROW | {"n": n} for n in range(1000)], indent=1).encode()
    found = read(file(gzip.compress(data) if packed else data, "events.json"))
    assert found.each("place") == list(range(1, 1001))


def test_keys_may_hold_any_sign(read, file):
    found = read(file(lines(ROW | {"a/b~c": 1, "it's": 2, 'q"': 3, "": 4})))
    assert json.loads(found.each("properties")[0]) == {"a/b~c": 1, "it's": 2, 'q"': 3, "": 4}


def test_nan_is_null(read, file):
    assert read(file('{"user_id":"u","event":"a","time":0,"value":NaN}\n')).each("value") == [None]


def test_segment_calls_are_recognised(read, file):
    track = {
        "type": "track",
        "userId": "u1",
        "anonymousId": "a1",
        "event": "Order Completed",
        "properties": {"revenue": 25.0, "currency": "eur", "coupon": "X"},
        "context": {"campaign": {"medium": "email"}, "traits": {"email": "Anna@x.de"}},
        "messageId": "m1",
        "timestamp": "2026-01-01T00:00:00.000Z",
        "receivedAt": "2026-01-01T00:00:01.000Z",
    }
    page = {"type": "page", "anonymousId": "a1", "messageId": "m2", "timestamp": "2026-01-01T00:00:00.000Z"}
    found = read(file(lines(track, page)))
    order, view = found.events
    assert (order["user_id"], order["anonymous_id"], order["event_id"]) == ("u1", "a1", "m1")
    assert (order["value"], order["currency"], order["channel"]) == (25.0, "EUR", "email")
    assert order["email"] == "anna@x.de"
    assert order["received_at"].second == 1
    assert json.loads(order["properties"])["coupon"] == "X"
    assert (view["event"], view["user_id"]) == ("Page Viewed", None)


def test_what_breaks_off_says_where(read, file):
    array = json.dumps([ROW] * 10)
    with pytest.raises(UnreadableSource, match="after 9 objects"):
        read(file(array[:-10], "cut.json"))
    packed = gzip.compress(lines(*[ROW | {"n": n} for n in range(20_000)]).encode(), 1)
    with pytest.raises(UnreadableSource, match="broken gzip"):
        read(file(packed[: len(packed) // 2], "cut.jsonl.gz"))
    with pytest.raises(UnreadableSource, match="no JSON object"):
        read(file('{"a": \n{"b": \n'))
