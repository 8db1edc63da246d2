"""A map from a file, in the format that its ending names."""

from __future__ import annotations

from pathlib import Path

from sojourn.documents.ids import with_ids
from sojourn.documents.text import ENDINGS, read_map
from sojourn.maps.formats import choosing
from sojourn.maps.map import Map
from sojourn.maps.saving import warn_of


def load_map(path: str | Path) -> Map:
    """The map in a file: YAML, JSON, CSV, XLSX, Mermaid or CJML, by its ending.

    What the file holds and a map does not is named in a warning (`MapLoss`) and in `losses`. Raises SourceNotFound,
    UnreadableSource, DefinitionError, UsageError, MissingExtra.
    """
    path = Path(path)
    if path.suffix.lower() in ENDINGS:
        return Map(read_map(path))
    taken = choosing.read(path, ENDINGS)
    warn_of(path, taken.losses)
    return Map(with_ids(taken.document), taken.losses)
