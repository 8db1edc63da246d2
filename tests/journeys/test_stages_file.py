from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec
import pytest

from sojourn.errors import DefinitionError
from sojourn.journeys.stages_file import StagesFile, read_stages, stages_schema, template

PUBLISHED = json.loads(files("sojourn").joinpath("schemas/stages.schema.json").read_text(encoding="utf-8"))
TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}


def uncommented(text: str) -> str:
    """The template with its examples in force; lines that explain begin with "##"."""
    return "\n".join(re.sub("^# ", "", line) for line in text.splitlines() if not line.startswith("##"))


def valid(value: Any, schema: dict[str, Any]) -> bool:
    """The part of JSON Schema that the published file uses."""
    if "$ref" in schema:
        return valid(value, PUBLISHED["$defs"][schema["$ref"].rpartition("/")[2]])
    if "anyOf" in schema:
        return any(valid(value, choice) for choice in schema["anyOf"])
    if "enum" in schema:
        return value in schema["enum"]
    if not isinstance(value, TYPES[schema["type"]]):
        return False
    if isinstance(value, list):
        return all(valid(item, schema["items"]) for item in value)
    if not isinstance(value, dict):
        return True
    fields, further = schema.get("properties", {}), schema["additionalProperties"]
    return set(schema.get("required", ())) <= set(value) and all(
        valid(item, fields[name]) if name in fields else bool(further) and valid(item, further)
        for name, item in value.items()
    )


def test_the_template_changes_nothing_until_a_line_is_uncommented(tmp_path: Path) -> None:
    path = tmp_path / "stages.yaml"
    path.write_text(template(), encoding="utf-8")
    assert read_stages(path) == StagesFile()


def test_the_examples_in_the_template_are_right(tmp_path: Path) -> None:
    path = tmp_path / "stages.yaml"
    path.write_text(uncommented(template()), encoding="utf-8")
    file = read_stages(path)
    assert all(getattr(file, name) for name in StagesFile.__struct_fields__), "every part has an example"


def test_the_published_schema_is_the_one_the_reader_follows() -> None:
    assert json.loads(json.dumps(stages_schema())) == PUBLISHED


@pytest.mark.parametrize(
    ("text", "right"),
    [
        (uncommented(template()), True),
        ("{}", True),
        (
            "rows: [{event: A, stage: loyalty, when: first_week, otherwise: {stage: use, touchpoint: b}}]",
            True,
        ),
        ("orders: null", True),
        ("rows: [{event: A, stgae: use}]", False),
        ("rows: [{event: yes}]", False),
        ("rows: [{event: A, when: sometimes}]", False),
        ("names: [{replace: b}]", False),
        ("channels: {store: shop}", False),
        ("stages: {a: b}", False),
    ],
)
def test_schema_and_reader_agree(tmp_path: Path, text: str, right: bool) -> None:
    path = tmp_path / "stages.yaml"
    path.write_text(text, encoding="utf-8")
    assert valid(msgspec.yaml.decode(text), PUBLISHED) is right
    if right:
        read_stages(path)
    else:
        with pytest.raises(DefinitionError):
            read_stages(path)
