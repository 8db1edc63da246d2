"""Measure a document: every binding gets its figure, and the cells a few of the journeys behind them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from sojourn.documents.cells import UNASKED, Binding, Cell, Figure
from sojourn.documents.map import MapDocument
from sojourn.errors import DefinitionError, UsageError
from sojourn.insights.exposure import exposure
from sojourn.maps.measuring.changing import change_of
from sojourn.maps.measuring.comments import Comments, comments
from sojourn.maps.measuring.figures import bound
from sojourn.maps.measuring.found import FOUND
from sojourn.maps.measuring.look import Look
from sojourn.maps.measuring.timelines import Timeline

COMMENT = "comment"
"""The one binding whose figure is a text: `options["rank"]` says which of the typical comments."""
EXPOSURE = "exposure"
"""Whether `options["exposed"]` raised `options["outcome"]`: the answer is a text, see `sojourn.insights.exposure`."""


class Measured(NamedTuple):
    """A document with its figures, and by cell id a few journeys behind them."""

    document: MapDocument
    journeys: Mapping[str, tuple[Timeline, ...]]


class _Measuring:
    """One pass over a document; the comments of a place are read once."""

    def __init__(self, look: Look, most: int, changes: bool, salt: str, whole: bool) -> None:
        self.look, self.most, self.changes, self.salt, self.whole = look, most, changes, salt, whole
        self.journeys: dict[str, tuple[Timeline, ...]] = {}
        self._comments: dict[str, Comments] = {}

    def cell(self, cell: Cell) -> Cell:
        """The cell with its figure; one whose binding cannot be asked here says why."""
        if cell.binding is None:
            return cell
        if cell.binding.measure == COMMENT:
            return self._comment(cell, cell.binding)
        if cell.binding.measure == EXPOSURE:
            return self._exposure(cell, cell.binding)
        if cell.binding.measure in FOUND:
            return cell if self.whole else msgspec.structs.replace(cell, measured=None, worth=None, note=None)
        try:
            found = bound(self.look, cell.binding, self.most, f"{self.salt}|{cell.id}")
        except UsageError as error:
            return msgspec.structs.replace(cell, measured=Figure(of=UNASKED, notes=(str(error),)))
        if found.journeys:
            self.journeys[cell.id] = found.journeys
        change = change_of(self.look, cell.binding) if self.changes and found.figure.value is not None else None
        figure = msgspec.structs.replace(found.figure, change=change) if change else found.figure
        return msgspec.structs.replace(cell, measured=figure)

    def _exposure(self, cell: Cell, binding: Binding) -> Cell:
        """What the data cannot tell, with the figures that say why."""
        exposed, outcome = (binding.options.get(name) for name in ("exposed", "outcome"))
        if not (isinstance(exposed, str) and isinstance(outcome, str)):
            raise DefinitionError('exposure needs two events: options: {exposed: "...", outcome: "..."}.')
        found = exposure(self.look.bound(binding).by_customer, exposed, outcome)
        before = round(found.had_before.value * found.had_before.n) if found.had_before.n else 0
        told = (found.exposed, found.others, before, found.exposed - before)
        hidden = self.look.is_few(*told)
        notes = () if hidden else found.reasons
        figure = Figure(scale="count", n=0 if hidden else found.exposed, data_up_to=self.look.data_up_to, notes=notes,
                        hidden=self.look.settings.minimum_cell if hidden else None)  # fmt: skip
        return msgspec.structs.replace(cell, measured=figure)

    def _comment(self, cell: Cell, binding: Binding) -> Cell:
        asked = msgspec.structs.replace(binding, options={})
        key = str(asked)
        found = self._comments.get(key) if key in self._comments else None
        if found is None:
            found = comments(self.look, self.look.bound(asked), binding.stage, binding.touchpoint)
            self._comments[key] = found
        rank, look = int(binding.options.get("rank", 1)) - 1, self.look
        figure = Figure(scale="count", n=found.n, of=binding.of or "comments", data_up_to=look.data_up_to)
        if look.is_few(found.customers):
            figure = msgspec.structs.replace(figure, n=0, hidden=look.settings.minimum_cell)
        if figure.hidden is not None or rank >= len(found.quotes):
            return msgspec.structs.replace(cell, text="", measured=figure)
        quote = found.quotes[rank]
        figure = msgspec.structs.replace(figure, count=quote.alike, customers=found.customers)
        return msgspec.structs.replace(cell, text=quote.text, source=quote.source, measured=figure)


def measured(
    document: MapDocument, look: Look, most: int = 0, changes: bool = False, salt: str = "", whole: bool = True
) -> Measured:
    """All cells of a document measured; with up to `most` journeys behind each.

    What was found out beyond figures stays where the `whole` is looked at, for which it was; elsewhere it is not known.

    With `changes` also whether the figure changed in the time that is looked at. `salt` and the cell's id choose which
    journeys: no customer stands behind many cells, or in many views.
    """
    measuring = _Measuring(look, most, changes, salt, whole)
    lanes = []
    for lane in document.lanes:
        cells = {place: tuple(measuring.cell(cell) for cell in entries) for place, entries in lane.cells.items()}
        lanes.append(msgspec.structs.replace(lane, cells=cells))
    return Measured(msgspec.structs.replace(document, lanes=tuple(lanes)), measuring.journeys)
