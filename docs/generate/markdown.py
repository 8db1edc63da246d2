"""Pieces of Markdown, and what Python says of functions and records."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Sequence
from inspect import Parameter
from typing import Any, get_args, get_type_hints

import msgspec
from msgspec import Struct

import sojourn
from docs.generate.later import later
from sojourn.estimates import Estimate
from sojourn.results import Measured, Result

WIDTH = 100
ELSEWHERE = (Estimate, Result, Measured)
"""Records that results.md describes once for all."""


def page(*parts: str) -> str:
    """Parts with a blank line between them."""
    return "\n\n".join(part.strip() for part in parts)


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; line breaks in cells become blanks."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def code(text: str) -> str:
    """A fence without a language, which tests neither run nor compare."""
    return f"```\n{inspect.cleandoc(text)}\n```"


def doc(thing: object) -> str:
    """The docstring, or an AssertionError that names what has none."""
    text = inspect.getdoc(thing)
    assert text, f"{thing} has no docstring"
    return text


def signature(name: str, function: Callable[..., Any]) -> str:
    """How a function is called: on one line, or a parameter a line where that is too long."""
    found = inspect.signature(function)
    given = [each for each in found.parameters.values() if each.name != "self"]
    parts, keyword = list[str](), False
    for each in given:
        if each.kind is Parameter.KEYWORD_ONLY and not keyword:
            parts.append("*")
            keyword = True
        parts.append(_parameter(each))
    returns = "" if found.return_annotation in (Parameter.empty, "None") else f" -> {found.return_annotation}"
    line = f"{name}({', '.join(parts)}){returns}"
    if len(line) <= WIDTH:
        return line
    return f"{name}(\n" + "".join(f"    {part},\n" for part in parts) + f"){returns}"


def _parameter(parameter: Parameter) -> str:
    star = {Parameter.VAR_KEYWORD: "**", Parameter.VAR_POSITIONAL: "*"}.get(parameter.kind, "")
    said = f"{star}{parameter.name}: {parameter.annotation}"
    if parameter.default is Parameter.empty:
        return said
    default = parameter.default
    return f"{said} = {default.__name__ if inspect.isfunction(default) else repr(default)}"


def methods(kind: type) -> Iterator[tuple[str, Callable[..., Any]]]:
    """The public methods of a class and of what it is made of, in the order of their files."""
    for made_of in kind.__mro__:
        for name, found in vars(made_of).items():
            if inspect.isfunction(found) and not name.startswith("_"):
                yield name, found


def record(kind: type[Struct], heading: str = "####") -> str:
    """A record: what it is, its fields, and what else it can do."""
    own = inspect.get_annotations(kind)
    fields = [field for field in msgspec.structs.fields(kind) if field.name in own]
    public = f"`sojourn.{kind.__name__}`. " if kind.__name__ in sojourn.__all__ else ""
    parts = [f"{heading} {kind.__name__}", public + doc(kind)]
    if fields:
        parts.append(table(("field", "type", "default"), [_field(own[field.name], field) for field in fields]))
    if issubclass(kind, Measured) and kind is not Measured:
        parts.append("Also `groups` and `notes`: see [Measured](results.md#measured).")
    for name, found in vars(kind).items():
        if isinstance(found, property) and not name.startswith("_"):
            parts.append(f"`.{name}`: {doc(found)}")
        elif inspect.isfunction(found) and not name.startswith("_") and name != "records":
            parts.append(f"{code(signature(f'.{name}', found))}\n\n{doc(found)}")
    return "\n\n".join(parts)


def _field(annotation: str, field: msgspec.structs.FieldInfo) -> tuple[str, str, str]:
    default = "" if field.default is msgspec.NODEFAULT else f"`{field.default!r}`"
    return f"`{field.encode_name}`", f"`{annotation}`", default


def records_of(annotation: object, seen: set[type]) -> Iterator[type[Struct]]:
    """The records that an annotation names, and those that their fields name; each once."""
    if isinstance(annotation, type) and issubclass(annotation, Struct):
        if annotation in seen or annotation in ELSEWHERE:
            return
        seen.add(annotation)
        yield annotation
        own = inspect.get_annotations(annotation)
        hints = get_type_hints(annotation)
        for name in own:
            yield from records_of(hints[name], seen)
    for part in get_args(annotation):
        yield from records_of(part, seen)


def returned(function: Callable[..., Any], seen: set[type]) -> list[type[Struct]]:
    """The records that a function returns, outermost first."""
    hints = get_type_hints(function, localns=later())
    return list(records_of(hints.get("return"), seen))


def taken(function: Callable[..., Any], seen: set[type]) -> list[type[Struct]]:
    """The records that a function may be given."""
    hints = get_type_hints(function, localns=later())
    return [kind for name, hint in hints.items() if name != "return" for kind in records_of(hint, seen)]
