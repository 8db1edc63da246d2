"""A map: the document, what was measured for it, and saving it as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sojourn.documents.map import MapDocument, Phase
from sojourn.maps.page.shown import Shown
from sojourn.maps.saving import save
from sojourn.results import Result


class Map(Result, frozen=True, dict=True):
    """A journey map. `document` is what it says; `losses` names what a format it was read from could not give.

    A map that was measured in a workspace also holds the views of its page.
    """

    document: MapDocument
    losses: tuple[str, ...] = ()

    @property
    def shown(self) -> tuple[Shown, ...]:
        """The views of the page; of a map that was read from a file, the document alone."""
        found: tuple[Shown, ...] | None = self.__dict__.get(SHOWN)
        return found or (Shown(self.document),)

    @property
    def base(self) -> MapDocument | None:
        """What was drafted, before people's changes were taken over; None where the map was not drafted now."""
        return self.__dict__.get(BASE)

    def records(self) -> tuple[Phase, ...]:
        """The phases, as a table."""
        return self.document.phases

    def document_dict(self) -> dict[str, Any]:
        """The document in plain dicts and lists, as its JSON has it."""
        import json

        from sojourn.documents.text import json_text

        found: dict[str, Any] = json.loads(json_text(self.document))
        return found

    def to_html(self, journeys: bool = True, paper: bool = False) -> str:
        """The map as one self-contained page that loads nothing from elsewhere.

        It holds a few journeys behind each figure, without identifiers; `journeys=False` leaves them out.
        With `paper` a wide map comes in parts of up to twelve columns, as a PDF shows it, and other views are left out.
        """
        from sojourn.maps.render.html import render

        return render(self.shown, journeys, paper)

    def save(self, path: str | Path, journeys: bool = True) -> Path:
        """Write the map to `path`, in the format its ending names, whole or not at all; its folder is made if need be.

        What a format cannot hold is named in a warning (`MapLoss`). Raises UsageError where the ending names no format
        that maps are saved in, or `path` cannot be written; MissingExtra.
        """
        return save(self.document, self.to_html, Path(path), journeys)

    def _repr_html_(self) -> str:
        """How a notebook shows it: in a frame, so that neither's styles reach the other."""
        from html import escape

        return f'<iframe title="Journey map" srcdoc="{escape(self.to_html())}" width="100%" height="700"></iframe>'


SHOWN = "_shown"
"""Where a map keeps its views: no field, so that they are neither compared nor written."""


BASE = "_base"


def with_views(document: MapDocument, shown: tuple[Shown, ...], base: MapDocument | None = None) -> Map:
    """A map that was measured."""
    made = Map(document)
    made.__dict__.update({SHOWN: shown, BASE: base})
    return made
