"""What an authority knows somebody by: a date of birth, the number of an insurance, a passport or a licence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sojourn.feedback.masking.spans import Span, all_of

_MONTH = (
    r"(?:jan|feb|mar|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez|mär|fév|avr|juin|juil|août|déc|ene|abr|ago|dic)"
    r"[^\W\d_]{0,8}\.?"
)
_NUMERIC = r"\d{1,4}[-/. ]{1,2}\d{1,2}[-/. ]{1,2}\d{2,4}"
_YEAR = r"(?:19|20)\d\d"
_WRITTEN = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th|\.)?(?: of| de)? {_MONTH},?(?: de)? {_YEAR}|"
    rf"{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? {_YEAR})"
)
_DATE = rf"({_WRITTEN}|{_NUMERIC}|\d{{8}}|(?:19|20)\d\d)(?!\w)"
_BORN = re.compile(
    r"(?<!\w)(?:d\.?o\.?b\.?|date of birth|birth ?date|birth ?day|born(?: on| in)?|geboren(?: am)?|geb\.?(?: am)?|"
    r"geburts(?:datum|tag)|née? le|date de naissance|fecha de nacimiento|nacid[oa] el|nat[oa] il|data di nascita)"
    rf"(?: (?:is|was|ist|est|es))?[ \t]{{0,2}}[:=,(-]?[ \t]{{0,2}}{_DATE}",
    re.IGNORECASE,
)
_TOKEN = r"((?=[A-Za-z0-9 -]{0,12}\d)[A-Za-z0-9]{1,20}(?:[ -]\d[A-Za-z0-9]{0,12}){0,6})(?!\w)"
_BY_WORD = re.compile(
    r"(?<!\w)(?:ssn|social security|passport|national insurance|nino|nhs|tax ?id|tin|driver['’]?s? licen[cs]e|"
    r"driving licen[cs]e|identity card|id card|reisepass|personalausweis|ausweis|steuer-?id|sozialversicherungs|"
    r"passeport|sécurité sociale|pasaporte|dni|codice fiscale)(?:nummer)?"
    r"(?:[ -]?(?:numbers?|nummer|num|no|nr|numéro|número|id|#)\.?)?(?: (?:is|was|ist|est|es))?"
    rf"[ \t]{{0,2}}[:=#-]?[ \t]{{0,2}}{_TOKEN}",
    re.IGNORECASE,
)
_SOCIAL = re.compile(r"(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])")
_FEWEST = 5


def identities(text: str) -> Iterator[Span]:
    """Dates of birth and numbers of identity after words that say so, and social security numbers by their form."""
    yield from all_of(_BORN, "date of birth", text, 1)
    yield from all_of(_SOCIAL, "identity number", text)
    for found in _BY_WORD.finditer(text):
        if sum(map(str.isdigit, found[1])) >= _FEWEST:
            yield Span(*found.span(1), "identity number")
