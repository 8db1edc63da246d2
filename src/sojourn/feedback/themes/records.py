"""What comes out of themes."""

from __future__ import annotations

from msgspec import Struct

from sojourn.effects import Effect
from sojourn.estimates import Estimate
from sojourn.feedback.records import Quote, Sentiment
from sojourn.results import Measured


class Impact(Struct, frozen=True):
    """What goes with speaking of a theme, among comparable comments: `effect.estimate` adjusted, `effect.naive` bare.

    `on` is a kind of score, or the goal in words; `sentence` says it. It is an association, no proof. `found`: more
    than chance, among all themes and outcomes that were looked at.
    """

    on: str
    effect: Effect
    sentence: str
    found: bool


class Spot(Struct, frozen=True):
    """How many comments on a theme belong to a touchpoint."""

    touchpoint: str
    texts: int


class Theme(Struct, frozen=True):
    """A theme: `origin` is "yours" (themes.yaml), "standard", "learnt" (a trained model) or "proposed" (a cluster).

    `share` is of all texts, `change` the share in the later half of them less that in the earlier half.
    """

    id: str
    name: str
    origin: str
    pinned: bool
    words: tuple[str, ...]
    texts: int
    customers: int
    share: Estimate
    change: Estimate
    touchpoints: tuple[Spot, ...]
    sentiment: Sentiment
    quotes: tuple[Quote, ...]
    impacts: tuple[Impact, ...]


class Themes(Measured, frozen=True, kw_only=True):
    """Themes, those most spoken of first; a text may be of several, `rest` texts are of none."""

    rows: tuple[Theme, ...]
    texts: int
    rest: int

    def records(self) -> tuple[Theme, ...]:
        """The table of this result."""
        return self.rows
