"""A file's content as clean text, with bounds; errors name the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from sojourn.errors import MissingExtra, UnreadableSource

LARGEST = 20_000_000
"""Bytes of the largest file that is read as a map."""

_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def plain(text: str) -> str:
    """A text on one line, without blanks around it or characters that no file may hold."""
    return " ".join(part for part in re.split(r"[ \t\n]+", cleaned(text)) if part)


def cleaned(text: str) -> str:
    """A text without control characters; its lines stay, without blanks around them."""
    lines = _NOT_TEXT.sub("", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.strip() for line in lines).strip()


def has_controls(text: str) -> bool:
    """Whether a text holds characters that no file may hold."""
    return bool(_NOT_TEXT.search(text))


def decoded(content: bytes, name: str, wanted: str) -> str:
    """A text file's content: UTF-8 or UTF-16 with or without a mark, else cp1252, which includes latin-1.

    Raises UnreadableSource for a file that is empty, too large, or no text. `wanted` says what it should be.
    """
    bounded(content, name)
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")
    if content[:4] == b"PK\x03\x04":
        raise UnreadableSource(f"{name} is a packed file such as XLSX, not {wanted}. Give it the ending .xlsx.")
    if b"\x00" in content or content[:5] == b"%PDF-":
        raise UnreadableSource(f"{name} is not text. Save it as {wanted} and read that.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def bounded(content: bytes, name: str) -> None:
    """Raise UnreadableSource for a file that is empty, or larger than any map."""
    if not content.strip():
        raise UnreadableSource(f"{name} is empty. A map needs at least one step and one lane.")
    if len(content) > LARGEST:
        raise UnreadableSource(
            f"{name} has {len(content):,} bytes; a map has at most {LARGEST:,}. Is it a log? Load it with: sojourn load"
        )


@contextmanager
def extra(package: str) -> Iterator[None]:
    """Around the import of an optional package: raises MissingExtra where it is not installed."""
    try:
        yield
    except ImportError as error:
        raise MissingExtra(package, "export") from error
