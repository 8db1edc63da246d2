"""First names that are known, with the surname behind them, and two capitalised words after "by", "from" ..."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sojourn.feedback.masking.first_names import BEFORE_A_SURNAME, FIRST_NAMES
from sojourn.feedback.masking.people import UPPER, name_at, next_word
from sojourn.feedback.masking.spans import Span

_FIRST = re.compile(rf"(?<![\w'’@#.-])([{UPPER}][^\W\d_]*+(?:-[{UPPER}][^\W\d_]*+)?)(?=['’]?s?(?!\w))")
_THING = re.compile(r"(?<!\w)(?:[Tt]he|[Aa]n?) $")
_OF_PERSON = re.compile(r" (?!who\b|that\b|from\b|at\b|in\b|i\b|we\b|you\b|was\b|is\b|said\b|and\b)[a-z]")
_SHORTEST_IN_CAPITALS = 4
_SAID_OF = re.compile(
    rf"(?<!\w)(?i:by|from|with|named|called|ask(?:ed)? for)[ \t]{{1,2}}"
    rf"(?=([{UPPER}][a-zß-ÿ'’-]++) ([{UPPER}][a-zß-ÿ'’-]++)(?!\w))"
)
_PLACES = "san santa santo são saint st sankt los las fort port lake mount rio monte isla"
_HEADS = """
new san santa los las saint st royal best customer united american virgin delta north south east west port fort
mount lake hong great black white red blue green gold big old air deutsche british the el la le il my your our their
apple google amazon home rio sri costa buenos abu cape salt kansas tel puerto us uk eu
"""
_TAILS = """
mail express airlines airways america post service services street city store stores shop team bank card pay buy air
international group ltd inc gmbh online direct prime support center centre office department desk care airport
station hotel market books music day week chair lamp table sofa bed shelf rug phone plus pro max zealand africa
korea kong delivery order orders sale friday monday road avenue park house company payment payments paper gold up
amazon google apple ikea ebay paypal tree point hall bridge
"""
_NO_FIRST, _NO_SURNAME = frozenset(_HEADS.split()), frozenset(_TAILS.split())
"""Words that begin, or end, the names of places and firms."""
_IN_PLACE = re.compile(rf"(?<!\w)(?:{_PLACES.replace(' ', '|')})[.]? $", re.IGNORECASE)


def names_known(text: str) -> Iterator[Span]:
    """Known first names with a capital, and a surname that follows; two capitalised words after "by", "from" ..."""
    for found in _FIRST.finditer(text):
        stop = _stop(text, found)
        if stop:
            yield Span(found.start(), stop, "name")
    for found in _SAID_OF.finditer(text):
        if found[1].casefold() not in _NO_FIRST and found[2].casefold() not in _NO_SURNAME:
            stop = name_at(text, found.end(), False)
            if stop >= found.end(2):
                yield Span(found.end(), stop, "name")


def _stop(text: str, found: re.Match[str]) -> int:
    """Where a name ends that begins with a first name; 0 where none does."""
    word = found[1]
    plain = word.casefold()
    if word.isupper() and len(word) < _SHORTEST_IN_CAPITALS:
        return 0
    sure = plain in FIRST_NAMES or ("-" in plain and plain.partition("-")[0] in FIRST_NAMES)
    if not (sure or plain in BEFORE_A_SURNAME) or _IN_PLACE.search(text, max(0, found.start() - 8), found.start()):
        return 0
    surname = _surname(text, found.end())
    if surname:
        return surname
    return 0 if not sure or _is_thing(text, found) else found.end()


def _surname(text: str, stop: int) -> int:
    """Where one or two surnames end, or 0."""
    at = next_word(text, stop, False)
    if not at or text[stop + 1 : at].casefold() in _NO_SURNAME or (at - stop > 2 and text[stop + 1 : at].isupper()):
        return 0
    return next_word(text, at, False) or at


def _is_thing(text: str, found: re.Match[str]) -> bool:
    """ "the Oskar chair": an article before the name and a word in small letters behind it."""
    before = text[max(0, found.start() - 5) : found.start()]
    return _THING.search(before) is not None and _OF_PERSON.match(text, found.end()) is not None
