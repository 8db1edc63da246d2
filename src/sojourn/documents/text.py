"""Maps, personas and opportunities as text: YAML and JSON, read and written without loss.

What is written over a file keeps its comments, its order of keys and everything that did not change.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec
from msgspec import Struct

from sojourn.documents.ids import slug
from sojourn.documents.map import FORMAT, MapDocument
from sojourn.documents.opportunity import Opportunity
from sojourn.documents.persona import Persona
from sojourn.documents.plain import plain
from sojourn.documents.problems import Problem, conversion_problem, refuse
from sojourn.documents.validation import map_problems, newer_format, opportunity_problems, persona_problems
from sojourn.documents.yaml_editing import edited
from sojourn.documents.yaml_reading import read_yaml
from sojourn.documents.yaml_writing import document as yaml_document
from sojourn.errors import DefinitionError, UsageError
from sojourn.files import write_whole

ENDINGS = (".yaml", ".yml", ".json")

Document = TypeVar("Document", bound=Struct)


class _Kind(NamedTuple):
    """A kind of document: its record, and what it must keep to."""

    record: type[Any]
    problems: Callable[[Any], Iterable[Problem]]
    begins: str


_MAP = _Kind(MapDocument, map_problems, "title: I buy my groceries")
_PERSONA = _Kind(Persona, persona_problems, "name: Frequent buyer")
_OPPORTUNITY = _Kind(Opportunity, opportunity_problems, "title: Show the delivery date earlier")


def read_map(path: Path) -> MapDocument:
    """The map in a YAML or JSON file. Raises DefinitionError naming file, line, place and what would be right."""
    return _read(path, _MAP)  # type: ignore[no-any-return]  # the kind says which record


def parse_map(text: str, name: str) -> MapDocument:
    """The map in a text; `name` stands in errors, and says by its ending whether it is YAML or JSON."""
    return _parsed(text, name, _MAP)  # type: ignore[no-any-return]


def map_text(document: MapDocument) -> str:
    """A map as YAML. Raises DefinitionError where the map is wrong, so that what is written can be read."""
    return _yaml(document, _MAP)


def json_text(document: MapDocument | Persona | Opportunity) -> str:
    """A map, persona or opportunity as JSON, with the same fields as in YAML."""
    kinds = {kind.record: kind for kind in (_MAP, _PERSONA, _OPPORTUNITY)}
    return _json(_checked(document, kinds[type(document)]))


def write_map(path: Path, document: MapDocument) -> None:
    """Write a map to a YAML or JSON file, whole or not at all; of a file that is there only what changed changes.

    Comments and the order of keys stay. Raises DefinitionError where the map, or the file that is there, is wrong,
    and UsageError where `path` cannot be written.
    """
    _write(path, document, _MAP)


def read_persona(path: Path) -> Persona:
    """The persona in a YAML or JSON file. Errors as of `read_map`."""
    return _read(path, _PERSONA)  # type: ignore[no-any-return]


def parse_persona(text: str, name: str) -> Persona:
    """The persona in a text, as of `parse_map`."""
    return _parsed(text, name, _PERSONA)  # type: ignore[no-any-return]


def persona_text(persona: Persona) -> str:
    """A persona as YAML."""
    return _yaml(persona, _PERSONA)


def write_persona(path: Path, persona: Persona) -> None:
    """Write a persona, as `write_map` does a map."""
    _write(path, persona, _PERSONA)


def read_personas(folder: Path) -> tuple[Persona, ...]:
    """The personas of a folder by file name, none where it is missing; one without an id takes it from its file's name.

    Raises DefinitionError where two have the same id.
    """
    return tuple(persona for _, persona in _read_all(folder, _PERSONA).values())


def parse_opportunity(text: str, name: str) -> Opportunity:
    """The opportunity in a text, as of `parse_map`."""
    return _parsed(text, name, _OPPORTUNITY)  # type: ignore[no-any-return]


def opportunity_text(opportunity: Opportunity) -> str:
    """An opportunity as YAML."""
    return _yaml(opportunity, _OPPORTUNITY)


def write_opportunity(path: Path, opportunity: Opportunity) -> None:
    """Write an opportunity, as `write_map` does a map."""
    _write(path, opportunity, _OPPORTUNITY)


def read_opportunities(folder: Path) -> dict[str, tuple[Path, Opportunity]]:
    """The opportunities of a folder and their files by id, as of `read_personas`."""
    return _read_all(folder, _OPPORTUNITY)


def _read_all(folder: Path, kind: _Kind) -> dict[str, tuple[Path, Any]]:
    """The documents of a folder and their files by id, in the order of the files' names."""
    found: dict[str, tuple[Path, Any]] = {}
    for path in sorted(each for each in folder.glob("*") if each.suffix.lower() in ENDINGS):
        document = _read(path, kind)
        name = document.id or slug(path.name.split(".")[0])
        if name in found:
            what = kind.record.__name__.lower()
            raise DefinitionError(f'{path}: the id "{name}" is taken by {found[name][0]}. Give each {what} its own.')
        found[name] = path, msgspec.structs.replace(document, id=name)
    return found


