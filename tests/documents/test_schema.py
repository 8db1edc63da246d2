from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator

from sojourn.documents.fields import FIELDS
from sojourn.documents.map import MapDocument
from sojourn.documents.persona import Persona
from sojourn.documents.schema import map_schema, opportunity_schema, persona_schema, published
from sojourn.documents.text import json_text
from sojourn.documents.yaml_reading import read_yaml
from tests.docs.pages import ROOT, blocks
from tests.documents.groceries import TEXT
from tests.documents.made import documents, personas

MAPS = Draft202012Validator(map_schema())
PERSONAS = Draft202012Validator(persona_schema())


def problems(validator: Any, value: Any) -> list[str]:
    return [error.message for error in validator.iter_errors(value)]


def test_a_map_that_a_person_wrote_keeps_to_the_schema() -> None:
    assert problems(MAPS, read_yaml(TEXT, "g.map.yaml")) == []


@pytest.mark.parametrize("name", published())
def test_what_is_published_is_what_the_records_say(name: str) -> None:
    there = files("sojourn").joinpath("schemas", name).read_text("utf-8")
    assert there == published()[name], "Run: make docs"
    Draft202012Validator.check_schema(json.loads(there))


@given(documents(nameless=True), personas)
def test_every_map_and_persona_keeps_to_its_schema(document: MapDocument, persona: Persona) -> None:
    assert problems(MAPS, json.loads(json_text(document))) == []
    assert problems(PERSONAS, json.loads(json_text(persona))) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"title": 1},
        {"title": "a", "further": 1},
        {"title": "a", "format": 2},
        {"title": "a", "id": "A b"},
        {"title": "a", "state": "was"},
        {"title": "a", "lanes": [{"id": "a", "kind": "pains", "title": "a"}]},
        {"title": "a", "scope": {"between": ["2026-01-01"]}},
    ],
)
def test_what_has_another_form_does_not(wrong: dict[str, Any]) -> None:
    assert problems(MAPS, wrong)


def test_every_field_is_explained() -> None:
    for kind, told in FIELDS.items():
        assert tuple(told) == kind.__struct_fields__, f"sojourn/documents/fields.py does not follow {kind.__name__}"
    explained = {kind.__name__ for kind in FIELDS}
    schemas = (map_schema(), persona_schema(), opportunity_schema())
    assert explained == {name for schema in schemas for name in schema["$defs"]}


def test_the_example_in_the_reference_is_right() -> None:
    page = (ROOT / "docs/reference/maps.md").read_text("utf-8")
    (example,) = [block for block in blocks(page) if block.language == "yaml"]
    assert problems(MAPS, read_yaml(example.text, example.file)) == []
