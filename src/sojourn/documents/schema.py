"""The published JSON Schemas (2020-12) of maps, personas and opportunities, made from the records.

A schema says what form a document has. What it cannot say, such as that ids stand once, reading a document checks.
"""

from __future__ import annotations

import json
from typing import Any

from msgspec import Struct

from sojourn.definition_files import schema_of
from sojourn.documents.change import ChangeFile
from sojourn.documents.experiment import ExperimentFile
from sojourn.documents.fields import FIELDS
from sojourn.documents.map import FORMAT, MapDocument
from sojourn.documents.opportunity import Opportunity
from sojourn.documents.persona import Persona

ID = "^[^\\sA-Z]*$"
"""The part of "small letters, digits, - and _" that every reader of patterns understands."""

_IDS = ("MapDocument", "Phase", "MapStep", "Lane", "Cell", "Persona", "Opportunity")


def map_schema() -> dict[str, Any]:
    """The schema of a map, as published in `sojourn/schemas/map.schema.json`."""
    return _schema(MapDocument, "A Sojourn journey map")


def persona_schema() -> dict[str, Any]:
    """The schema of a persona, as published in `sojourn/schemas/persona.schema.json`."""
    return _schema(Persona, "A Sojourn persona")


def opportunity_schema() -> dict[str, Any]:
    """The schema of an opportunity, as published in `sojourn/schemas/opportunity.schema.json`."""
    return _schema(Opportunity, "A Sojourn opportunity")


def experiment_schema() -> dict[str, Any]:
    """The schema of an experiment, as published in `sojourn/schemas/experiment.schema.json`."""
    return _schema(ExperimentFile, "A Sojourn experiment")


def change_schema() -> dict[str, Any]:
    """The schema of a change, as published in `sojourn/schemas/change.schema.json`."""
    return _schema(ChangeFile, "A Sojourn change")


def published() -> dict[str, str]:
    """The texts of the files in `sojourn/schemas`, by name."""
    schemas = {
        "map.schema.json": map_schema(),
        "persona.schema.json": persona_schema(),
        "opportunity.schema.json": opportunity_schema(),
        "experiment.schema.json": experiment_schema(),
        "change.schema.json": change_schema(),
    }
    return {name: json.dumps(schema, indent=2, ensure_ascii=False) + "\n" for name, schema in schemas.items()}


def _schema(kind: type[Struct], title: str) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(json.dumps(schema_of(kind, title)))
    for record, told in FIELDS.items():
        fields = schema["$defs"].get(record.__name__, {}).get("properties", {})
        for name, what in told.items():
            if name in fields:
                fields[name] = _described(fields[name], what)
    for name in _IDS:
        if name in schema["$defs"]:
            _narrow(schema["$defs"][name]["properties"])
    return schema


def _described(field: dict[str, Any], what: str) -> dict[str, Any]:
    """The description first, where people look."""
    return {"description": what} | field


def _narrow(fields: dict[str, Any]) -> None:
    """What ids and the format may be, which types do not say."""
    fields["id"]["pattern"] = ID
    if "format" in fields:
        fields["format"] |= {"minimum": FORMAT, "maximum": FORMAT}
