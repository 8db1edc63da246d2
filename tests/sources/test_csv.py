"""CSV: any dialect, any encoding; broken rows are kept, the rest is read."""

from __future__ import annotations

import gzip
import json
from datetime import datetime
from pathlib import Path

import pytest

from sojourn.errors import ColumnsNotFound, UnreadableSource
from sojourn.sources import open_source


@pytest.fixture
def file(tmp_path: Path):
    def write(content: str | bytes, name: str = "events.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def test_a_csv_becomes_events(read, file):
    path = file(
        "customer_id,event,timestamp,channel,revenue,plan\n"
        "anna,Product Viewed,2026-01-05 10:00:00Z,web,,pro\n"
        "anna,Order Completed,2026-01-05 10:30:00Z,app,19.90,\n"
    )
    found = read(path)
    assert found.each("event") == ["Product Viewed", "Order Completed"]
    assert found.each("occurred_at") == [datetime(2026, 1, 5, 10), datetime(2026, 1, 5, 10, 30)]
    assert found.each("user_id") == ["anna", "anna"]
    assert found.each("value") == [None, 19.9]
    assert found.each("properties") == ['{"plan":"pro"}', None]
    assert found.each("place") == [1, 2]
    assert found.columns["value"] == "revenue"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_delimiter(read, file, delimiter):
    rows = [["user", "event", "time", "note"], ["u1", "a,b; c", "2026-01-01", 'say "hi"']]
    quoted = [['"' + cell.replace('"', '""') + '"' for cell in row] for row in rows]
    found = read(file("\n".join(delimiter.join(row) for row in quoted)))
    assert found.each("event") == ["a,b; c"]
    assert json.loads(found.each("properties")[0]) == {"note": 'say "hi"'}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1", "cp1252"])
@pytest.mark.parametrize("packed", [False, True])
def test_every_encoding(read, file, encoding, packed):
    data = "user;event;time\r\nJürgen;Käufe geprüft;2026-01-01\r\n".encode(encoding)
    found = read(file(gzip.compress(data) if packed else data, "events.txt"))
    assert (found.each("user_id"), found.each("event")) == (["Jürgen"], ["Käufe geprüft"])


def test_broken_rows_are_kept_with_their_line_and_the_rest_is_read(read, file):
    found = read(file("user,event,time\nu1,a,2026-01-01\nu2,b\nu3,c,2026-01-03,x\nu4,d,2026-01-04\n"))
    assert found.each("user_id") == ["u1", "u4"]
    assert found.rejects == [("broken_row", 3), ("broken_row", 4)]
    assert [json.loads(row["original"]) for row in found.rows if row["reason"]] == [
        "u2,b",
        "u3,c,2026-01-03,x",
    ]


def test_a_quote_that_is_never_closed_costs_one_line(read, file):
    found = read(file('user,event,time\nu1,a,2026-01-01\nu2,"b,2026-01-02\nu3,c,2026-01-03\nu4,d,2026-01-04\n'))
    assert found.each("user_id") == ["u1", "u3", "u4"]
    assert found.rejects == [("broken_row", 3)]


def test_invalid_characters_break_their_row_only(read, file):
    found = read(file("user,event,time\nü1,a,2026-01-01\nu2,b,2026-01-02\n".encode() + b"u\xff3,c,2026-01-03\n"))
    assert found.each("user_id") == ["ü1", "u2"]
    assert found.rejects == [("broken_row", 4)]


def test_text_may_run_over_lines_and_line_ends_may_differ(read, file):
    found = read(file('user,event,time,comment\r\nu1,a,2026-01-01,"one\r\ntwo"\nu2,b,2026-01-02,three\r\n'))
    assert found.each("text") == ["one\ntwo", "three"]


def test_columns_without_a_name_or_with_the_same_name_are_kept_apart(read, file):
    found = read(file(",user,event,time,Variant,variant\n0,u1,a,2026-01-01,x,y\n"))
    assert json.loads(found.each("properties")[0]) == {"column1": 0, "Variant": "x", "variant_2": "y"}


def test_numbers_become_numbers_where_the_whole_column_is_of_them(read, file):
    found = read(file("user,event,time,n,zip\nu1,a,2026-01-01,5,01234\nu1,a,2026-01-01,2.50,99999\n"))
    assert found.each("properties") == ['{"n":5,"zip":"01234"}', '{"n":2.5,"zip":"99999"}']


def test_excel_names_its_separator_in_a_first_line(read, file):
    found = read(file("sep=;\r\nuser;event;time\r\nu1;a;2026-01-01\r\n"))
    assert found.each("user_id") == ["u1"]


def test_a_header_alone_is_no_error(read, file):
    found = read(file("user,event,time\n"))
    assert found.rows == []
    assert "there are columns but no rows" in found.notes


def test_a_file_of_nothing_and_a_gzip_that_breaks_off_say_so(read, file):
    with pytest.raises(UnreadableSource, match="empty"):
        read(file(""))
    whole = gzip.compress("".join(f"u{i},event,2026-01-01\n" for i in range(200_000)).encode(), 1)
    with pytest.raises(UnreadableSource, match=r"cut\.csv\.gz is a broken gzip"):
        read(file(whole[: len(whole) // 2], "cut.csv.gz"))


def test_garbage_and_workbooks_say_what_to_do(read, file):
    with pytest.raises(UnreadableSource, match="Save the sheet as CSV"):
        read(file(b"PK\x03\x04" + bytes(100), "book.csv"))
    with pytest.raises(UnreadableSource, match="text"):
        read(file(bytes(range(256)) * 40))


def test_columns_that_nobody_can_guess_are_listed(read, file):
    path = file("a,b,c\n1,2,3\n")
    with pytest.raises(ColumnsNotFound, match=r'who acted, what happened, when.*a, b, c.*"customer"'):
        read(path)
    with pytest.raises(ColumnsNotFound, match=r'no column "evnt"'):
        read(path, columns={"event": "evnt"})


def test_columns_are_given_by_role(read, file):
    path = file("uid,act,when,kind\nu1,view,2026-01-01,x\n")
    found = read(path, columns={"customer": "uid", "event": "act+kind", "occurred_at": "when"})
    assert found.each("event") == ["view+x"]


def test_a_reading_tells_its_name_and_about_how_many_rows_to_expect(file):
    (reading,) = open_source(file("user,event,time\n" + "u1,a,2026-01-01\n" * 1000))
    assert reading.name == "events.csv"
    assert sum(batch.num_rows for batch in reading.batches()) == 1000
    assert reading.expected_rows == pytest.approx(1000, rel=0.05)


def test_real_logs(read, shared):
    logs = shared / "data" / "journeys"
    running = read(logs / "pm4py_running-example.csv")
    assert (len(running.events), len(set(running.each("case_id")))) == (42, 6)
    receipt = read(logs / "pm4py_receipt.csv.gz")
    assert (len(receipt.events), len(set(receipt.each("case_id")))) == (8577, 1434)
    helpdesk = read(logs / "helpdesk_full.csv.gz")
    assert (len(helpdesk.events), len(set(helpdesk.each("case_id")))) == (21348, 4580)
    greps = read(logs / "greps_traces.csv")
    assert len(set(greps.each("case_id"))) == 33
    assert "no times: order is kept, durations mean nothing" in greps.notes
    assert len(set(read(logs / "msnbc323.csv").each("case_id"))) == 323
    complaints = read(logs / "BPI2016_Complaints.csv", columns={"event": "ComplaintTheme_EN"})
    assert (len(complaints.events), complaints.rejects) == (289, [])
