"""Whatever a map holds, its page claims no more than it may: random maps, and every sentence that a page makes."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.documents.map import MapDocument
from sojourn.maps.page.shown import Shown
from sojourn.maps.render.html import render
from tests.documents.made import documents
from tests.e2e.counted import CASES, UNITS, sentences, text, view_of
from tests.e2e.files import everything, evidence, parsed
from tests.e2e.spoiled import CODE, SAID, believed, hidden, spoiled
from tests.maps.pictures.random_maps import maps

anything = documents() | maps()


def page_of(document: MapDocument) -> str:
    return render([Shown(document)])


@given(anything)
def test_every_map_has_a_page(document: MapDocument) -> None:
    page = parsed(page_of(document))
    assert [len(page.all(tag)) for tag in ("h1", "main")] == [1, 1]
    assert len(page.all("table", "map")) <= 1


@given(anything)
def test_a_hidden_figure_tells_no_number(document: MapDocument) -> None:
    html = everything(page_of(hidden(document)))
    main = parsed(html).all("main")[0].text
    assert [number for number in SAID if number in main] == []
    assert evidence(html)["cells"] == {}


@given(anything)
def test_an_assumption_never_looks_measured(document: MapDocument) -> None:
    page = parsed(page_of(believed(document)))
    for table in page.all("table", "map"):
        assert [table.all(style=look) for look in ("bar", "figure", "band")] == [[], [], []]
        assert [line for line in table.all(style="line") if "asserted" not in line.classes] == []


@given(st.lists(anything, min_size=1, max_size=3))
def test_simulated_data_are_badged_outside_of_what_changes(found: list[MapDocument]) -> None:
    first, *others = (msgspec.structs.replace(one, simulated=True) for one in found)
    shown = [Shown(first), *(Shown(one, when=f"Quarter {number}") for number, one in enumerate(others))]
    page = parsed(render(shown))
    assert ["simulated" in badge.text.lower() for badge in page.all("header")[0].all(style="simulated")] == [True]
    assert page.all("main")[0].all(style="badge") == []


@given(documents())
def test_a_text_is_only_ever_a_text(document: MapDocument) -> None:
    html = page_of(spoiled(document))
    page = parsed(html)
    assert html.count("<script") == len(page.all("script"))
    assert {script.attributes.get("type") for script in page.all("script")} == {"module", "application/json"}
    assert page.all("img") == []
    assert " ".join(CODE.split()) in page.all("h1")[0].text
    assert isinstance(evidence(html), dict)


GOLDEN = Path(__file__).parent / "sentences.txt"
REWRITE = "Read what has changed, then: python -m tests.e2e.counted > tests/e2e/sentences.txt"
SINGULAR, PLURAL = "is|has|goes|begins|comes|was|finds|needs|gets", "are|have|go|begin|come|were|find|need|get"
NO_SENTENCES = ("Cell", "Lane", "Head", "Drawer")
"""Places of titles, figures and notes, which have no full stop."""
UNGRAMMATICAL = (
    rf"^(?:The one|1) [a-z ]+ (?:{PLURAL})\b",
    rf"^(?:\d{{2,}}|[02-9]|\d+,\d+) (?!of|in)[a-z]+ (?:{SINGULAR})\b",
    rf"^1 of [\d,]+ [a-z]+ (?:{PLURAL})\b",
    rf"^(?:[2-9]|\d\d+) of [\d,]+ [a-z]+ (?:{SINGULAR})\b",
    r"\b1 (?!of|in|Jan)[a-z]+ ?[a-z]*(?<!s)s\b(?! (?:assigned|not))(?<!goes)(?<!begins)(?<!comes)(?<!stops)",
    r"\bThe one [a-z]+s (?:with|of|sent)\b",
    r"\b0 (?:customer|journey|rating|call|order)",
    r"  | [.,;:!?]|\.\.|,,|\(\)|\bNone(?! (?:of|can|found|known|yet))|\bnan\b|\binf\b|[{}<>]|\bof of\b|\bthe the\b",
)


def rows() -> list[tuple[str, str]]:
    return [one for number, n in CASES for unit in UNITS for one in sentences(view_of(number, n, unit=unit))]


def test_every_sentence_is_one_that_somebody_has_read() -> None:
    assert text() == GOLDEN.read_text("utf-8"), REWRITE


@pytest.mark.parametrize("rule", UNGRAMMATICAL)
def test_sentences_are_grammatical_for_none_one_and_many(rule: str) -> None:
    said = [sentence.replace("\u202f", " ") for _, sentence in rows()]
    assert [sentence for sentence in said if re.search(rule, sentence)] == []


def test_sentences_begin_and_end_as_sentences_do() -> None:
    said = [one for place, one in rows() if not place.startswith(NO_SENTENCES) and not place.endswith("figure")]
    assert [one for one in said if not re.match(r"[A-Z\d“]", one) or not one.endswith((".", "!", "?"))] == []


@pytest.mark.parametrize("number", [1, 2, 3, 4])
@pytest.mark.parametrize("unit", UNITS)
def test_charts_tell_of_no_few_customers(number: int, unit: str) -> None:
    told = view_of(number, 7777, minimum=5, unit=unit).sections
    said = [told.flow_sentence, told.way_sentence, told.stages_sentence, told.coming.sentence if told.coming else ""]
    said += [cell for row in told.stages for cell in (row.skipped, row.back)]
    said += [one for way in (told.flow, told.way) if way for row in way.rows for one in row[3:]]
    assert [one for one in said if re.search(rf"(?<![\d.,–])(?:{number}|{7777 - number:,})(?![\d.,])", one)] == []
    assert told.paths == ()
