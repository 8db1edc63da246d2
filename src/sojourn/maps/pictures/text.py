"""How wide words are, and where they wrap: measured by a wide typeface, so that they fit in narrower ones as well."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Literal, NamedTuple

Face = Literal["sans", "sans bold", "serif bold", "serif italic"]

RESERVE = 1.1
"""What is kept free beside a line: a reader's own typeface may be wider than the one that is measured."""

# Advance widths of DejaVu Sans, Sans Bold, Serif Bold and Serif Italic, in thousandths of the size, from " " to "~".
_WIDTHS: dict[Face, str] = {
    "sans": (
        "318 401 460 838 636 950 780 275 390 390 500 838 318 361 318 337 636 636 636 636 636 636 636 636 636 636 "
        "337 337 838 838 838 531 1000 684 686 698 770 632 575 775 752 295 295 656 557 863 748 787 603 787 695 635 "
        "611 732 684 989 685 611 685 390 337 390 838 500 500 613 635 550 635 615 352 635 634 278 278 579 278 974 "
        "634 612 635 635 411 521 392 634 592 818 592 592 525 636 337 636 838"
    ),
    "sans bold": (
        "348 456 521 838 696 1002 872 306 457 457 523 838 380 415 380 365 696 696 696 696 696 696 696 696 696 696 "
        "400 400 838 838 838 580 1000 774 762 734 830 683 683 821 837 372 372 775 637 995 837 850 733 850 770 720 "
        "682 812 774 1103 771 724 725 457 365 457 838 500 500 675 716 593 716 678 435 716 712 343 343 665 343 1042 "
        "712 687 716 716 493 595 478 712 652 924 645 652 582 712 365 712 838"
    ),
    "serif bold": (
        "348 439 521 838 696 950 903 306 473 473 523 838 348 415 348 365 696 696 696 696 696 696 696 696 696 696 "
        "369 369 838 838 838 586 1000 776 845 796 867 762 710 854 945 468 473 869 703 1107 914 871 752 871 831 722 "
        "744 872 776 1123 776 714 730 473 365 473 838 500 500 648 699 609 699 636 430 699 727 380 362 693 380 1058 "
        "727 667 699 699 527 563 462 727 581 861 596 581 568 643 364 643 838"
    ),
    "serif italic": (
        "318 402 460 838 636 950 890 275 390 390 500 838 318 338 318 337 636 636 636 636 636 636 636 636 636 636 "
        "337 337 838 838 838 536 1000 722 735 765 802 730 694 799 872 395 401 747 664 1024 875 820 673 820 753 685 "
        "667 843 722 1028 712 660 695 390 337 390 838 500 500 596 640 560 640 592 370 640 644 320 310 606 320 948 "
        "644 602 640 640 478 513 402 644 565 856 564 565 527 636 337 636 838"
    ),
}
_KNOWN = dict.fromkeys("‘’‚·\u00a0", 0.38) | dict.fromkeys("\u2009\u202f", 0.2) | dict.fromkeys("−×±→", 0.84)
_UNKNOWN = 1.2
_EMOJI = 1.4
_NO_XML = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
_WIDE = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_BREAKS = re.compile(
    rf"(?<=[ ])(?=[^ ])|(?<=[^\W\d_][-/])(?=[^\W\d_])|(?<=\u00ad)|(?<=[{_WIDE}])(?=[{_WIDE}])|(?<=\u200b)"
)

_VOWELS = "aeiouyäöüàáâãåæèéêëìíîïòóôõøœùúûý"
_SYLLABLES = re.compile(rf"(?:sch[lmnrw]?|[cpst]h[lr]?|qu|[bcdfgkptvw][lr]|[^\W\d_{_VOWELS}])(?=[{_VOWELS}])")
"""Where a syllable may begin: with the consonants before a vowel. A guess that serves where no dictionary does."""


class Line(NamedTuple):
    """A line as it is `shown`, and the part of the words that it stands for, with the space that ended it.

    `width` is without reserve.
    """

    shown: str
    said: str
    width: float


def clean(text: str) -> str:
    """The text without what XML cannot hold; any kind of line break is a newline, tabs are spaces."""
    lines = [_NO_XML.sub("", line).replace("\t", " ").strip(" ") for line in text.splitlines()]
    return "\n".join(line for line in lines if line)


