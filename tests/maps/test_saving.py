from __future__ import annotations

from pathlib import Path

import pytest

import sojourn
from sojourn.documents.cells import Cell
from sojourn.documents.map import Lane, MapDocument, MapStep, Phase
from sojourn.errors import SourceNotFound, UsageError
from sojourn.maps.map import Map
from sojourn.maps.saving import MapLoss

DOCUMENT = MapDocument(
    "I buy a lamp",
    id="lamps",
    phases=(Phase("buy", "Buying", steps=(MapStep("look", "Looking"), MapStep("pay", "Paying"))),),
    lanes=(
        Lane("actions", "actions", "Actions", cells={"look": (Cell("I look", "a", "asserted", source="workshop"),)}),
    ),
)


@pytest.mark.parametrize("ending", ["yaml", "yml", "json"])
def test_a_map_comes_back_as_it_was_from_its_own_formats(tmp_path: Path, ending: str) -> None:
    path = Map(DOCUMENT).save(tmp_path / "maps" / f"lamps.map.{ending}")
    assert sojourn.load_map(path).document == DOCUMENT


@pytest.mark.parametrize("ending", ["csv", "xlsx", "mmd", "cjml"])
def test_what_a_format_cannot_hold_is_named_in_a_warning(tmp_path: Path, ending: str) -> None:
    if ending == "xlsx":
        pytest.importorskip("xlsxwriter", reason="the extra export is not installed", exc_type=ImportError)
    path = tmp_path / f"lamps.{ending}"
    with pytest.warns(MapLoss, match=path.name):
        Map(DOCUMENT).save(path)
    assert path.stat().st_size > 0


def test_a_map_without_a_workspace_has_a_page(tmp_path: Path) -> None:
    page = Map(DOCUMENT).save(tmp_path / "lamps.html").read_text("utf-8")
    assert "“I buy a lamp”" in page
    assert "Assumption · workshop · no data yet" in page
    assert "This map was not measured" in page


def test_an_unknown_ending_lists_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r'"\.docx" is not a format that maps are saved in\..*\.html'):
        Map(DOCUMENT).save(tmp_path / "lamps.docx")
    with pytest.raises(UsageError, match="has no ending"):
        Map(DOCUMENT).save(tmp_path / "lamps")


def test_a_place_that_cannot_be_written_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(UsageError, match="cannot be written"):
        Map(DOCUMENT).save(tmp_path / "file" / "lamps.html")


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(SourceNotFound, match="is not there"):
        sojourn.load_map(tmp_path / "lamps.csv")
