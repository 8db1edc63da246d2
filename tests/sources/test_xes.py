"""XES, streamed; dangerous and broken XML is refused."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from sojourn.errors import UnreadableSource

LOG = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1.0"><string key="source" value="a test"/>
<global scope="event"><string key="concept:name" value="name"/></global>
<trace><string key="concept:name" value="case 1"/><string key="segment" value="gold"/>
  <event><string key="concept:name" value="apply"/>
    <date key="time:timestamp" value="2026-01-01T10:00:00.000+01:00"/>
    <string key="lifecycle:transition" value="start"/>
    <int key="amount" value="5"/><boolean key="paid" value="true"/>
    <list key="docs"><values><string key="doc" value="a"/>
      <string key="doc" value="b"/></values></list></event>
  <event><string key="concept:name" value="decide"/>
    <date key="time:timestamp" value="2026-01-02T10:00:00Z"/></event>
</trace><trace><string key="concept:name" value="empty"/></trace></log>
"""


@pytest.fixture
def file(tmp_path: Path):
    def write(content: str | bytes, name: str = "log.xes") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def test_a_trace_becomes_a_case(read, file):
    found = read(file(LOG))
    assert found.each("case_id") == ["case 1", "case 1"]
    assert found.each("event") == ["apply", "decide"]
    assert [time.hour for time in found.each("occurred_at")] == [9, 10]
    assert json.loads(found.each("properties")[0]) == {
        "case:segment": "gold",
        "lifecycle:transition": "start",
        "paid": True,
        "docs": {"doc": ["a", "b"]},
    }
    assert found.each("value") == [5.0, None]


def test_name_and_lifecycle_together_are_a_classifier(read, file):
    found = read(file(LOG), columns={"event": "concept:name+lifecycle:transition"})
    assert found.each("event") == ["apply+start", "decide"]


def test_a_packed_log_under_any_name(read, file):
    assert len(read(file(gzip.compress(LOG.encode()), "log.data")).events) == 2


def test_entities_are_refused(read, file):
    for declared in ('<!ENTITY a "boom">', '<!ENTITY a SYSTEM "file:///etc/passwd">'):
        bomb = LOG.replace("<log ", f"<!DOCTYPE log [{declared}]><log ", 1).replace("apply", "&a;")
        with pytest.raises(UnreadableSource, match="document type"):
            read(file(bomb))


def test_broken_xml_says_where(read, file):
    with pytest.raises(UnreadableSource, match=r"log\.xes is broken XML at line 13"):
        read(file(LOG[:-30]))
    with pytest.raises(UnreadableSource, match="<html>, not <log>"):
        read(file("<html><body/></html>"))
    with pytest.raises(UnreadableSource, match="no events"):
        read(file("<log></log>"))


def test_real_logs(read, shared):
    logs = shared / "data" / "journeys"
    running = read(logs / "pm4py_running-example.xes")
    assert (len(running.events), len(set(running.each("case_id")))) == (42, 6)
    helpdesk = read(logs / "Helpdesk.xes.gz")
    assert (len(helpdesk.events), len(set(helpdesk.each("case_id")))) == (21348, 4580)
    cjml = read(logs / "cjml_example.xes")
    assert {"user_id", "case_id", "event", "occurred_at", "channel"} <= cjml.columns.keys()
    assert cjml.rejects == []


@pytest.mark.slow
def test_the_same_log_as_csv_and_xes_is_the_same_log(read, shared):
    logs = shared / "data" / "journeys"
    listed = read(logs / "pm4py_running-example.csv").events
    traced = read(logs / "pm4py_running-example.xes").events
    told = [{(row["case_id"], row["event"], row["occurred_at"]) for row in rows} for rows in (listed, traced)]
    assert told[0] == told[1]


@pytest.mark.slow
def test_a_big_real_log(read, shared):
    found = read(shared / "data" / "journeys" / "BPI_Challenge_2012.xes.gz")
    assert (len(found.events), found.rejects) == (262_200, [])
    assert len(set(found.each("case_id"))) == 13_087
