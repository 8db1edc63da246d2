"""Several entries in one field."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.maps.formats.tables.entries import Entry, entries, written
from tests.maps.formats.documents import sayings


@pytest.mark.parametrize(
    ("field", "texts"),
    [
        ("slow", ["slow"]),
        ("slow; dear", ["slow", "dear"]),
        ("slow\ndear\r\n\nfar", ["slow", "dear", "far"]),
        ("• slow\n• dear", ["slow", "dear"]),
        ("•slow\n•dear; and far", ["slow", "dear; and far"]),
        ("- slow\n- dear\n  and far\n\n- ugly", ["slow", "dear\nand far\n", "ugly"]),
        ("* slow\n* dear", ["slow", "dear"]),
        ("Both:\n- slow\n- dear", ["Both:", "slow", "dear"]),
        ("- slow\n  • in shops\n- dear", ["slow\n• in shops", "dear"]),
        ("nice ;-)", ["nice ;-)"]),
        ("-20 % is well-known", ["-20 % is well-known"]),
        ("slow;", ["slow"]),
        ("", []),
        (" ; ", []),
        ("a\x00b\x1f", ["ab"]),
    ],
)
def test_entries_are_separated_by_lines_bullets_or_semicolons(field, texts):
    assert [entry.text for entry in entries(field)] == [text.strip() for text in texts]


def test_what_sojourn_adds_below_an_entry_is_kept_apart():
    field = "• Waits\n  ↳ 20.1 % (likely 19.5–20.6)\n  ↳ Owner: Till\n• Queues"
    assert entries(field) == [Entry("Waits", ("20.1 % (likely 19.5–20.6)", "Owner: Till")), Entry("Queues")]
    assert entries("↳ 13 %\n↳ Data up to 1 Jan 2018") == [Entry("", ("13 %", "Data up to 1 Jan 2018"))]


further = st.lists(st.text("ab 1%·", min_size=1, max_size=8).map(str.strip).filter(bool), max_size=2).map(tuple)


@given(st.lists(st.builds(Entry, sayings, further), min_size=1, max_size=4))
def test_what_is_written_is_read_as_the_same_entries(found):
    assert entries(written(found)) == found
