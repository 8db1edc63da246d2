"""Which files a path, folder or glob means, and what format each really has: the content decides, not the name."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path
from typing import NamedTuple

from sojourn.errors import SourceNotFound, UnreadableSource, UsageError, did_you_mean

FORMATS = ("csv", "parquet", "jsonl", "xes", "ocel")
_SUFFIXES = (".csv", ".tsv", ".txt", ".parquet", ".pq", ".jsonl", ".ndjson", ".json", ".jsonocel", ".xes")
_HEAD = 65_536
_UNPRINTABLE = [chr(code) for code in range(32) if chr(code) not in "\t\n\v\f\r\x1f"]

_FOREIGN = (
    (b"PK\x03\x04", "a zip archive or an Excel workbook", "Save the sheet as CSV, or unpack the archive"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook", "Save the sheet as CSV"),
    (b"SQLite format 3", "an SQLite database", "Export the table as CSV"),
    (b"BZh", "compressed with bzip2", "Unpack it first, or use gzip"),
    (b"\xfd7zXZ", "compressed with xz", "Unpack it first, or use gzip"),
    (b"\x28\xb5\x2f\xfd", "compressed with zstd", "Unpack it first, or use gzip"),
    (b"%PDF", "a PDF", "Export the data as CSV"),
)


class Found(NamedTuple):
    """One file to read, with the name a report calls it by and its format."""

    path: Path
    name: str
    format: str


def find_files(source: str | Path, form: str | None = None) -> list[Found]:
    """The files that a path, a folder or a glob means, in the order of their names.

    Raises SourceNotFound where there are none, UnreadableSource where a file is empty or of a format nobody here reads,
    UsageError where `form` is no format.
    """
    if form is not None and form not in FORMATS:
        raise UsageError(f'No format "{form}".{did_you_mean(form, FORMATS)} There are: {", ".join(FORMATS)}.')
    path = Path(source).expanduser()
    paths = [path] if path.is_file() else _within(path) if path.is_dir() else _matching(path)
    return [Found(one, one.name, form or format_of(one)) for one in paths]


def format_of(path: Path) -> str:
    """The format that a file's first bytes show.

    Raises UnreadableSource where they show nothing that can be read.
    """
    head = read_head(path)
    for magic, what, advice in _FOREIGN:
        if head.startswith(magic):
            raise UnreadableSource(f"{path} is {what}. {advice}.")
    if head.startswith(b"PAR1"):
        return "parquet"
    text = head.decode("utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "replace")
    text = text.lstrip("\ufeff \t\r\n")
    if path.suffix in (".parquet", ".pq"):
        raise UnreadableSource(f"{path} is no Parquet file. Was it written to the end?")
    if sum(map(text.count, _UNPRINTABLE)) > len(text) / 100:
        raise UnreadableSource(f"{path} is not text, nor Parquet. Save the data as CSV, Parquet or JSON lines.")
    return _text_format(text)


def _text_format(text: str) -> str:
    if text.startswith("<"):
        return "xes"
    if text.startswith("["):
        return "jsonl"
    if not text.startswith("{"):
        return "csv"
    ocel = any(word in text for word in ('"objectTypes"', '"eventTypes"', '"ocel:'))
    return "ocel" if ocel else "jsonl"


def read_head(path: Path) -> bytes:
    """The first bytes of a file, unpacked where it is a gzip; never empty."""
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    try:
        with gzip.open(path) if packed else path.open("rb") as file:
            head = file.read(_HEAD)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        head = _salvaged(path)
    if not head:
        raise UnreadableSource(f"{path} is empty (0 bytes). Was it written to the end?")
    return head


def _salvaged(path: Path) -> bytes:
    """What can be unpacked of a small gzip that breaks off; reading it in full will say where."""
    with path.open("rb") as file:
        packed = file.read(_HEAD)
    try:
        return zlib.decompressobj(31).decompress(packed) or b"\n"
    except zlib.error as error:
        raise UnreadableSource(f"{path} is a broken gzip ({error}). Copy it again.") from error


def _within(folder: Path) -> list[Path]:
    """The data files below a folder, in the order of their names; hidden ones and `_SUCCESS` marks are none."""
    files = [
        path
        for path in folder.rglob("*")
        if path.is_file()
        and not any(part.startswith((".", "_")) for part in path.relative_to(folder).parts)
        and path.name.removesuffix(".gz").lower().endswith(_SUFFIXES)
    ]
    if not files:
        raise SourceNotFound(f"{folder} holds no data files. Sojourn reads {', '.join(_SUFFIXES)}, and .gz of them.")
    return sorted(files)


def _matching(pattern: Path) -> list[Path]:
    root = Path(pattern.anchor)
    paths = sorted(one for one in root.glob(str(pattern.relative_to(root))) if one.is_file())
    if paths:
        return paths
    near = [path.name for path in pattern.parent.iterdir()] if pattern.parent.is_dir() else []
    raise SourceNotFound(f"{pattern} is not there.{did_you_mean(pattern.name, near)} Check the path.")
