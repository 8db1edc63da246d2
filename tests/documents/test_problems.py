from __future__ import annotations

import re

import pytest

from sojourn.documents.problems import MOST, Problem, place, refuse
from sojourn.documents.text import parse_map, parse_persona
from sojourn.errors import DefinitionError
from tests.documents.groceries import TEXT


def said(text: str, name: str = "g.map.yaml") -> str:
    """What is wrong with a map."""
    with pytest.raises(DefinitionError) as raised:
        parse_map(text, name)
    return str(raised.value)


def test_a_problem_is_told_with_line_place_and_cure() -> None:
    assert said(TEXT.replace("title: 'checkout'", "title: 1.0")) == (
        "g.map.yaml, line 12, column 9 (phases[1].steps[0].title): "
        'this must be text, and is a number (1.0). Put it in quotes: "1.0".'
    )


@pytest.mark.parametrize(
    ("right", "wrong", "where", "what"),
    [
        ("title: 'checkout'", "titel: x", "line 12, column 9 (phases[1].steps[0].titel)", 'Did you mean "title"?'),
        ("pain_points", "pain_point", "line 15, column 5 (lanes[0].kind)", 'Did you mean "pain_points"?'),
        ("id: sizes", "provenance: mesured", "(lanes[0].cells.checkout[1].provenance)", 'Did you mean "measured"?'),
        ("0.201", "a fifth", "line 23, column 22 (lanes[0].cells.checkout[0].measured.value)", "must be a number, and"),
        ("id: sizes", "date: 2026-02-31", "cells.checkout[1].date)", '"2026-02-31" is no day. Write one such as'),
        ("version: 1", "simulated: yes", "line 3, column 1 (simulated)", "Write true or false."),
        ("version: 1", "tags: beta", "(tags)", 'this must be a list, and is text ("beta")'),
        ("version: 1", "review: 2026", "(review)", "this must be a day such as 2026-01-31, and is"),
        ("version: 1", "scope: {between: [2026-01-01]}", "(scope.between)", "a list of length 2, got 1"),
        ("kind: pain_points", "note: x", "line 14, column 5 (lanes[0])", "`kind` is missing. Add it here."),
        ("      checkout:", "      chekout:", "(lanes[0].cells.chekout)", 'Did you mean "checkout"?'),
        ("version: 1", "format: 2\nfurther: x", "line 3, column 1 (format)", "format 2 is that of a newer Sojourn"),
        ("version: 1", "format: 0", "(format)", "there is no format 0. Write: format: 1"),
        ("value > 10", "value >", "(lanes[0].cells.checkout[0].binding.where)", "the condition cannot be read"),
    ],
)  # fmt: skip
def test_what_people_get_wrong(right: str, wrong: str, where: str, what: str) -> None:
    assert right in TEXT
    text = said(TEXT.replace(right, wrong))
    assert text.startswith("g.map.yaml, line ")
    assert where in text
    assert what in text


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('{"title": "A", "title": "B"}', '"title" stands twice'),
        ('{"title": NaN}', "NaN is no number of JSON"),
        ('{"title": "a", ', "line 1, column 16: this is not JSON"),
        ('{"title": 5}', 'line 1, column 2 (title): this must be text, and is a whole number (5).'),
        ("[" * 100_000, "nested too deep"),
        ("null", 'is empty. Begin with: title: I buy my groceries'),
        ("[]", "this must be fields"),
    ],
)  # fmt: skip
def test_json_is_told_of_in_the_same_way(text: str, what: str) -> None:
    assert re.search(rf"^g\.json.*{re.escape(what)}", said(text, "g.json"))


def test_a_persona_is_told_of_in_the_same_way() -> None:
    with pytest.raises(DefinitionError, match=r"p\.yaml, line 2, column 1 \(quotes\): this must be a list"):
        parse_persona("name: Tom\nquotes: x", "p.yaml")


def test_all_problems_are_told_up_to_some() -> None:
    assert said(TEXT.replace("id: buy", "id: want").replace("value > 10", "(")).count("g.map.yaml, line") == 2
    with pytest.raises(DefinitionError, match=r"And 3 more\.$"):
        refuse([Problem(("a", number), "x.") for number in range(MOST + 3)], "a")
    refuse([], "a")


def test_places_can_be_looked_up() -> None:
    assert place(("lanes", 0, "cells", "日本", 1, "options", "a key")) == "lanes[0].cells.日本[1].options['a key']"
