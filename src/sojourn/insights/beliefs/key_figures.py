"""Key figures that people write by their name: NPS, CSAT, CES, average order value, repeat purchase."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sojourn.documents.cells import Binding, Scale
from sojourn.insights.beliefs.currencies import WORDS as CURRENCIES
from sojourn.insights.beliefs.quantities import Amount, amounts_at, phrase_at
from sojourn.insights.beliefs.wording import FILLERS
from sojourn.measures.feelings import SCALES, feeling, scale_of

NAMES = {
    "nps": "nps", "net promoter score": "nps",
    "csat": "csat", "customer satisfaction score": "csat", "csat score": "csat",
    "ces": "ces", "customer effort score": "ces",
    "aov": "aov", "average order value": "aov", "average basket value": "aov", "average basket": "aov",
    "repeat purchase rate": "repeat_purchase", "repeat purchase": "repeat_purchase",
    "repurchase rate": "repeat_purchase",
}  # fmt: skip
TITLES = {
    "nps": "net promoter score", "csat": "share of satisfied answers (CSAT)", "aov": "average order value",
    "repeat_purchase": "share of customers with an order who order again",
}  # fmt: skip
_BESIDE = (*FILLERS, "score", "rate", "=", "average", *CURRENCIES)


class KeyFigure(NamedTuple):
    """A key figure and what is believed of it; a `score` is a mean of answers, as a feeling from -2 to +2."""

    measure: str
    amount: Amount
    scale: Scale
    score: str | None = None
    as_written: str = ""

    @property
    def is_placed(self) -> bool:
        """Whether it is a score of single steps, so that it speaks of the place where it stands."""
        return self.measure in ("csat", "feeling")

    def binding(self, stage: str | None, touchpoint: str | None) -> Binding:
        """What measures it, at a place or (None) everywhere."""
        kind = self.score or self.measure
        of = f"{kind.upper()} answers" if kind in SCALES else None
        options = {} if self.score is None else {"score": self.score}
        return Binding(self.measure, stage=stage, touchpoint=touchpoint, of=of, options=options)

    def says(self, place: str | None) -> str:
        """What the figure is of, in words, at a place or everywhere."""
        if self.score is None:
            where = f' at "{place}"' if place else ", everywhere," if self.measure in SCALES else ""
            return f"{TITLES[self.measure]}{where}"
        return f'mean {self.score.upper()} at "{place}" is {self.as_written}, which on the scale of feelings'


def key_figure(tokens: Sequence[str]) -> KeyFigure | None:
    """A text that is nothing but a key figure and its value; None otherwise."""
    names, amounts, i = set(), [], 0
    tokens = _without_highest(tokens)
    while i < len(tokens):
        name, amount = phrase_at(tokens, i, NAMES), amounts_at(tokens, i)
        if name is not None:
            names.add(NAMES[name[0]])
            i = name[1]
        elif amount is not None:
            amounts.append(amount[0])
            i = amount[1]
        elif tokens[i] in _BESIDE:
            i += 1
        else:
            return None
    return _figure(names.pop(), amounts[0]) if len(names) == len(amounts) == 1 else None


def _without_highest(tokens: Sequence[str]) -> list[str]:
    """Without the end of the scale in "4.2/5" or "5.5 out of 7", which would make a share of it."""
    found = list(tokens)
    for highest, names in (("5", ("csat",)), ("7", ("ces",))):
        for joint in (["/"], ["out", "of"], ["of"]):
            end = [*joint, highest]
            if found[-len(end) :] == end and any(name in found for name in names):
                found = found[: -len(end)]
    return found


def _figure(name: str, amount: Amount) -> KeyFigure | None:
    if name in ("csat", "ces") and amount.kind == "number":
        return _score(name, amount)
    kinds = {"nps": "number", "csat": "share", "aov": "number", "repeat_purchase": "share"}
    if kinds.get(name) != amount.kind or (name == "nps" and abs(amount.value) > 100):
        return None
    scales: dict[str, Scale] = {"nps": "points", "aov": "money"}
    return KeyFigure(name, amount, scales.get(name, "share"))


def _score(kind: str, amount: Amount) -> KeyFigure | None:
    """A mean of answers. Both halves of these two scales are equally long, so that means may be moved to feelings."""
    scale = scale_of(kind)
    limits = [amount.value, amount.at_least, amount.at_most]
    if any(limit is not None and not scale.lowest <= limit <= scale.highest for limit in limits):
        return None
    value, least, most = (None if limit is None else feeling(limit, kind) for limit in limits)
    written = f"{amount.value:g} on {scale.lowest:g} to {scale.highest:g}"
    return KeyFigure("feeling", Amount("number", value or 0.0, least, most), "feeling", kind, written)
