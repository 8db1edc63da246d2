from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from msgspec.structs import replace

from sojourn.documents.cells import Binding, Cell, Scope
from sojourn.documents.map import Lane, MapDocument, MapStep, Phase
from sojourn.documents.persona import Persona, Quote
from sojourn.documents.problems import Problem, place
from sojourn.documents.validation import is_slug, map_problems, persona_problems
from tests.documents.groceries import GROCERIES, groceries
from tests.documents.made import documents, personas

LATE, EARLY = dt.date(2026, 2, 1), dt.date(2026, 1, 1)


def places(problems: Iterable[Problem]) -> list[str]:
    return [place(problem.path) for problem in problems]


def test_a_map_that_holds_together_has_no_problems() -> None:
    assert list(map_problems(GROCERIES)) == []


@given(documents(nameless=True), personas)
def test_random_maps_and_personas_are_right(document: MapDocument, persona: Persona) -> None:
    assert places(map_problems(document)) == []
    assert places(persona_problems(persona)) == []


@pytest.mark.parametrize(
    ("document", "wrong"),
    [
        (MapDocument("a", id="No slug"), ["id"]),
        (MapDocument("a", format=2), ["format"]),
        (MapDocument("a", phases=(Phase("a", "A", steps=(MapStep("a", "A"),)),)), ["phases[0].steps[0].id"]),
        (MapDocument("a", phases=(Phase("", "A"),)), ["phases[0].id"]),
        (MapDocument("a", lanes=(Lane("a", "notes", "A"), Lane("a", "notes", "B"))), ["lanes[1].id"]),
        (MapDocument("a", lanes=(Lane("a", "notes", "A", cells={"b": ()}),)), ["lanes[0].cells.b"]),
        (MapDocument("a", scope=Scope(between=(LATE, EARLY), where="(")), ["scope.where", "scope.between"]),
        (groceries(Cell(id="x"), Cell(), Cell(), Cell(id="x")), ["lanes[0].cells.checkout[3].id"]),
        (groceries(Cell(asserted=math.inf)), ["lanes[0].cells.checkout[0].asserted"]),
        (groceries(Cell(text="\ud800")), ["lanes[0].cells.checkout[0].text"]),
        (groceries(Cell(binding=Binding("a", customers="a ="))), ["lanes[0].cells.checkout[0].binding.customers"]),
        (groceries(Cell(binding=Binding("a", window=(LATE, EARLY)))), ["lanes[0].cells.checkout[0].binding.window"]),
        (
            groceries(Cell(binding=Binding("a", scope=Scope(where="a =")))),
            ["lanes[0].cells.checkout[0].binding.scope.where"],
        ),
        (
            groceries(Cell(binding=Binding("a", options={"b": [math.nan, dt.timedelta(1)]}))),
            ["lanes[0].cells.checkout[0].binding.options.b[0]", "lanes[0].cells.checkout[0].binding.options.b[1]"],
        ),
    ],
)
def test_each_problem_has_its_place(document: MapDocument, wrong: list[str]) -> None:
    assert places(map_problems(document)) == wrong


def test_keys_are_text() -> None:
    options: Any = {"b": {1: 2}}
    assert places(map_problems(groceries(Cell(binding=Binding("a", options=options))))) == [
        "lanes[0].cells.checkout[0].binding.options.b"
    ]


def test_personas_have_problems_too() -> None:
    persona = Persona("Tom", id="T", customers="plan =", quotes=(Quote("\udc00"),))
    assert places(persona_problems(persona)) == ["id", "customers", "quotes[0].text"]
    assert places(persona_problems(replace(persona, id="", customers=None, quotes=()))) == []


def test_every_problem_says_what_would_be_right() -> None:
    problems = list(
        map_problems(MapDocument("a", format=3, phases=(Phase("A b", "A"), Phase("c", "C"), Phase("c", "C"))))
    )
    assert [problem.what for problem in problems] == [
        "format 3 is that of a newer Sojourn; this one reads format 1. Update Sojourn to read it.",
        '"A b" is no id. Use small letters, digits, - and _ without blanks: "check-out_2".',
        'the id "c" is taken. Give each one its own, such as "c-2".',
    ]


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("a", True), ("a-b_2", True), ("日本", True), ("ä", True), ("", False), ("-a", False), ("a-", False),
        ("A", False), ("a b", False), ("a.b", False), ("a/b", False),
    ],
)  # fmt: skip
def test_slugs(text: str, right: bool) -> None:
    assert is_slug(text) == right
