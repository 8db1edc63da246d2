"""Figures that could be worked out from others: what one view hides, the difference of two others must not tell.

Secondary suppression of statistical tables: where one part of a whole is hidden, so is another, or the whole would give
the first away. Source: Hundepool et al., Statistical Disclosure Control (2012), chapter 4.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from sojourn.documents.cells import Cell, Figure
from sojourn.documents.map import MapDocument
from sojourn.maps.page.shown import Shown

Family = tuple[int, ...]
"""Places of the views that are parts of one whole, the whole first."""


def suppressed(shown: Sequence[Shown], minimum: int) -> tuple[Shown, ...]:
    """The views without figures from which a hidden one, or the rest of a whole, could be worked out."""
    figures = [{cell.id: cell.measured for _, _, cell in one.document.cells() if cell.measured} for one in shown]
    hidden: list[set[str]] = [set() for _ in shown]
    for whole, *parts in _families(shown):
        for cell, figure in figures[whole].items():
            for part in _telling(figure, [(part, figures[part].get(cell)) for part in parts], minimum):
                hidden[part].add(cell)
    return tuple(
        one._replace(document=_without(one.document, cells, minimum)) if cells else one
        for one, cells in zip(shown, hidden, strict=True)
    )


def _families(shown: Sequence[Shown]) -> list[Family]:
    """Groups of one attribute against all customers, and periods against the whole, each for every other choice."""
    place = {(one.who, one.when): n for n, one in enumerate(shown) if one.side == "actual"}
    whos, whens = (list(dict.fromkeys(key[k] for key in place)) for k in (0, 1))
    attributes = list(dict.fromkeys(who.partition(":")[0] for who in whos[1:]))
    found = [
        tuple(place[who, when] for who in (whos[0], *_of(whos[1:], attribute)))
        for when in whens
        for attribute in attributes
    ]
    return [*found, *(tuple(place[who, when] for when in whens) for who in whos)] if len(whens) > 1 else found


def _of(whos: Iterable[str], attribute: str) -> list[str]:
    return [who for who in whos if who.partition(":")[0] == attribute]


def _telling(whole: Figure, parts: Sequence[tuple[int, Figure | None]], minimum: int) -> list[int]:
    """The parts to hide beside those that are: none while what is not shown of the whole is nobody, or enough."""
    if whole.hidden is not None or whole.count is None:
        return []
    shown = sorted(
        (figure.count, part) for part, figure in parts if figure is not None and figure.count is not None and figure.n
    )
    rest, rest_of = whole.count - sum(count for count, _ in shown), whole.n
    rest_of -= sum(figure.n for _, figure in parts if figure is not None and figure.count is not None)
    if not any(figure is not None and figure.hidden is not None for _, figure in parts):
        return [shown[0][1]] if shown and (0 < rest < minimum or 0 < rest_of < minimum) else []
    hidden_parts = sum(figure is not None and figure.hidden is not None for _, figure in parts)
    return [shown[0][1]] if shown and hidden_parts == 1 else []


def _without(document: MapDocument, cells: set[str], minimum: int) -> MapDocument:
    def safe(cell: Cell) -> Cell:
        if cell.id not in cells or cell.measured is None:
            return cell
        figure = cell.measured
        hidden = Figure(figure.scale, of=figure.of, hidden=minimum, first=figure.first, last=figure.last,
                        data_up_to=figure.data_up_to)  # fmt: skip
        return msgspec.structs.replace(cell, measured=hidden)

    lanes = tuple(
        msgspec.structs.replace(lane, cells={place: tuple(map(safe, entries)) for place, entries in lane.cells.items()})
        for lane in document.lanes
    )
    return msgspec.structs.replace(document, lanes=lanes)
