"""The experiments of a workspace as they are declared."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from msgspec import Struct

from sojourn.documents.experiment import Declared, read_experiments
from sojourn.results import Result


class DeclaredRow(Struct, frozen=True):
    """One experiment: its name, what it compares, and by which measure."""

    name: str
    title: str
    arms: tuple[str, ...]
    measure: str
    start: date | None
    end: date | None
    planned: int | None
    owner: str | None


class Experiments(Result, frozen=True):
    """The experiments that are declared, by name."""

    rows: tuple[DeclaredRow, ...]


def experiments(folder: Path) -> Experiments:
    """All experiments of a folder. Raises DefinitionError."""
    return Experiments(tuple(map(_row, read_experiments(folder))))


def _row(found: Declared) -> DeclaredRow:
    file = found.file
    return DeclaredRow(
        found.name,
        file.title or found.name,
        tuple(file.arms),
        found.primary.measure,
        file.start,
        file.end,
        file.planned,
        file.owner,
    )
