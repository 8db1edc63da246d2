"""Amounts in words: shares ("60 %", "6 in 10", "most", "nobody"), times ("3 days", "1-2 weeks") and plain numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from sojourn.periods import DAY, HOUR, SECOND

MOST, NEARLY_ALL, ALL, FEW, NOBODY = 0.5, 0.9, 0.95, 0.1, 0.01
"""What words about shares mean: most at least half, nearly all at least 90 %, all at least 95 %, few at most 10 %,
nobody at most 1 %."""

Kind = Literal["share", "number", "seconds"]
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’-][^\W\d_]+)*|[%<>≥≤~+/–—−?$£¥\u20a0-\u20cf-]")
_APART = re.compile(r"(?<=[^\d\s])\s+[-–—]\s+|[-–—]\s+(?=[^\d\s])")
"""A dash that sets words apart, unlike one between or before numbers."""
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


class Amount(NamedTuple):
    """What a belief says of a figure: about `value`, or at least, or at most so much. Times are in seconds."""

    kind: Kind
    value: float
    at_least: float | None = None
    at_most: float | None = None

    def least(self) -> Amount:
        """At least the value."""
        return self._replace(at_least=self.value, at_most=None)

    def most(self) -> Amount:
        """At most the value."""
        return self._replace(at_least=None, at_most=self.value)

    def rest(self) -> Amount:
        """The share of all others: of 70 % who leave, the 30 % who stay."""
        least, most = (None if limit is None else 1 - limit for limit in (self.at_most, self.at_least))
        return Amount(self.kind, 1 - self.value, least, most)


Found = tuple[Amount, int]
"""An amount, and the place behind it."""


def tokens_of(text: str) -> list[str]:
    """Words, numbers and signs in lower case; other punctuation is left out."""
    return _TOKEN.findall(_APART.sub(" ", text.casefold()))


_SIZES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_COUNTS = {word: float(n) for n, word in enumerate(_SIZES)} | {"twenty": 20.0, "hundred": 100.0}
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10} | {"thirds": 3, "quarters": 4, "fifths": 5}
_PERCENT = ("%", "percent", "pct", "per cent")
_DASHES = ("-", "–", "—", "to")
_LEAST = ("at least", "more than", "over", "above", ">", "≥", "no fewer than", "no less than", "minimum", "min")
_MOST = ("at most", "less than", "fewer than", "under", "below", "<", "≤", "no more than", "up to", "maximum", "max",
         "within")  # fmt: skip
_ABOUT = ("about", "around", "roughly", "approximately", "approx", "circa", "ca", "some", "~", "nearly", "almost",
          "only", "just", "an estimated", "on average", "an average of")  # fmt: skip
_UNITS: Mapping[str, int] = {
    **dict.fromkeys(("second", "seconds", "sec", "secs", "s"), SECOND),
    **dict.fromkeys(("minute", "minutes", "min", "mins"), 60 * SECOND),
    **dict.fromkeys(("hour", "hours", "h", "hrs", "hr"), HOUR),
    **dict.fromkeys(("day", "days", "d"), DAY),
    **dict.fromkeys(("week", "weeks"), 7 * DAY),
    **dict.fromkeys(("month", "months"), 30 * DAY),
}


def _words() -> dict[str, Amount]:
    """Phrases that are an amount by themselves."""
    half = Amount("share", MOST).least()
    few, nobody = Amount("share", FEW).most(), Amount("share", NOBODY).most()
    everybody, nearly = Amount("share", ALL).least(), Amount("share", NEARLY_ALL).least()
    hardly = [f"{a} {b}" for a in ("hardly", "barely", "scarcely") for b in ("any", "anyone", "anybody", "ever")]
    almost = [f"{a} {b}" for a in ("almost", "nearly", "virtually", "practically") for b in ("all", "everyone",
              "everybody", "every", "always")]  # fmt: skip
    no_one = [
        f"{a} {b}" for a in ("almost", "nearly", "virtually") for b in ("nobody", "none", "no one", "never", "no")
    ]
    return {
        **dict.fromkeys(("most", "most of", "the majority", "a majority", "majority", "mostly", "usually"), half),
        **dict.fromkeys(("few", "very few", "only a few", "rarely", "seldom", *hardly, *no_one), few),
        **dict.fromkeys(("nobody", "no one", "no-one", "none", "none of", "never", "no"), nobody),
        **dict.fromkeys(("everybody", "everyone", "all", "every", "always"), everybody),
        **dict.fromkeys(almost, nearly),
    }


WORDS = _words()
_LONGEST = 3


def phrase_at(tokens: Sequence[str], i: int, phrases: Sequence[str] | Mapping[str, object]) -> tuple[str, int] | None:
    """The longest of some phrases that begins at a place, and the place behind it."""
    for length in range(_LONGEST, 0, -1):
        words = " ".join(tokens[i : i + length])
        if i + length <= len(tokens) and words in phrases:
            return words, i + length
    return None


def amounts_at(tokens: Sequence[str], i: int) -> Found | None:
    """The amount that begins at a place, and the place behind it; None where none does."""
    for phrases, limit in ((_LEAST, Amount.least), (_MOST, Amount.most), (_ABOUT, None)):
        begun = phrase_at(tokens, i, phrases)
        inner = _plain(tokens, begun[1]) if begun else None
        if inner and inner[0].at_least is None and inner[0].at_most is None:
            return (limit(inner[0]) if limit else inner[0]), inner[1]
    return _plain(tokens, i) or _of_words(tokens, i)


def _of_words(tokens: Sequence[str], i: int) -> Found | None:
    found = phrase_at(tokens, i, WORDS)
    if found and found[0] == "few" and i and tokens[i - 1] == "a":  # "a few" are some, how many is open
        return None
    return (WORDS[found[0]], found[1]) if found else None


def _plain(tokens: Sequence[str], i: int) -> Found | None:
    found = _range(tokens, i) or _fraction(tokens, i) or _single(tokens, i)
    if found is None:
        return None
    amount, after = found
    tail = phrase_at(tokens, after, ("or more", "or less", "or fewer", "+"))
    if tail is None or amount.at_least is not None:
        return found
    return (amount.least() if tail[0] in ("or more", "+") else amount.most()), tail[1]


def _single(tokens: Sequence[str], i: int) -> Found | None:
    """ "60 %", "3 days", "-12", "42", "a week"."""
    sign, at = (-1.0, i + 1) if tokens[i : i + 1] in (["-"], ["−"]) else (1.0, i + (tokens[i : i + 1] == ["+"]))
    size = _size(tokens, at)
    if size is None and tokens[at : at + 1] in (["a"], ["an"]) and tokens[at + 1 : at + 2] and tokens[at + 1] in _UNITS:
        size = 1.0
    if size is None:
        return None
    kind, factor, after = _unit(tokens, at + 1)
    return (Amount(kind, sign * size * factor), after) if kind != "share" or 0 <= size <= 100 else None


def _unit(tokens: Sequence[str], i: int) -> tuple[Kind, float, int]:
    percent = phrase_at(tokens, i, _PERCENT)
    if percent:
        return "share", 0.01, percent[1]
    if i < len(tokens) and tokens[i] in _UNITS:
        return "seconds", _UNITS[tokens[i]] / SECOND, i + 1
    return "number", 1.0, i


def _range(tokens: Sequence[str], i: int) -> Found | None:
    """ "50-60 %", "between 1 and 2 days": the middle, with both limits."""
    between = tokens[i : i + 1] == ["between"]
    first = _size(tokens, i + between)
    if first is None:
        return None
    kind, _, at = _unit(tokens, i + between + 1)
    joined = tokens[at : at + 1] == ["and"] if between else at < len(tokens) and tokens[at] in _DASHES
    last = _size(tokens, at + 1) if joined else None
    if last is None:
        return None
    of_last, factor, after = _unit(tokens, at + 2)
    if not first < last or kind not in ("number", of_last) or (of_last == "share" and last > 100):
        return None
    low, high = first * factor, last * factor
    return Amount(of_last, (low + high) / 2, low, high), after


def _fraction(tokens: Sequence[str], i: int) -> Found | None:
    """ "6 in 10", "3 of 4", "9 out of every 10", "6/10", "half", "a third", "two thirds"."""
    if i < len(tokens) and tokens[i] == "half":
        return Amount("share", 0.5), i + 1
    part = _COUNTS.get(tokens[i]) if i < len(tokens) else None
    part = 1.0 if i < len(tokens) and tokens[i] in ("a", "one") else part
    if part and i + 1 < len(tokens) and tokens[i + 1] in _PARTS and part <= _PARTS[tokens[i + 1]]:
        return Amount("share", part / _PARTS[tokens[i + 1]]), i + 2
    first = _size(tokens, i)
    joint = phrase_at(tokens, i + 1, ("in", "of", "out of", "/", "in every", "of every")) if first is not None else None
    if first is None or joint is None:
        return None
    after = joint[1] + (tokens[joint[1] : joint[1] + 1] == ["every"])
    whole = _size(tokens, after)
    fits = whole is not None and 0 <= first <= whole and whole >= 2 and not _has_unit(tokens, after + 1)
    return (Amount("share", first / whole), after + 1) if whole is not None and fits else None


def _has_unit(tokens: Sequence[str], i: int) -> bool:
    return _unit(tokens, i)[0] != "number"


def _size(tokens: Sequence[str], i: int) -> float | None:
    """The number that a token is; "1,200" is a thousand and more, "12,5" has a decimal."""
    if i >= len(tokens):
        return None
    word = tokens[i]
    if not _NUMBER.fullmatch(word):
        return _COUNTS.get(word)
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", word):
        return float(word.replace(",", ""))
    return float(word.replace(",", ".")) if word.count(",") + word.count(".") <= 1 else None
