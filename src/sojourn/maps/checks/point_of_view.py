"""In whose words a text is said: told by its first words, in English and, for "I" and "we", in six more languages."""

from __future__ import annotations

import re
from typing import Literal

Person = Literal["I", "we", "you", "they"]

_FIRST: dict[Person, str] = {
    "I": "i my me mine myself ich mein meine je j moi mon ma mes ik mijn jag min mitt mina jeg mit mine",
    "we": "we our us wir unser unsere nous notre nos wij ons onze vi vår våra vores",
    "you": "you your",
}
"""First words in English, German, French, Dutch, Swedish, Danish and Norwegian."""

_CUSTOMER = (
    r"(?:customer|user|client|buyer|shopper|visitor|guest|patient|passenger|applicant|subscriber|consumer|borrower"
    r"|caller|citizen)"
)
_THEY = re.compile(
    rf"(?:the|a|an|our|every|each|most|many|some|all)\s+(?:\w+\s+)?{_CUSTOMER}s?\b"
    rf"|{_CUSTOMER}s\s|{_CUSTOMER}\s+\w+(?:es|s|ed)\b|{_CUSTOMER}\s+(?:can|will|must|may|has|is)\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"(?:he|she|they|his|her|their)\b", re.IGNORECASE)
_SAYS_I = re.compile(r"\bI\b")
_WORD = re.compile(r"[^\W\d_]+")


def person_of(text: str) -> Person | None:
    """Who speaks: "they" where the customer is spoken about; None where the first words do not tell.

    A text with the English word "I" anywhere is said by "I".
    """
    if _SAYS_I.search(text):
        return "I"
    if speaks_about_customers(text):
        return "they"
    start = text.lstrip(_OPENING)
    if _PRONOUN.match(start):
        return "they"
    word = _WORD.match(start)
    return _PERSONS.get(word[0].casefold()) if word else None


def speaks_about_customers(text: str) -> bool:
    """Whether a text begins with customers as others call them: "The customer compares ...", "Users wait"."""
    return _SAYS_I.search(text) is None and _THEY.match(text.lstrip(_OPENING)) is not None


_OPENING = " \t\n\"'“”„‘’«»([-–—*•…."
_PERSONS: dict[str, Person] = {word: person for person, words in _FIRST.items() for word in words.split()}
