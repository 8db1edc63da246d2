"""The format is chosen by a file's ending."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from sojourn.errors import MissingExtra, SourceNotFound, UnreadableSource, UsageError
from sojourn.maps.formats import csv, markdown, xlsx
from sojourn.maps.formats.choosing import READERS, WRITERS, read, reader_of, writer_of
from tests.maps.formats.documents import heads, whole


@pytest.mark.parametrize("ending", sorted(READERS.keys() & WRITERS.keys()))
def test_a_map_is_written_and_read_by_its_ending(tmp_path, ending):
    path = tmp_path / f"map{ending.upper()}"
    path.write_bytes(writer_of(path.name)(whole()).content)
    assert [title for title, _ in heads(read(path).document)][:3] == ["Awareness", "I buy", "Loyalty"]


def test_endings_lead_to_formats():
    assert (reader_of("a.tsv"), writer_of("b.MD"), writer_of("a.b.xlsx")) == (csv.read, markdown.write, xlsx.write)


def test_an_unknown_ending_is_refused_with_all_known_ones():
    known = ".cjml, .csv, .mermaid, .mmd, .tsv, .xlsx, .xml, .yaml."
    with pytest.raises(UsageError) as refused:
        reader_of("a.xls", also=(".yaml",))
    assert str(refused.value) == (
        f'".xls" is not a format that maps are read from. Did you mean ".xlsx"? Use a name that ends in {known}'
    )
    with pytest.raises(UsageError, match='"map" has no ending that maps are saved in'):
        writer_of("map")


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(SourceNotFound, match=r"none\.csv is not there\. Check its name and folder\."):
        read(tmp_path / "none.csv")


def test_a_folder_is_no_file(tmp_path):
    (tmp_path / "a.csv").mkdir()
    with pytest.raises(UnreadableSource, match=r"a\.csv cannot be read"):
        read(tmp_path / "a.csv")


def test_a_file_far_too_large_is_not_even_opened(tmp_path):
    with Path(tmp_path / "a.csv").open("wb") as file:
        file.truncate(30_000_000)
    with pytest.raises(UnreadableSource, match=r"has 30,000,000 bytes; a map has at most 20,000,000\. Is it a log"):
        read(tmp_path / "a.csv")


@pytest.mark.parametrize(("package", "use"), [("openpyxl", xlsx.read), ("xlsxwriter", xlsx.write)])
def test_a_missing_package_says_how_to_install_it(monkeypatch, package, use):
    content = xlsx.write(whole()).content
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(
        MissingExtra, match=rf'{package} is not installed. Install it with: pip install "sojourn\[export\]"'
    ):
        use(content, "a.xlsx") if use is xlsx.read else use(whole())
