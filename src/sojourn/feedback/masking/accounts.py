"""International bank account numbers (ISO 13616)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from sojourn.feedback.masking.spans import Span

LENGTHS: Mapping[str, int] = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 23, "BR": 29, "CH": 21,
    "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "DO": 28, "EE": 20, "EG": 29, "ES": 24, "FI": 18, "FO": 18,
    "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28, "HR": 21, "HU": 28, "IE": 22, "IL": 23,
    "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "MC": 27,
    "MD": 24, "ME": 22, "MK": 19, "MT": 31, "MU": 30, "NL": 18, "NO": 15, "PK": 24, "PL": 28, "PS": 29, "PT": 25,
    "QA": 29, "RO": 24, "RS": 22, "SA": 24, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "TN": 24, "TR": 26, "UA": 29,
    "VA": 22, "VG": 24, "XK": 20,
}  # fmt: skip
"""How many letters and digits an account number of each country has."""

_BEGINS = re.compile(r"(?<![A-Za-z0-9])([A-Za-z]{2})\d\d(?=[ -]?[A-Za-z0-9])")
_MOSTLY = 0.6


def accounts(text: str) -> Iterator[Span]:
    """Account numbers, with or without spaces; one with a typing error too, if it is made of digits mostly."""
    for found in _BEGINS.finditer(text):
        stop = _stop(text, found.start(), LENGTHS.get(found[1].upper(), 0))
        number = "".join(letter for letter in text[found.start() : stop] if letter.isalnum())
        if stop and (valid(number) or sum(map(str.isdigit, number)) > _MOSTLY * len(number)):
            yield Span(found.start(), stop, "account number")


def _stop(text: str, start: int, length: int) -> int:
    """Where `length` letters and digits end, with at most one space or hyphen in between; 0 where they do not."""
    at, seen = start, 0
    while seen < length and at < len(text):
        if text[at].isascii() and text[at].isalnum():
            seen += 1
        elif text[at] not in " -" or text[at - 1] in " -":
            return 0
        at += 1
    whole = seen == length > 0 and not (at < len(text) and text[at].isalnum())
    return at if whole else 0


def valid(number: str) -> bool:
    """Whether the check digits are right: the number read modulo 97 is 1."""
    turned = number[4:] + number[:4]
    return int("".join(str(int(letter, 36)) for letter in turned)) % 97 == 1
