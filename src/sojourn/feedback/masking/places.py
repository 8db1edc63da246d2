"""Postal addresses, where they are clear: a street with a number, a postal code of a form that nothing else has."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sojourn.feedback.masking.spans import Span, all_of

_UPPER = "A-ZÀ-ÖØ-Þ"
_WORD = rf"[{_UPPER}][\w'’.-]{{0,30}}+"
_TOWN = rf"(?:,?\s{{1,2}}(?:[A-Z]{{1,2}}-)?\d{{4,5}}\s{_WORD})?"
_STREETS = r"(?:[Ss]traße|[Ss]trasse|[Ss]tr\.|[Ww]eg|[Pp]latz|[Aa]llee|[Gg]asse|[Rr]ing|[Dd]amm|[Uu]fer|[Cc]haussee)"
_RUES, _OF_FRENCH = r"(?:rue|avenue|boulevard|place|chemin|allée|impasse|quai)", r"(?:de la |de l'|des |de |du |d')?"
_CALLES = r"(?:Calle|Avenida|Plaza|Via|Viale|Piazza|Rua)"
_ROADS = (
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Way|Square|Sq|Terrace|Close|Crescent|Place|"
    r"Pl|Parkway|Pkwy|Gardens|Grove|Hill)"
)
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<![\w-])[{_UPPER}][\w-]{{1,40}}?{_STREETS}\s\d{{1,4}}\s?[a-z]?(?!\w){_TOWN}",
        rf"(?<![\w-])[{_UPPER}][\w-]{{1,40}}+\s{_STREETS}\s\d{{1,4}}\s?[a-z]?(?!\w){_TOWN}",
        rf"(?<!\w)\d{{1,5}}[A-Za-z]?,?\s(?:{_WORD}\s){{1,3}}{_ROADS}(?!\w)",
        r"(?<!\w)\d{1,5}\s[a-z]{1,30}+\s(?:street|road|avenue)(?!\w)",
        rf"(?<!\w)\d{{1,4}}(?:\s?bis|\s?ter)?,?\s{_RUES}\s{_OF_FRENCH}{_WORD}(?:\s{_WORD})?",
        rf"(?<!\w){_CALLES}\s(?:(?:de|del|della|dos|da) )?{_WORD}(?:\s{_WORD})?,?\s\d{{1,4}}(?!\w)",
        r"(?<!\w)[Pp]\.?\s?[Oo]\.?\s?[Bb]ox\s\d{1,6}(?!\w)",
        r"(?<!\w)[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}(?!\w)",
        r"(?<!\w)[A-Z]\d[A-Z]\s?\d[A-Z]\d(?!\w)",
        r"(?<!\w)[A-Z]{2}\s\d{5}(?:-\d{4})?(?!\w)",
        rf"(?<!\w)(?:D|A|CH)-\d{{4,5}}(?:\s{_WORD})?",
        rf"(?:(?<=\bin )|(?<=\baus )|(?<=\bPLZ ))\d{{5}}\s{_WORD}",
    )
)


def addresses(text: str) -> Iterator[Span]:
    """Streets with a number (English, German, French, Spanish, Italian), postal codes, post boxes."""
    for pattern in _PATTERNS:
        yield from all_of(pattern, "address", text)
