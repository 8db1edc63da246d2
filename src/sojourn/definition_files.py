"""Definitions people write: YAML files read into records; errors name the file and the place in it."""

from __future__ import annotations

import re
from inspect import cleandoc
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from sojourn.errors import DefinitionError, did_you_mean

File = TypeVar("File")
_LOCATION = re.compile(r"(?P<what>.*) - at (`key` in )?`\$(?P<path>.*)`", re.DOTALL)
_WRONG_WORD = re.compile(r"(Object contains unknown field `|(?P<enum>Invalid enum value '))(?P<word>.*)[`']")


def read_definition(path: Path, kind: type[File]) -> File:
    """The file as a `kind` (a msgspec.Struct); a file of comments only gives the defaults.

    Raises DefinitionError naming file, place and what would have been right.
    """
    try:
        return msgspec.yaml.decode(path.read_bytes(), type=kind | None) or kind()
    except msgspec.ValidationError as error:
        raise DefinitionError(f"{path}: {_explained(str(error), kind)}") from error
    except msgspec.DecodeError as error:
        where = " ".join(str(error).replace('in "<byte string>", ', "in ").split())
        raise DefinitionError(f"{path} is not YAML: {where}. Mend it there.") from error
    except OSError as error:
        raise DefinitionError(f"{path} cannot be read: {error.strerror}. Check its name and permissions.") from error


def schema_of(kind: type[Any], title: str) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a definition file."""
    schema = msgspec.json.schema(kind)
    for component in schema["$defs"].values():
        component["description"] = cleandoc(component["description"])
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title} | schema


def _explained(message: str, kind: type[Any]) -> str:
    """msgspec's message with its place in words: `$.rows[2].stage` is 'rows, row 3, stage'."""
    located = _LOCATION.fullmatch(message)
    what, path = (located["what"], located["path"]) if located else (message, "")
    return "".join([_in_words(path), what, ".", _hint(what, kind, path)])


def _in_words(path: str) -> str:
    parts = re.findall(r"\.(\w+)|\[(\d+)\]", path)
    return ", ".join(name or f"row {int(number) + 1}" for name, number in parts) + (": " if parts else "")


def _hint(what: str, kind: type[Any], path: str) -> str:
    wrong = _WRONG_WORD.fullmatch(what)
    if wrong:
        known = _choices(kind, path) if wrong["enum"] else _words(kind)
        return f"{did_you_mean(wrong['word'], known)} There are: {', '.join(sorted(known))}."
    return ' A word such as yes, no, on or 12 needs quotes to be text: "on".' if "Expected `str" in what else ""


def _words(kind: type[Any]) -> set[str]:
    """Every field name that a file of this kind may hold, at any depth."""
    return {name for component in _components(kind).values() for name in component.get("properties", {})}


def _choices(kind: type[Any], path: str) -> set[str]:
    """The words that the field at the end of `path` may hold."""
    components = _components(kind)
    name = (re.findall(r"\.(\w+)", path) or [""])[-1]
    fields = [one["properties"][name] for one in components.values() if name in one.get("properties", {})]
    said = [one for field in fields for one in (field, *field.get("anyOf", ()))]
    said += [components[one["$ref"].rpartition("/")[2]] for one in said if "$ref" in one]
    return {word for one in said for word in one.get("enum", ())}


def _components(kind: type[Any]) -> dict[str, Any]:
    _, components = msgspec.json.schema_components([kind])
    return components
