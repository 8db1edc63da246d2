"""Which comments are negative, and on which theme: by the score that came with them, else by their words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from sojourn.effects.records import Mask
from sojourn.engines.units import Units
from sojourn.measures.answers import Answers

THEMES: Mapping[str, str] = {
    "account": r"account|log ?in|logged in|password|regist|sign(ed)? ?up|profile|verif",
    "advice": r"advice|advis|recommend|guide|informat|descri|instruct|explain",
    "delivery": r"deliver|shipp|parcel|courier|dispatch|arriv|late\b",
    "payment": r"pay(ment|ing|s)?\b|paid|card|charged?|invoice|refund|billing",
    "price": r"pric|expensive|cheap\b|cost|fees?\b|discount|voucher|coupon|value for money",
    "quality": r"qualit|broken\b|defect|flims|material|durab|damaged|badly made",
    "support": r"support|service|agent|hotline|staff|help ?desk|call(ed)? back|rude",
    "website": r"web ?site|site\b|page|app\b|navigat|crash|froze|slow to load|hang",
}
"""Words by which a comment speaks of a theme, where nobody has defined themes of their own."""

_NEGATIVE = re.compile(
    r"\b(not|no|never|nobody|cannot|can't|won't|didn't|doesn't|bad|poor|awful|terrible|worst|slow|late|broken|rude|"
    r"useless|disappoint\w*|annoy\w*|confus\w*|too (long|late|expensive|much|high|slow)|problem|problems|fail\w*|"
    r"error|errors|wrong|waste|mess|nightmare|frustrat\w*|refused|declined|lost|misleading|unhelpful|incomplete)\b"
)
_POSITIVE = re.compile(
    r"\b(good|great|excellent|love\w*|happy|easy|quick|fast|friendly|perfect\w*|thank\w*|pleasure|nice|helpful|best)\b"
)


class Speaking(NamedTuple):
    """By code of the text: whether it is negative or positive, and bool[themes, texts] of which themes it speaks."""

    themes: tuple[str, ...]
    is_negative: Mask
    is_positive: Mask
    speaks: Mask

    def negative(self, said: Answers, bad: Mask, theme: str) -> Mask:
        """Which answers are negative on a theme; a score beside the words says whether they are, bool[answers]."""
        return self.about(said, theme) & np.where(np.isnan(said.score), self.is_negative[said.text], bad)

    def positive(self, said: Answers, good: Mask, theme: str) -> Mask:
        """Which answers praise a theme, bool[answers]."""
        return self.about(said, theme) & np.where(np.isnan(said.score), self.is_positive[said.text], good)

    def about(self, said: Answers, theme: str) -> Mask:
        """Which answers speak of a theme, bool[answers]."""
        found: Mask = self.speaks[self.themes.index(theme)][said.text] & (said.text > 0)
        return found


def speaking(units: Units) -> Speaking:
    """What the texts of a log speak of."""
    texts = [(text or "").casefold() for text in units.field("text").names]
    balance = np.array([_balance(text) for text in texts], np.int64)
    patterns = [re.compile(rf"\b({words})") for words in THEMES.values()]
    speaks = np.array([[pattern.search(text) is not None for text in texts] for pattern in patterns], np.bool_)
    return Speaking(tuple(THEMES), balance < 0, balance > 0, speaks.reshape(len(patterns), len(texts)))


def _balance(text: str) -> int:
    """Good words less bad ones."""
    return len(_POSITIVE.findall(text)) - len(_NEGATIVE.findall(text))
