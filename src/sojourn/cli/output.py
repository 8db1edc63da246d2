"""What commands print: JSON for programs, text for people. Standard output carries this and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from math import isfinite
from textwrap import indent
from typing import TypeVar

import click

from sojourn.errors import UnknownName
from sojourn.results import Measured, Result

R = TypeVar("R", bound=Result)
M = TypeVar("M", bound=Measured)


def show(result: R, text: Callable[[R], str], as_json: bool) -> None:
    """Print a result as JSON or as the text made of it."""
    click.echo(as_text_json(result.to_dict()) if as_json else text(result))


def as_text_json(value: object) -> str:
    """JSON text: times in ISO 8601, durations in seconds, null for what is not known or not reached."""
    return json.dumps(plain(value), indent=2, ensure_ascii=False)


def plain(value: object) -> object:
    """The same in what JSON has."""
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float | Decimal):
        return float(value) if isfinite(value) else None
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def with_groups(result: M, text: Callable[[M], str]) -> str:
    """The text of a measure, of each of its groups, and what to bear in mind."""
    parts = [text(result)]
    parts += [f"{group.value}\n{indent(text(group.result), '  ')}" for group in result.groups]
    if result.notes:
        parts.append("\n".join(f"Note: {note}" for note in result.notes))
    return "\n\n".join(parts)


def refuse_unknown_names(result: Measured) -> None:
    """A name that nothing in the log has is more often a slip than a question."""
    from sojourn.measures.notes import misspelt

    unknown = misspelt(result.notes)
    if unknown:
        raise UnknownName(" ".join([*unknown, "To count it as never having happened, add --allow-unknown."]))
