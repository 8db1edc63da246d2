"""Put together: every kind of personal data, in an order in which no kind spoils the next."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from msgspec import Struct

from sojourn.feedback.masking.accounts import accounts
from sojourn.feedback.masking.contacts import emails, handles, links
from sojourn.feedback.masking.identity import identities
from sojourn.feedback.masking.known_names import names_known
from sojourn.feedback.masking.numbers import digits, mixed, orders
from sojourn.feedback.masking.people import names_announced, names_given, unique
from sojourn.feedback.masking.places import addresses
from sojourn.feedback.masking.spans import Finder, cut, marked, worded

_DIGIT = re.compile(r"\d")
_CONTACTS: tuple[tuple[re.Pattern[str], Finder], ...] = (
    (re.compile(r"/|www|mailto", re.IGNORECASE), links),
    (re.compile(r"@|＠|%40|&#|&commat|(?<!\w)(?:at|ät|a)(?!\w)", re.IGNORECASE), emails),
    (re.compile("@"), handles),
)
"""What leads to a person comes first, names that are known then: they are parts of it."""

_FURTHER: tuple[tuple[re.Pattern[str], Finder], ...] = (
    (_DIGIT, identities),
    (_DIGIT, accounts),
    (_DIGIT, orders),
    (_DIGIT, addresses),
    (_DIGIT, mixed),
    (_DIGIT, digits),
    (re.compile(""), names_announced),
    (re.compile("[^\\W\\d_a-z]"), names_known),
)
"""Each with what a text must have for it to find anything."""

_PASSES = 4
"""At most so many times: a mask may lay bare the next one, such as the end of a name."""


class Masked(Struct, frozen=True):
    """A text without personal data, and how many parts of each kind were masked in it now."""

    text: str
    counts: dict[str, int]


def mask(text: str, names: Iterable[str] = ()) -> Masked:
    """Replace personal data by words such as [e-mail], [phone], [order number] and [name].

    `names` are names and identifiers that are known, such as those of the customer who wrote it. Masking is cautious
    rather than exact: it rather masks too much. Names are found that are given, that follow a word which announces
    them, or that begin with a frequent first name; rare ones, and those in other than Latin letters, may stay.
    Time grows with the length of the text; to mask a masked text again changes nothing.
    """
    given, counts = unique(names), dict[str, int]()
    found = marked(text)
    for _ in range(_PASSES):
        before = found
        found = _cut_all(found, _CONTACTS, counts)
        found = cut(found, names_given(given, found), counts)
        found = _cut_all(found, _FURTHER, counts)
        if found == before:
            break
    return Masked(worded(found), counts)


@lru_cache(maxsize=50_000)
def masked(text: str) -> str:
    """A text without what names somebody; kept, for the same comments are quoted at several places."""
    return mask(text).text


def _cut_all(text: str, finders: tuple[tuple[re.Pattern[str], Finder], ...], counts: dict[str, int]) -> str:
    for needed, finder in finders:
        if needed.search(text):
            text = cut(text, finder(text), counts)
    return text
