"""The head of a grid: which rows are its phases and steps, and which column is which of them."""

from __future__ import annotations

from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from sojourn.documents.map import MapStep, Phase
from sojourn.errors import UnreadableSource
from sojourn.maps.formats.content import plain
from sojourn.maps.formats.naming import Ids
from sojourn.maps.formats.tables.entries import entries
from sojourn.maps.formats.tables.facts import is_fact
from sojourn.maps.formats.tables.lane_names import is_known, is_phase_word, is_step_word
from sojourn.maps.formats.tables.sheet import Field, Row, Sheet


class Parts(NamedTuple):
    """A sheet in parts: facts, a title that stands alone, the head of the grid, its lanes; `corner` is their column."""

    facts: tuple[Row, ...]
    alone: tuple[Field, ...]
    phases: Row
    steps: Row
    lanes: tuple[Row, ...]
    corner: int


class Heads(Struct, frozen=True):
    """The phases, and for each column the id of the phase or step that its texts belong to."""

    phases: tuple[Phase, ...]
    places: dict[int, str]


def parts(sheet: Sheet) -> Parts:
    """Take a sheet apart. Raises UnreadableSource where it holds no grid."""
    corner = _corner(sheet)
    above = _above(sheet, corner)
    facts = tuple(row for row in sheet.rows[:above] if is_fact(row))
    alone = tuple(field for row in sheet.rows[:above] if not is_fact(row) for field in row)
    grid = sheet.rows[above:]
    if len(grid) < 2:
        raise UnreadableSource(
            f"{sheet.name} has {'one row' if grid else 'no row'} of a grid. A map needs the steps in one row and at "
            "least one lane below it."
        )
    two = _has_steps(grid[0], grid[1], corner)
    lanes = grid[2:] if two else grid[1:]
    if not lanes:
        raise UnreadableSource(f"{sheet.name} has phases and steps, but no lane. Add a row such as Actions below them.")
    return Parts(facts, alone, grid[0], grid[1] if two else (), lanes, corner)


def heads(sheet: Sheet, found: Parts, ids: Ids) -> Heads:
    """The phases with their steps, and the columns of both; raises UnreadableSource where no column has a name."""
    making = _Making(ids)
    phases = {field.column: plain(entries(field.text)[0].text) for field in found.phases if field.column > found.corner}
    steps = {field.column: field for field in found.steps if field.column > found.corner}
    for column in sorted(phases.keys() | steps.keys()):
        making.column(column, phases.get(column, ""), steps.get(column))
    if not making.phases:
        raise UnreadableSource(f"{sheet.name} names no steps: nothing stands in its first row, right of the lanes.")
    heading = {field.row for field in (*found.phases[:1], *found.steps[:1])}
    for (row, column), begins in sheet.covered.items():
        if row in heading and begins in making.places:
            making.places.setdefault(column, making.places[begins])
    return Heads(tuple(replace(phase, steps=tuple(steps)) for phase, steps in making.phases), making.places)


def is_turned(sheet: Sheet) -> bool:
    """Whether the lanes stand in the first row, and the steps down the first column."""
    corner = _corner(sheet)
    grid = sheet.rows[_above(sheet, corner) :]
    across = [field for row in grid[:1] for field in row if field.column > corner]
    down = [row[0] for row in grid[1:] if row[0].column == corner]
    known = sum(is_known(field.text) for field in across)
    return known >= 2 and known * 2 >= len(across) and not any(is_known(field.text) for field in down)


class _Making:
    """Puts phases together, column by column."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self.phases: list[tuple[Phase, list[MapStep]]] = []
        self.places: dict[int, str] = {}

    def column(self, column: int, title: str, step: Field | None) -> None:
        """A column with the title of a phase, of a step, or of both; a phase goes on while its title is repeated."""
        steps = [plain(entry.text) for entry in entries(step.text)] if step else []
        goes_on = bool(self.phases and steps and title in ("", self.phases[-1][0].title))
        if not goes_on:
            self.phases.append((self._ids.phase(title or steps[0]), []))
            steps = steps if title else steps[1:]
        phase, so_far = self.phases[-1]
        made = [self._ids.step(step) for step in steps]
        so_far += made
        self.places[column] = made[0].id if len(made) == 1 else phase.id


def _corner(sheet: Sheet) -> int:
    """The column of the lanes: the first in which a row begins, from the first row of several fields that is no fact.

    Below that row nothing is a fact: "Notes" is a lane there. Of rows of one field only those with a lane's name count.
    """
    begun = next((n for n, row in enumerate(sheet.rows) if len(row) > 1 and not is_fact(row)), len(sheet.rows))
    columns = [row[0].column for row in sheet.rows[begun:] if len(row) > 1 or is_known(row[0].text)]
    return min(columns, default=1)


def _above(sheet: Sheet, corner: int) -> int:
    """How many rows stand above the grid: facts, and lines that stand alone."""
    for number, row in enumerate(sheet.rows):
        alone = len(row) == 1 and row[0].column <= corner and not _is_head(row[0].text)
        if not alone and not is_fact(row):
            return number
    return len(sheet.rows)


def _is_head(text: str) -> bool:
    return is_phase_word(text) or is_step_word(text)


def _has_steps(first: Row, second: Row, corner: int) -> bool:
    """Whether the second row of the grid names steps: its corner is empty, or says so below one that says phases."""
    words = [row[0].text if row[0].column == corner else "" for row in (first, second)]
    if not words[1]:
        return True
    return is_step_word(words[1]) and (not words[0] or is_phase_word(words[0]) or len(first) < len(second))
