"""Text files of any encoding, packed or not, as plain UTF-8 that DuckDB reads in parallel."""

from __future__ import annotations

import codecs
import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from sojourn.errors import UnreadableSource

_CHUNK = 4 * 1024 * 1024
_UTF16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


def plain_text(path: Path, folder: Path) -> tuple[Path, str]:
    """The file itself if it is plain UTF-8 with one kind of line end, else a copy in `folder` that is; its encoding.

    A file that is no UTF-8 and has not one valid multi-byte character is read as cp1252, which includes latin-1.
    """
    encoding, mixed = _look(path)
    if encoding == "utf-8" and not mixed and not is_gzip(path):
        return path, encoding
    copy = folder / "plain.txt"
    decoder = codecs.getincrementaldecoder(encoding)("replace") if encoding != "utf-8" else None
    with copy.open("wb") as out:
        held = b""
        for chunk in chunks_of(path):
            data = held + (decoder.decode(chunk).encode() if decoder else chunk)
            held = b"\r" if data.endswith(b"\r") else b""
            out.write(data.removesuffix(b"\r").replace(b"\r\n", b"\n") if held else data.replace(b"\r\n", b"\n"))
        out.write(held)
    return copy, encoding


def is_gzip(path: Path) -> bool:
    """Whether a file is packed with gzip, whatever it is called."""
    with path.open("rb") as file:
        return file.read(2) == b"\x1f\x8b"


def open_bytes(path: Path) -> BinaryIO:
    """A file's content, unpacked where it is a gzip."""
    return cast(BinaryIO, gzip.open(path)) if is_gzip(path) else path.open("rb")


def chunks_of(path: Path) -> Iterator[bytes]:
    """A file's content, unpacked, in pieces.

    Raises UnreadableSource where a gzip breaks off, with the place.
    """
    done = 0
    try:
        with open_bytes(path) as file:
            while chunk := file.read(_CHUNK):
                done += len(chunk)
                yield chunk
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise broken_gzip(path, done, error) from error


def broken_gzip(path: Path, done: int, error: Exception) -> UnreadableSource:
    """The error for a gzip that breaks off after `done` unpacked bytes."""
    return UnreadableSource(f"{path} is a broken gzip: it ends after {done:,} unpacked bytes ({error}). Copy it again.")


def _look(path: Path) -> tuple[str, bool]:
    """The encoding, and whether line ends are mixed, which DuckDB does not read."""
    encoding, windows, unix = "utf-8", 0, 0
    decided = False
    for number, chunk in enumerate(chunks_of(path)):
        if number == 0 and chunk[:2] in _UTF16:
            return "utf-16", False
        if not decided and not chunk.isascii():
            encoding, decided = _encoding_of(chunk), True
        returns = chunk.count(b"\r\n")
        windows += returns
        unix += chunk.count(b"\n") - returns
    return encoding, bool(windows and unix)


def _encoding_of(chunk: bytes) -> str:
    """A corrupt character does not make a UTF-8 file another one; the absence of any valid one does."""
    decoded = chunk.decode("utf-8", "ignore")
    return "utf-8" if not decoded.isascii() else "cp1252"