def width(text: str, size: float, face: Face = "sans") -> float:
    """How wide a line is, without reserve."""
    return size * sum(_advance(character, face) for character in text)


def wrap(text: str, room: float, size: float, face: Face = "sans") -> tuple[Line, ...]:
    """The lines of a text, each at most `room` wide with the reserve. Words are broken only where one is wider."""
    lines: list[Line] = []
    for paragraph in clean(text).split("\n"):
        made = _wrapped(paragraph, room / RESERVE / size, face)
        said = [*made[:-1], *((shown, f"{part} ") for shown, part in made[-1:])]
        lines += [Line(shown, part, width(shown, size, face)) for shown, part in said]
    return tuple(lines)


def _wrapped(text: str, room: float, face: Face) -> list[tuple[str, str]]:
    """The lines of one paragraph, each as shown and as said; `room` is in sizes of the face."""
    lines: list[tuple[str, str]] = []
    current = ""
    for piece in _BREAKS.split(text):
        if current and not _fits(current + piece, room, face):
            lines.append((_shown(current), current))
            current = ""
        current += piece
        while not _fits(current, room, face) and (cut := _cut(current, room, face)) < len(current):
            lines.append((_hyphened(current, cut), current[:cut]))
            current = current[cut:]
    return [*lines, (_shown(current), current)] if current else lines


def _fits(text: str, room: float, face: Face) -> bool:
    return width(_shown(text), 1.0, face) <= room


def _shown(text: str) -> str:
    """A line without what a break swallows, and with the hyphen that a soft one becomes there."""
    stripped = text.rstrip(" ")
    soft = "-" if stripped.endswith("\u00ad") else ""
    return stripped.replace("\u00ad", "").replace("\u200b", "") + soft


def _hyphened(text: str, cut: int) -> str:
    return _shown(text[:cut]) + ("-" if text[cut - 1].isalpha() and text[cut].isalpha() else "")


def _cut(text: str, room: float, face: Face) -> int:
    """How many characters of a word that is too wide go on the line, a hyphen with them: at least one."""
    used, most = _advance("-", face), 0
    for place, character in enumerate(text):
        used += _advance(character, face)
        if used > room and most:
            break
        if not _joins(text, place + 1):
            most = place + 1
    return _syllable(text, most) or most


def _syllable(text: str, most: int) -> int:
    """The last place up to `most` where a syllable may begin, with three letters at each side; 0 without one."""
    lowered = text.lower()
    if len(lowered) != len(text):
        return 0
    starts = [match.start() for match in _SYLLABLES.finditer(lowered)]
    return max((start for start in starts if 3 <= start <= min(most, len(text.rstrip()) - 3)), default=0)


def _joins(text: str, place: int) -> bool:
    """Whether what stands at `place` belongs to the character before it."""
    return place < len(text) and (_advance(text[place], "sans") == 0 or text[place - 1] == "\u200d")


@cache
def _table(face: Face) -> tuple[float, ...]:
    return tuple(int(number) / 1000 for number in _WIDTHS[face].split())


@cache
def _advance(character: str, face: Face) -> float:
    """The width of a character; what the table does not know is taken to be wide rather than narrow."""
    if " " <= character <= "~":
        return _table(face)[ord(character) - 32]
    if unicodedata.category(character) in ("Mn", "Me", "Cf", "Cc"):
        return 0.0
    if character in _KNOWN:
        return _KNOWN[character]
    base = unicodedata.normalize("NFD", character)[0]
    return _advance(base, face) if base != character else _other(character)


def _other(character: str) -> float:
    if character >= "\U0001f000":
        return _EMOJI
    if unicodedata.category(character) in ("Pd", "Pi", "Pf", "Po", "Sc", "Nd"):
        return 1.0 if unicodedata.east_asian_width(character) in "WF" or character in "—…" else 0.75
    if unicodedata.category(character) in ("Ll", "Lo") and unicodedata.east_asian_width(character) not in "WF":
        return 0.95 if unicodedata.category(character) == "Ll" else _UNKNOWN
    return 1.05 if unicodedata.east_asian_width(character) in "WF" else _UNKNOWN
