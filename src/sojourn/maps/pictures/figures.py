"""The figures of a map as the rows of a table: where, what, how much, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from sojourn.documents.map import MapDocument
from sojourn.maps.pictures.blocks import basis, basis_word
from sojourn.maps.pictures.heading import data_remark
from sojourn.maps.pictures.text import clean
from sojourn.maps.telling import PROVENANCE, told

HEADS = ("Row", "Where", "What", "Figure", "Rests on")


class FigureRow(Struct, frozen=True):
    """A figure of the map, in words."""

    lane: str
    where: str
    what: str
    figure: str
    source: str

    @property
    def texts(self) -> tuple[str, ...]:
        """The columns of the table."""
        return (self.lane, self.where, self.what, self.figure, self.source)


def figures_of(document: MapDocument) -> tuple[FigureRow, ...]:
    """Every cell that has a figure, lane after lane, in the order of the map."""
    return tuple(_figures(document))


def _figures(document: MapDocument) -> Iterator[FigureRow]:
    known = data_remark(document)
    for lane in document.lanes:
        for place in document.places():
            for cell in lane.cells.get(place.id, ()):
                said = told(cell, lane)
                figure = said.figure or (f"{cell.asserted:g}" if cell.asserted is not None else "")
                if figure and (cell.measured is not None or cell.asserted is not None):
                    remarks = [remark for remark in said.remarks if remark != known]
                    rests = PROVENANCE.get(basis(cell), "") if not said.source else basis_word(cell, said)
                    source = " · ".join(part for part in (rests, said.source, *remarks) if part)
                    what = " · ".join(part for part in (said.text, said.sentence) if part)
                    where = f"{place.phase.title}: {place.title}" if place.step else place.title
                    words = (lane.title, where, what, figure, source)
                    yield FigureRow(*(clean(text).replace("\n", " ") for text in words))
