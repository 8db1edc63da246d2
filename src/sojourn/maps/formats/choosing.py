"""Which format a file is in, by its ending."""

from __future__ import annotations

from collections.abc import Callable, Collection
from importlib import import_module
from pathlib import Path
from typing import Any

from sojourn.documents.map import MapDocument
from sojourn.errors import SourceNotFound, UnreadableSource, UsageError, did_you_mean
from sojourn.maps.formats.content import LARGEST
from sojourn.maps.formats.records import Given, Taken

Reader = Callable[[bytes, str], Taken]
"""Takes a file's content and its name, which stands in errors and is the source of what it says."""

Writer = Callable[[MapDocument], Given]

READERS = {
    ".csv": "csv", ".tsv": "csv", ".xlsx": "xlsx", ".mmd": "mermaid", ".mermaid": "mermaid", ".cjml": "cjml",
    ".xml": "cjml",
}  # fmt: skip
"""The formats that are read, by ending."""

WRITERS = {
    ".csv": "csv", ".xlsx": "xlsx", ".mmd": "mermaid", ".mermaid": "mermaid", ".cjml": "cjml", ".xml": "cjml",
    ".md": "markdown",
}  # fmt: skip
"""The formats that are written, by ending."""


def read(path: str | Path, also: Collection[str] = ()) -> Taken:
    """The map in a file. `also` are endings that the caller reads in another way, for the message of an unknown one.

    Raises UsageError for an unknown ending, SourceNotFound or UnreadableSource where the file is not there or broken,
    DefinitionError where it says what cannot be, MissingExtra where its format needs a package that is not installed.
    """
    path = Path(path)
    reader = reader_of(path.name, also)
    try:
        if path.stat().st_size > LARGEST:
            size = f"{path.stat().st_size:,} bytes; a map has at most {LARGEST:,}"
            raise UnreadableSource(f"{path} has {size}. Is it a log? Load it with: sojourn load")
        return reader(path.read_bytes(), path.name)
    except FileNotFoundError as error:
        raise SourceNotFound(f"{path} is not there. Check its name and folder.") from error
    except OSError as error:
        raise UnreadableSource(f"{path} cannot be read: {error.strerror}. Check its permissions.") from error


def reader_of(name: str, also: Collection[str] = ()) -> Reader:
    """What reads a file of that name. Raises UsageError for an unknown ending, naming those that are known."""
    reader: Reader = _module(name, READERS, also, "read from").read
    return reader


def writer_of(name: str, also: Collection[str] = ()) -> Writer:
    """What writes a file of that name. Raises UsageError for an unknown ending, naming those that are known."""
    writer: Writer = _module(name, WRITERS, also, "saved in").write
    return writer


def _module(name: str, formats: dict[str, str], also: Collection[str], done: str) -> Any:
    ending = Path(name).suffix.lower()
    if ending not in formats:
        known = sorted({*formats, *also})
        what = f'"{ending}" is not a format' if ending else f'"{name}" has no ending'
        raise UsageError(
            f"{what} that maps are {done}.{did_you_mean(ending, known)} Use a name that ends in {', '.join(known)}."
        )
    return import_module(f"sojourn.maps.formats.{formats[ending]}")
