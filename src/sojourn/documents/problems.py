"""What is wrong with a document, in words: its place, with line and column in a text, and what would be right."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal, NamedTuple, TypeAlias, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Struct
from yaml import MappingNode, Node, SequenceNode, YAMLError

from sojourn.conditions import parse
from sojourn.documents.yaml_reading import composed
from sojourn.errors import ConditionError, DefinitionError, did_you_mean

Path: TypeAlias = tuple[str | int, ...]

MOST = 10
"""So many problems are told at once."""

_PLACED = re.compile(r"(?P<what>.*?)(?: - at `(?P<key>key in `)?\$?(?P<path>.*?)`)?", re.DOTALL)
_PART = re.compile(r"\.(\w+)|\[(\d+|\.\.\.)\]")
_UNKNOWN_FIELD = re.compile("Object contains unknown field `(.*)`", re.DOTALL)
_MISSING_FIELD = re.compile("Object missing required field `(.*)`")
_WRONG_CHOICE = re.compile("Invalid enum value '?(.*?)'?", re.DOTALL)
_OTHER_KIND = re.compile(r"Expected `(.*)`, got `(.*)`")
_KINDS = {
    "str": "text", "int": "a whole number", "float": "a number", "bool": "true or false", "null": "nothing",
    "array": "a list", "object": "fields (`name: value`)", "date": "a day such as 2026-01-31",
}  # fmt: skip


class Problem(NamedTuple):
    """`what` is wrong at `path`, and what would be right; a whole sentence or more."""

    path: Path
    what: str


def refuse(problems: Iterable[Problem], name: str, text: str | None = None) -> None:
    """Raise DefinitionError where there are problems, each on a line; with the `text` by line and column."""
    found = list(problems)
    if not found:
        return
    root = _tree(text)
    lines = [_told(problem, name, root) for problem in found[:MOST]]
    more = [f"And {len(found) - MOST} more."] if len(found) > MOST else []
    raise DefinitionError("\n".join(lines + more))


def conversion_problem(error: msgspec.ValidationError, kind: type[Struct], value: Any) -> Problem:
    """What msgspec could not convert, with its place and what may stand there."""
    placed = _PLACED.fullmatch(str(error))
    assert placed, "every message fits"
    path = _exact(_path(placed["path"] or ""), kind, value)
    what = placed["what"]
    if unknown := _UNKNOWN_FIELD.fullmatch(what):
        known = _record_at(path, kind).__struct_fields__
        path = (*path, unknown[1])
        return Problem(path, f'"{unknown[1]}" is not known here.{did_you_mean(unknown[1], known)} {_there_are(known)}')
    if missing := _MISSING_FIELD.fullmatch(what):
        return Problem(path, f"`{missing[1]}` is missing. Add it here.")
    if wrong := _WRONG_CHOICE.fullmatch(what):
        choices = _choices_at(path, kind)
        return Problem(path, f'"{wrong[1]}" cannot be.{did_you_mean(wrong[1], choices)} {_there_are(choices)}')
    return Problem(path, _other_kind(what, _at(value, path)))


def condition_problems(said: str, condition: str | None) -> Iterator[str]:
    """Why a condition cannot be read, if there is one and it cannot; `said` is where it stands."""
    try:
        parse(condition) if condition else None
    except ConditionError as error:
        yield f"{said}: {error}"


def place(path: Path) -> str:
    """For example `phases[2].steps[0].title`."""
    text = "".join(f"[{part}]" if isinstance(part, int) else _key(part) for part in path)
    return text.removeprefix(".")


def _key(name: str) -> str:
    return f".{name}" if re.fullmatch(r"[\w-]+", name) else f"[{name!r}]"


def _there_are(names: Iterable[str]) -> str:
    return f"There are: {', '.join(names)}."


def _other_kind(what: str, value: Any) -> str:
    """Expected this, got that, in words, and the cure where it is a number or a yes that was meant as text."""
    if "RFC3339" in what:
        return f"{_short(value)} is no day. Write one such as 2026-01-31."
    kinds = _OTHER_KIND.fullmatch(what)
    if not kinds:
        return f"{what.replace('`array`', 'a list')}. Mend it here."
    wanted = " or ".join(_KINDS.get(kind, kind) for kind in kinds[1].split(" | ") if kind != "null")
    got = "nothing" if value is None else f"{_KINDS.get(kinds[2], kinds[2])} ({_short(value)})"
    if "str" in kinds[1].split(" | ") and isinstance(value, bool | int | float):
        return f'this must be {wanted}, and is {got}. Put it in quotes: "{_short(value)}".'
    return f"this must be {wanted}, and is {got}. {'Write true or false' if kinds[1] == 'bool' else 'Mend it here'}."


def _short(value: Any) -> str:
    text = msgspec.json.encode(value).decode() if not isinstance(value, str) else f'"{value}"'
    return text if len(text) <= 40 else f"{text[:37]}..."


def _told(problem: Problem, name: str, root: Node | None) -> str:
    node = _node_at(root, problem.path)
    where = f", line {node.start_mark.line + 1}, column {node.start_mark.column + 1}" if node else ""
    said = place(problem.path)
    return f"{name}{where}{f' ({said})' if said else ''}: {problem.what}"


def _tree(text: str | None) -> Node | None:
    """The nodes of a text that was read; JSON that is no YAML has none."""
    try:
        return composed(text) if text is not None else None
    except YAMLError:
        return None


def _node_at(node: Node | None, path: Path) -> Node | None:
    """The node of a path, or the deepest on the way that the text has; a field is where its key stands."""
    found = node
    for part in path:
        if isinstance(node, MappingNode):
            key, node = next(((key, value) for key, value in node.value if key.value == part), (None, None))
            found = key or found
        elif isinstance(node, SequenceNode) and isinstance(part, int) and part < len(node.value):
            found = node = node.value[part]
    return found


def _path(text: str) -> Path:
    return tuple(name or (number if number == "..." else int(number)) for name, number in _PART.findall(text))


def _exact(path: Path, kind: type[Struct], value: Any) -> Path:
    """A path in which each "...", msgspec's word for some key of a dict, is the first key that cannot be converted."""
    exact: list[str | int] = []
    for part in path:
        if part == "...":
            wanted = get_args(_type_at(tuple(exact), kind))[1]
            exact.append(next((key for key, each in value.items() if not _converts(each, wanted)), part))
        else:
            exact.append(part)
        value = _at(value, (exact[-1],))
    return tuple(exact)


def _converts(value: Any, kind: Any) -> bool:
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError:
        return False
    return True


def _at(value: Any, path: Path) -> Any:
    for part in path:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def _type_at(path: Path, kind: Any) -> Any:
    """The declared type of what stands at a path."""
    for part in path:
        if isinstance(part, int) or get_origin(kind) is dict:
            kind = next((each for each in get_args(kind)[::-1] if each is not Ellipsis), Any)
        else:
            record = _record_in(kind)
            kind = get_type_hints(record).get(part, Any) if record else Any
        if get_origin(kind) not in (tuple, dict, Literal, None):
            kind = next((each for each in get_args(kind) if each is not type(None)), kind)
    return kind


def _record_in(kind: Any) -> type[Struct] | None:
    return kind if isinstance(kind, type) and issubclass(kind, Struct) else None


def _record_at(path: Path, kind: type[Struct]) -> type[Struct]:
    return _record_in(_type_at(path, kind)) or kind


def _choices_at(path: Path, kind: type[Struct]) -> Sequence[str]:
    return [str(each) for each in get_args(_type_at(path, kind))]
