"""What comes out of feedback: places, the rules that joined it, and what people say in their own words."""

from __future__ import annotations

from msgspec import Struct

from sojourn.estimates import Estimate
from sojourn.feedback.joining import Joined
from sojourn.results import Measured


class Quote(Struct, frozen=True):
    """A masked comment, in its `language`; `alike` comments of those compared say something like it."""

    text: str
    language: str
    alike: int


class Scored(Struct, frozen=True):
    """One kind of score: its mean on its own scale, and on that of feelings from -2 to +2."""

    kind: str
    mean: Estimate
    feeling: Estimate


class Sentiment(Struct, frozen=True):
    """Of texts, the expected shares that are negative, neutral and positive, and the `feeling` from -2 to +2.

    Each text counts by the chances it has; `feeling` is the mean of 2 x (chance of positive - chance of negative).
    Ranges are by customer.
    """

    texts: int
    negative: Estimate
    neutral: Estimate
    positive: Estimate
    feeling: Estimate


class Place(Struct, frozen=True):
    """A touchpoint: how many customers `could` have said something there, and did; scores, sentiment and quotes."""

    touchpoint: str
    stage: str
    could: int
    did: int
    answers: int
    scores: tuple[Scored, ...]
    sentiment: Sentiment
    quotes: tuple[Quote, ...]


class Kind(Struct, frozen=True):
    """How many texts are of an emotion or intent; `share` is of all texts, also of those that are of none."""

    task: str
    name: str
    texts: int
    share: Estimate


class Spoken(Struct, frozen=True):
    """How many of the texts at hand are in a language, and their `share`; "und": it cannot be told."""

    language: str
    texts: int
    share: float


class Feedback(Measured, frozen=True, kw_only=True):
    """What customers said: by place, those with most answers first, and `whole`: everything together.

    `sentiment_by` says what sentiment rests on.
    """

    whole: Place
    places: tuple[Place, ...]
    joined: tuple[Joined, ...]
    kinds: tuple[Kind, ...]
    languages: tuple[Spoken, ...]
    sentiment_by: str

    def records(self) -> tuple[Place, ...]:
        """The table of this result."""
        return self.places
