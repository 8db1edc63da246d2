"""How a text feels, by its words alone: for a start, where nobody has labelled texts yet.

Each word of feeling counts by its strength. A word shortly after a negation counts the other way and less, after a
stronger or weaker word more or less, and what follows "but" counts more than what came before it.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from math import exp, sqrt
from typing import NamedTuple

import msgspec
from msgspec import Struct

from sojourn.feedback.models.tokens import tokens

STRENGTH = {"very_good": 2.0, "good": 1.0, "bad": -1.0, "very_bad": -2.0}
REACH = 3
"""A negation reaches so many words further."""
_TURNED, _STRONGER, _WEAKER, _AFTER_TURN, _BEFORE_TURN = -0.7, 1.4, 0.6, 1.4, 0.6
_SMILES = {
    **dict.fromkeys([":)", ":-)", ":d", ":-d", ";)", ";-)", "=)", "xd", "<3", "(:", "8)"], 1.5),
    **dict.fromkeys("😀😃😄😁😊🙂😍🥰😘🤗👍👏🎉❤💕💖💗💙💚💛💜🙏✅⭐🌟💯😂🤣😎✨🥳", 1.5),
    **dict.fromkeys([":(", ":-(", ":/", ":-/", ":'(", ":|", "=("], -1.5),
    **dict.fromkeys("😞😠😡😤😢😭😩😫😒🙄👎💔🤬😔😕🙁☹😣😖🤮😱😑", -1.5),
}


class Vocabulary(Struct, frozen=True, forbid_unknown_fields=True):
    """The words of one language, each list a text of words; see `words/sentiment.yaml`."""

    very_good: str
    good: str
    bad: str
    very_bad: str
    negation: str
    stronger: str
    weaker: str
    turn: str


class Words(NamedTuple):
    """The same, looked up by word. `beginnings`: (beginning, strength) by first two letters."""

    strength: dict[str, float]
    beginnings: dict[str, list[tuple[str, float]]]
    negation: frozenset[str]
    stronger: frozenset[str]
    weaker: frozenset[str]
    turn: frozenset[str]


class Felt(NamedTuple):
    """What the words of a text add up to: `good` and `bad` (both at least 0), and how many words of feeling."""

    good: float
    bad: float
    words: int

    @property
    def balance(self) -> float:
        """Between -1 (bad) and 1 (good); 0 where nothing is felt."""
        total = self.good - self.bad
        return total / sqrt(total * total + 4)

    def chances(self) -> tuple[float, float, float]:
        """A first guess at the chances of negative, neutral and positive, which add up to 1."""
        up, down = 3.0 * self.balance, -3.0 * self.balance
        weights = (exp(down), exp(0.8 - 0.5 * min(self.words, 2)), exp(up))
        return tuple(weight / sum(weights) for weight in weights)  # type: ignore[return-value]


@cache
def vocabularies() -> dict[str, Words]:
    """The words by language."""
    text = files("sojourn.feedback").joinpath("words/sentiment.yaml").read_bytes()
    read = msgspec.yaml.decode(text, type=dict[str, Vocabulary])
    return {language: _looked_up(vocabulary) for language, vocabulary in read.items()}


def _looked_up(vocabulary: Vocabulary) -> Words:
    strength: dict[str, float] = {}
    beginnings: dict[str, list[tuple[str, float]]] = {}
    for name, weight in STRENGTH.items():
        for word in getattr(vocabulary, name).split():
            if word.endswith("*"):
                beginnings.setdefault(word[:2], []).append((word[:-1], weight))
            else:
                strength.setdefault(word, weight)
    lists = (vocabulary.negation, vocabulary.stronger, vocabulary.weaker, vocabulary.turn)
    return Words(strength, beginnings, *(frozenset(said.split()) for said in lists))


def felt(text: str, language: str = "en") -> Felt:
    """What the words of a text say; of a language without words of its own, only smileys and emoji count."""
    words = vocabularies().get(language, _NO_WORDS)
    good, bad, count, negated, weight = 0.0, 0.0, 0, 0, 1.0
    for token in tokens(text):
        own = _SMILES.get(token) or _strength(token, words)
        if token in words.turn:
            good, bad, negated = good * _BEFORE_TURN, bad * _BEFORE_TURN, 0
            weight = _AFTER_TURN
            continue
        if own and not (token in words.negation and negated):
            value = own * weight * (_TURNED if negated and token not in _SMILES else 1.0)
            good, bad, count = good + max(value, 0.0), bad + max(-value, 0.0), count + 1
        weight = _next_weight(token, words, weight, bool(own))
        negated = REACH + 1 if token in words.negation else max(negated - 1, 0)
    return Felt(good, bad, count)


def _next_weight(token: str, words: Words, weight: float, used: bool) -> float:
    if token in words.stronger:
        return weight * _STRONGER
    return weight * _WEAKER if token in words.weaker else 1.0 if used else weight


def _strength(token: str, words: Words) -> float:
    """How good (above 0) or bad (below 0) a word is."""
    if token in words.strength:
        return words.strength[token]
    return next((weight for begins, weight in words.beginnings.get(token[:2], ()) if token.startswith(begins)), 0.0)


_NO_WORDS = Words({}, {}, frozenset(), frozenset(), frozenset(), frozenset())