def _read(path: Path, kind: _Kind) -> Any:
    _is_json(path)
    return _parsed(_content(path), str(path), kind)


def _content(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DefinitionError(f"{path} is not UTF-8 text (byte {error.start + 1}). Save it as UTF-8.") from error
    except OSError as error:
        raise DefinitionError(f"{path} cannot be read: {error.strerror}. Check its name and permissions.") from error


def _parsed(text: str, name: str, kind: _Kind) -> Any:
    document = _converted(text, name, kind)
    refuse(kind.problems(document), name, text)
    return document


def _converted(text: str, name: str, kind: _Kind) -> Any:
    """The record of a text that has the right form; whether it holds together is not looked at."""
    value = _read_json(text, name) if name.lower().endswith(".json") else read_yaml(text, name)
    if value is None:
        raise DefinitionError(f"{name} is empty. Begin with: {kind.begins}")
    return _record(value, text, name, kind)


def _record(value: Any, text: str, name: str, kind: _Kind) -> Any:
    _refuse_newer(value, name, text)
    try:
        return msgspec.convert(value, kind.record)
    except msgspec.ValidationError as error:
        refuse([conversion_problem(error, kind.record, value)], name, text)
        raise


def _refuse_newer(value: Any, name: str, text: str) -> None:
    """Before anything else, because a newer format may have fields that are not known here."""
    number = value.get("format") if isinstance(value, dict) else None
    if type(number) is int and number > FORMAT:
        refuse([newer_format(number)], name, text)


def _read_json(text: str, name: str) -> Any:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            names = [key for key, _ in pairs]
            twice = next(key for key in names if names.count(key) > 1)
            raise DefinitionError(f'{name}: "{twice}" stands twice in one object. Keep one of the two.')
        return found

    def no_number(word: str) -> None:
        raise DefinitionError(f"{name}: {word} is no number of JSON. Leave it out where it is not known.")

    try:
        return json.loads(text, object_pairs_hook=once, parse_constant=no_number)
    except json.JSONDecodeError as error:
        where = f"{name}, line {error.lineno}, column {error.colno}"
        raise DefinitionError(f"{where}: this is not JSON: {error.msg}. Mend it there.") from error
    except RecursionError as error:
        raise DefinitionError(f"{name} is nested too deep. Write it flatter.") from error


def _checked(document: Struct, kind: _Kind) -> dict[str, Any]:
    refuse(kind.problems(document), _title(document))
    return plain(document)


def _title(document: Struct) -> str:
    return f'"{getattr(document, "title", getattr(document, "name", ""))}"'


def _yaml(document: Struct, kind: _Kind) -> str:
    return yaml_document(_checked(document, kind))


def _json(fields: dict[str, Any]) -> str:
    return msgspec.json.format(msgspec.json.encode(fields), indent=2).decode() + "\n"


def _is_json(path: Path) -> bool:
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise UsageError(f"{path} is no name of such a document. Use one that ends in {', '.join(ENDINGS)}.")
    return ending == ".json"


def _write(path: Path, document: Struct, kind: _Kind) -> None:
    json_wanted = _is_json(path)
    fields = _checked(document, kind)
    there = _content(path) if path.exists() else None
    if json_wanted:
        text = _json(_in_order_of(_read_json(there, str(path)), fields) if there and there.strip() else fields)
    else:
        text = _changed(there, path, document, kind) if there and there.strip() else yaml_document(fields)
    try:
        write_whole(path, text.encode())
    except OSError as error:
        raise UsageError(f"{path} cannot be written ({error.strerror}). Mend that, or choose another place.") from error


def _changed(there: str, path: Path, document: Struct, kind: _Kind) -> str:
    """The text of a YAML file with a document in place of the one it holds, if any."""
    lines, name = there.replace("\r\n", "\n"), str(path)
    value, new = read_yaml(lines, name), plain(document)
    old = plain(_record(value, lines, name, kind)) if value is not None else {}
    if old == new:
        return there
    text = edited(lines, old, new)
    if not _says(text, new, name, kind):
        text = yaml_document(new)
    return text.replace("\n", "\r\n") if "\r\n" in there else text


def _says(text: str, fields: dict[str, Any], name: str, kind: _Kind) -> bool:
    """Whether a text holds these fields: one with anchors may have changed in two places."""
    try:
        return plain(_converted(text, name, kind)) == fields
    except DefinitionError:
        return False


def _in_order_of(old: Any, new: Any) -> Any:
    """`new` with keys in the order in which `old` has them."""
    if isinstance(old, dict) and isinstance(new, dict):
        first = {name: _in_order_of(old[name], new[name]) for name in old if name in new}
        return first | {name: each for name, each in new.items() if name not in first}
    if isinstance(old, list) and isinstance(new, list):
        return [_in_order_of(was, now) for was, now in zip(old, new, strict=False)] + new[len(old) :]
    return new
