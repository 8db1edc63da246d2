from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from hypothesis import given

from sojourn.documents.cells import Cell
from sojourn.documents.map import Lane, MapDocument, Phase
from sojourn.maps.pictures.svg import svg
from tests.maps.pictures.random_maps import maps
from tests.maps.pictures.sample import rich, sixty

SVG = "{http://www.w3.org/2000/svg}"


def test_a_map_is_one_picture_with_a_title_and_its_words_as_text() -> None:
    root = ET.fromstring(svg(MapDocument("I buy", phases=(Phase("buy", "Purchase"),))))
    assert (root.tag, root.get("role")) == (f"{SVG}svg", "img")
    assert root.find(f"{SVG}title").text == "“I buy”"  # type: ignore[union-attr]
    assert "Purchase" in [span.text for span in root.iter(f"{SVG}tspan")]


def test_title_and_description_are_what_readers_by_ear_get() -> None:
    root = ET.fromstring(svg(rich()))
    named = [root.find(f"{SVG}{tag}").get("id") for tag in ("title", "desc")]  # type: ignore[union-attr]
    assert root.get("aria-labelledby") == " ".join(map(str, named))
    told = str(root.findtext(f"{SVG}desc"))
    assert told.startswith("SIMULATED DATA. The journey as it is")
    assert "Legitimationsprüfung −1.6" in told
    assert "Aufmerksamkeit +0.3 (assumed or estimated)" in told


def test_nothing_comes_from_elsewhere_and_nothing_runs() -> None:
    text = svg(rich())
    assert re.findall(r"https?://[^\"]*", text) == ["http://www.w3.org/2000/svg"]
    assert not re.search(r"<(script|image|foreignObject|style|use|a)\b|\bon\w+=|href|url\(|@import", text)


def test_what_people_write_cannot_break_the_picture() -> None:
    title = '<script>alert(1)</script> & "quotes" \x00\x0b\ud800 ]]>'
    lanes = (Lane("do", "actions", title, note=title, cells={"buy": (Cell(title, source=title),)}),)
    text = svg(MapDocument(title, phases=(Phase("buy", title),), lanes=lanes, data=title, simulated=True))
    assert "<script" not in text
    assert "alert(1)" in "".join(ET.fromstring(text).itertext())
    text.encode("utf-8")


def test_the_same_map_gives_the_same_picture() -> None:
    assert svg(rich()) == svg(rich())
    assert svg(rich()) != svg(sixty())


def test_a_map_of_sixty_steps_goes_on_below_unless_it_may_be_as_wide_as_it_needs() -> None:
    wrapped, wide = ET.fromstring(svg(sixty())), ET.fromstring(svg(sixty(), beside=None))
    assert float(str(wrapped.get("width"))) < 2000 < 9000 < float(str(wide.get("width")))


def test_an_empty_map_is_a_picture_too() -> None:
    assert ET.fromstring(svg(MapDocument(""))).tag == f"{SVG}svg"


@given(maps())
def test_every_map_is_valid_xml(document: MapDocument) -> None:
    ET.fromstring(svg(document))
