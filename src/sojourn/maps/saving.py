"""A map as a file, in the format that its ending names, and back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from warnings import warn

from sojourn.documents.ids import with_ids
from sojourn.documents.text import ENDINGS, read_map, write_map
from sojourn.errors import UsageError
from sojourn.files import write_whole
from sojourn.maps.formats import choosing

if TYPE_CHECKING:
    from sojourn.maps.map import Map

Made = Callable[["Map", bool], bytes]


class MapLoss(UserWarning):
    """What a map says that the format of a file cannot hold, or the other way round."""


def _html(found: Map, journeys: bool) -> bytes:
    return found.to_html(journeys).encode()


def _pdf(found: Map, journeys: bool) -> bytes:
    from sojourn.maps.pictures.pdf import pdf

    return pdf(found.to_html(journeys=False))


def _png(found: Map, journeys: bool) -> bytes:
    from sojourn.maps.pictures.pdf import pdf, png

    return png(pdf(found.to_html(journeys=False)))


def _svg(found: Map, journeys: bool) -> bytes:
    from sojourn.maps.pictures.svg import svg

    return svg(found.document).encode()


def _pptx(found: Map, journeys: bool) -> bytes:
    from sojourn.maps.pictures.pptx import pptx

    return pptx(found.document)


PICTURES: dict[str, Made] = {".html": _html, ".htm": _html, ".pdf": _pdf, ".png": _png, ".svg": _svg, ".pptx": _pptx}
"""What a map looks like, by ending; see `formats` for what it says in tables and texts."""

LEFT_OUT = {
    ".png": "PNG shows the first sheet of paper alone: use PDF for all of it.",
    ".svg": "SVG shows the map alone: the page’s charts, drawers and notes on method were left out. Use HTML for all.",
    ".pptx": "PPTX shows the map and its figures: the page’s charts and drawers were left out. Use HTML for all.",
}
OTHERS = (*PICTURES, *ENDINGS)


def save(found: Map, path: Path, journeys: bool) -> Path:
    """Write a map, whole or not at all. Warns with MapLoss of what the format cannot hold; see `Map.save`."""
    ending = path.suffix.lower()
    if ending in ENDINGS:
        _written(path, lambda: write_map(path, found.document))
    elif ending in PICTURES:
        content = PICTURES[ending](found, journeys)
        _written(path, lambda: write_whole(path, content))
        _warn(path, (LEFT_OUT[ending],) if ending in LEFT_OUT else ())
    else:
        given = choosing.writer_of(path.name, OTHERS)(found.document)
        _written(path, lambda: write_whole(path, given.content))
        _warn(path, given.losses)
    return path


def load_map(path: str | Path) -> Map:
    """The map in a file: YAML, JSON, CSV, XLSX, Mermaid or CJML, by its ending.

    What the file holds and a map does not is named in a warning (`MapLoss`) and in `losses`. Raises SourceNotFound,
    UnreadableSource, DefinitionError, UsageError, MissingExtra.
    """
    from sojourn.maps.map import Map

    path = Path(path)
    if path.suffix.lower() in ENDINGS:
        return Map(read_map(path))
    taken = choosing.read(path, OTHERS)
    _warn(path, taken.losses)
    return Map(with_ids(taken.document), taken.losses)


def _written(path: Path, write: Callable[[], object]) -> None:
    """Write, with an error that says what to do. The folder is made if need be."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write()
    except OSError as error:
        raise UsageError(f"{path} cannot be written ({error.strerror}). Mend that, or choose another place.") from error


def _warn(path: Path, losses: tuple[str, ...]) -> None:
    for loss in losses:
        warn(f"{path.name}: {loss}", MapLoss, stacklevel=4)
