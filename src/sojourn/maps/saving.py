"""A map as a file, in the format that its ending names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from warnings import warn

from sojourn.documents.map import MapDocument
from sojourn.documents.text import ENDINGS, write_map
from sojourn.errors import UsageError
from sojourn.files import write_whole
from sojourn.maps.formats import choosing

Html = Callable[[bool, bool], str]
"""The page of a map: with a few journeys behind its figures or without, and whether for paper."""

Made = Callable[[MapDocument, Html, bool], bytes]


class MapLoss(UserWarning):
    """What a map says that the format of a file cannot hold, or the other way round."""


def _html(document: MapDocument, page: Html, journeys: bool) -> bytes:
    return page(journeys, False).encode()


def _pdf(document: MapDocument, page: Html, journeys: bool) -> bytes:
    from sojourn.maps.pictures.pdf import pdf

    return pdf(page(False, True))


def _png(document: MapDocument, page: Html, journeys: bool) -> bytes:
    from sojourn.maps.pictures.pdf import pdf, png

    return png(pdf(page(False, True)))


def _svg(document: MapDocument, page: Html, journeys: bool) -> bytes:
    from sojourn.maps.pictures.svg import svg

    return svg(document).encode()


def _pptx(document: MapDocument, page: Html, journeys: bool) -> bytes:
    from sojourn.maps.pictures.pptx import pptx

    return pptx(document)


PICTURES: dict[str, Made] = {".html": _html, ".htm": _html, ".pdf": _pdf, ".png": _png, ".svg": _svg, ".pptx": _pptx}
"""What a map looks like, by ending; see `formats` for what it says in tables and texts."""

LEFT_OUT = {
    ".png": "PNG shows the first sheet of paper alone: use PDF for all of it.",
    ".svg": "SVG shows the map alone: the page’s charts, drawers and notes on method were left out. Use HTML for all.",
    ".pptx": "PPTX shows the map and its figures: the page’s charts and drawers were left out. Use HTML for all.",
}
OTHERS = (*PICTURES, *ENDINGS)


def save(document: MapDocument, page: Html, path: Path, journeys: bool) -> Path:
    """Write a map, whole or not at all. Warns with MapLoss of what the format cannot hold; see `Map.save`."""
    ending = path.suffix.lower()
    if ending in ENDINGS:
        _written(path, lambda: write_map(path, document))
    elif ending in PICTURES:
        content = PICTURES[ending](document, page, journeys)
        _written(path, lambda: write_whole(path, content))
        warn_of(path, (LEFT_OUT[ending],) if ending in LEFT_OUT else ())
    else:
        given = choosing.writer_of(path.name, OTHERS)(document)
        _written(path, lambda: write_whole(path, given.content))
        warn_of(path, given.losses)
    return path


def _written(path: Path, write: Callable[[], object]) -> None:
    """Write, with an error that says what to do. The folder is made if need be."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write()
    except OSError as error:
        raise UsageError(f"{path} cannot be written ({error.strerror}). Mend that, or choose another place.") from error


def warn_of(path: Path, losses: tuple[str, ...]) -> None:
    """Warn of each loss, where the map is saved or read."""
    for loss in losses:
        warn(f"{path.name}: {loss}", MapLoss, stacklevel=4)
