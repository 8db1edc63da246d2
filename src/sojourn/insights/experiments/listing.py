"""The experiments of a workspace as they are declared."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from msgspec import Struct

from sojourn.documents.experiment import names_of_experiments, read_experiment
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
    return Experiments(tuple(_row(folder, name) for name in names_of_experiments(folder)))


def _row(folder: Path, name: str) -> DeclaredRow:
    found = read_experiment(folder, name)
    file = found.file
    return DeclaredRow(
        name,
        file.title or name,
        tuple(file.arms),
        found.primary.measure,
        file.start,
        file.end,
        file.planned,
        file.owner,
    )
