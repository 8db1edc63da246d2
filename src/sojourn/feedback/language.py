"""Which language a text is in: by its script, and for Latin letters by small words and endings.

Words by language stand in words/languages.yaml, and the words of feeling count a little too. Texts of a word or two can
often not be told: "und" (undetermined) says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import msgspec
from msgspec import Struct

from sojourn.feedback.lexicon import vocabularies
from sojourn.feedback.models.tokens import plain

UNKNOWN = "und"
ENGLISH = "en"
MOST = 600
"""Characters that are looked at."""

_SCRIPTS = (
    ("ja", "぀-ヿㇰ-ㇿ"), ("ko", "ᄀ-ᇿ㄰-㆏가-힯"), ("zh", "㐀-䶿一-鿿"),
    ("ru", "Ѐ-ԯ"), ("ar", "؀-ۿݐ-ݿﭐ-﷿ﹰ-﻿"), ("hi", "ऀ-ॿ"),
    ("el", "Ͱ-Ͽἀ-῿"), ("he", "֐-׿"), ("th", "฀-๿"), ("bn", "ঀ-৿"),
    ("ta", "஀-௿"), ("ka", "Ⴀ-ჿ"), ("hy", "԰-֏"),
)  # fmt: skip
"""A language for each script that is not Latin: the one that most write in it. Kana go before Han."""
_OWN_LETTERS = (("uk", "ru", "іїєґІЇЄҐ"), ("fa", "ar", "پچژگ"))
"""A language that shares a script, and letters that only it has."""
_MARKS = {
    "ß": "de", "ä": "de sv", "ö": "de sv tr", "ü": "de tr", "ñ": "es", "¿": "es", "¡": "es", "ã": "pt", "õ": "pt",
    "ç": "fr pt tr", "œ": "fr", "è": "fr it", "ê": "fr pt", "ù": "fr it", "ò": "it", "ì": "it", "å": "sv", "ł": "pl",
    "ż": "pl", "ś": "pl", "ę": "pl", "ą": "pl", "ğ": "tr", "ş": "tr", "ı": "tr", "ó": "es pl pt", "í": "es pt",
    "ú": "es pt", "á": "es pt", "é": "fr es pt", "à": "fr it pt", "ê ": "fr",
}  # fmt: skip
_WORD, _WORD_OF_FEELING, _END, _MARK = 1.0, 0.5, 0.35, 0.5
_LEAST, _LEAD = 0.5, 0.15
_LETTERS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_NAMED = re.compile(r"[@#]\w+")


class Described(Struct, frozen=True, forbid_unknown_fields=True):
    """Small words and endings of one language."""

    words: str
    ends: str


class _Evidence(NamedTuple):
    """What speaks for which languages: words, endings of three letters and more, and letters, with their weights."""

    words: dict[str, dict[str, float]]
    ends: dict[str, dict[str, float]]
    marks: dict[str, dict[str, float]]


@cache
def _evidence() -> _Evidence:
    text = files("sojourn.feedback").joinpath("words/languages.yaml").read_bytes()
    described = msgspec.yaml.decode(text, type=dict[str, Described])
    words: dict[str, dict[str, float]] = {}
    ends: dict[str, dict[str, float]] = {}
    for language, said in vocabularies().items():
        for word in said.strength:
            words.setdefault(word, {})[language] = _WORD_OF_FEELING
    for language, own in described.items():
        for word in own.words.split():
            words.setdefault(word, {})[language] = _WORD
        for end in own.ends.split():
            ends.setdefault(end, {})[language] = _END
    marks = {mark: dict.fromkeys(of.split(), _MARK) for mark, of in _MARKS.items()}
    return _Evidence(*({word: _shared(of) for word, of in known.items()} for known in (words, ends, marks)))


def _shared(of: dict[str, float]) -> dict[str, float]:
    """What many languages have says less for each."""
    return {language: weight / len(of) ** 0.5 for language, weight in of.items()}


def language(text: str) -> str:
    """The language of a text as its ISO 639-1 code, or "und" where it cannot be told."""
    said = _NAMED.sub(" ", plain(text[:MOST]))
    other = None if said.isascii() else _of_script(said)
    return other or _of_latin(said.lower().replace("’", "'"))


def languages(texts: Sequence[str]) -> list[str]:
    """The language of each text."""
    return [language(text) for text in texts]


def _of_script(text: str) -> str | None:
    """The language of a script that is not Latin, where most letters are of it."""
    letters = sum(map(str.isalpha, text))
    found = {name: len(re.findall(f"[{span}]", text)) for name, span in _SCRIPTS}
    if found["ja"] and found["ja"] * 10 >= found["zh"]:
        found["ja"] += found.pop("zh")
    name = max(found, key=lambda each: found[each])
    if not letters or found[name] * 2 < letters:
        return None
    return next((own for own, script, only in _OWN_LETTERS if script == name and any(c in text for c in only)), name)


def _of_latin(text: str) -> str:
    known = _evidence()
    scores: dict[str, float] = {}
    words = _LETTERS.findall(text)
    for word in words:
        of = known.words.get(word)
        if of is not None:
            _add(scores, of.items())
            continue
        for size in (3, 4, 5):
            _add(scores, known.ends.get(word[-size:], {}).items())
    if not text.isascii():
        for letter in set(text):
            _add(scores, known.marks.get(letter, {}).items())
    ranked = sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))[:2]
    if not ranked or ranked[0][1] < _LEAST:
        return UNKNOWN
    ahead = ranked[0][1] - (ranked[1][1] if len(ranked) > 1 else 0)
    return ranked[0][0] if ahead >= _LEAD * min(len(words), 4) / 4 else UNKNOWN


def _add(scores: dict[str, float], more: Iterable[tuple[str, float]]) -> None:
    for name, weight in more:
        scores[name] = scores.get(name, 0.0) + weight
