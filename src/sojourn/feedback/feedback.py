"""What customers said, where, and how they felt: scores and texts at the steps that they belong to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import numpy as np
from msgspec import structs

from sojourn.engines.units import Units
from sojourn.errors import UsageError
from sojourn.feedback.collecting import Said, mean_by_customer, met, said, scales
from sojourn.feedback.hearing import BY_WORDS, NEGATIVE, NEUTRAL, POSITIVE, Heard, Models, hear
from sojourn.feedback.joining import shares
from sojourn.feedback.language import ENGLISH, UNKNOWN
from sojourn.feedback.masking import masked
from sojourn.feedback.reading import Floats, Ints
from sojourn.feedback.records import Feedback, Kind, Place, Quote, Scored, Sentiment, Spoken
from sojourn.feedback.typical import typical
from sojourn.journeys.view import distinct
from sojourn.measures.feelings import feelings
from sojourn.periods import parse_duration

QUOTES, COMPARED = 3, 400
"""Quotes of a place, and texts of it that are compared for them."""
NOT_ENGLISH = 0.05
"""From this share of texts on, a note says what other languages mean for the figures."""
EVERYWHERE = "everywhere"


def feedback(
    units: Units, models: Models | None = None, within: str | timedelta = "30d", quotes: int = QUOTES
) -> Feedback:
    """Scores and texts by touchpoint. `within`: how long after a step a rating or comment may still be about it.

    Raises UsageError for fewer than no `quotes`.
    """
    if quotes < 0:
        raise UsageError(f"quotes={quotes} is no number of quotes. Give 0 or more.")
    models = models or Models()
    rows = said(units, parse_duration(within))
    heard = hear(units, models)
    places = [_place(units, rows.take(own), heard, quotes) for own in _by_place(rows)]
    could = met(units)
    names = units.names("touchpoint")
    counted = tuple(_with_could(place, int(could[names.index(place.touchpoint)])) for place in places)
    whole = _place(units, rows, heard, quotes, EVERYWHERE)
    return Feedback(
        whole=_with_could(whole, _people(units)),
        places=tuple(sorted(counted, key=lambda place: (-place.answers, place.touchpoint))),
        joined=shares(rows.rule),
        kinds=tuple(kind for task in ("emotion", "intent") for kind in _kinds(models, task, heard, rows)),
        languages=languages_of(heard, rows),
        sentiment_by=heard.sentiment.by,
        notes=tuple(_notes(heard, rows, units)),
    )


def _by_place(rows: Said) -> Iterator[Ints]:
    """The rows of each touchpoint."""
    order = np.argsort(rows.touchpoint, kind="stable")
    starts = np.flatnonzero(np.diff(rows.touchpoint[order], prepend=-1))
    yield from np.split(order, starts[1:]) if len(order) else ()


def _people(units: Units) -> int:
    return sum(units.collect(lambda view: distinct(view.customer)))


def _with_could(place: Place, could: int) -> Place:
    """Who answers about a place without having been there, as the log knows it, could have answered too."""
    return structs.replace(place, could=max(could, place.did))


def _place(units: Units, rows: Said, heard: Heard, quotes: int, name: str | None = None) -> Place:
    stage = int(np.argmax(np.bincount(rows.stage))) if len(rows.stage) else 0
    place = units.names("touchpoint")[int(rows.touchpoint[0])] if name is None else name
    scores = tuple(_scores(units, rows))
    found = sentiment(rows, heard)
    chosen = tuple(quoted(rows, heard, quotes))
    of_stage = units.names("stage")[stage] if name is None else ""
    return Place(place, of_stage, 0, rows.customers, len(rows.time), scores, found, chosen)


def _scores(units: Units, rows: Said) -> Iterator[Scored]:
    """Each kind of score by itself; those outside their scale are left out."""
    for code, kind in scales(units):
        own = rows.take((rows.kind == code) & ~np.isnan(rows.score))
        if not len(own.score):
            continue
        felt = feelings(own.score, kind)
        inside = ~np.isnan(felt)
        mean = mean_by_customer(own, np.where(inside, own.score, np.nan))
        yield Scored(kind, mean, mean_by_customer(own, felt))


def sentiment(rows: Said, heard: Heard) -> Sentiment:
    """The sentiment of some texts: expected shares, and the feeling with its range by customer."""
    own = rows.take(rows.text > 0)
    return sentiment_of(own, heard.sentiment.chances[heard.row[own.text]])


def sentiment_of(own: Said, chances: Floats) -> Sentiment:
    """The sentiment of rows that have a text each, from its chances, float64[rows, 3]."""
    negative, neutral, positive = (mean_by_customer(own, chances[:, kind]) for kind in (NEGATIVE, NEUTRAL, POSITIVE))
    return Sentiment(len(chances), negative, neutral, positive, mean_by_customer(own, feeling_of(chances)))


def feeling_of(chances: Floats) -> Floats:
    """Chances of sentiments as feelings from -2 to +2, float64[texts]."""
    found: Floats = 2 * (chances[:, POSITIVE] - chances[:, NEGATIVE])
    return found


def quoted(rows: Said, heard: Heard, n: int = QUOTES) -> Iterator[Quote]:
    """Typical texts, masked; of very many, evenly spread ones are compared."""
    codes = rows.text[rows.text > 0]
    codes = codes[:: max(1, -(-len(codes) // COMPARED))] if n else codes[:0]
    texts = [masked(heard.texts[row]) for row in heard.row[codes].tolist()]
    for found in typical(texts, n):
        yield Quote(texts[found.index], heard.language[int(heard.row[codes[found.index]])], found.alike)


def _kinds(models: Models, task: str, heard: Heard, rows: Said) -> Iterator[Kind]:
    """How many texts are of each emotion, or of each intent, the most frequent first."""
    read = models.read(task, heard.texts, heard.language)
    own = rows.take(rows.text > 0)
    codes = read.code[heard.row[own.text]]
    counts = np.bincount(codes[codes >= 0], minlength=len(read.classes))
    for code in np.argsort(-counts, kind="stable").tolist():
        if counts[code]:
            yield Kind(
                task, read.classes[code], int(counts[code]), mean_by_customer(own, (codes == code).astype(np.float64))
            )


def languages_of(heard: Heard, rows: Said) -> tuple[Spoken, ...]:
    """How many texts are in each language."""
    spoken = Counter(heard.language[row] for row in heard.row[rows.text[rows.text > 0]].tolist())
    total = sum(spoken.values())
    return tuple(Spoken(name, n, n / total) for name, n in sorted(spoken.items(), key=lambda pair: (-pair[1], pair[0])))


def _notes(heard: Heard, rows: Said, units: Units) -> Iterator[str]:
    if not len(rows.time):
        yield "Nobody has rated or said anything here. Load survey answers, reviews or tickets with a score or text."
        return
    if heard.texts and heard.sentiment.by == BY_WORDS:
        yield "Sentiment rests on words of feeling alone. Train it on your own labels: sojourn train WORKSPACE"
    yield from language_notes(languages_of(heard, rows))
    outside = sum(_outside(units, rows))
    if outside:
        yield f"{outside:,} scores outside their scale were left out."


def language_notes(spoken: tuple[Spoken, ...]) -> Iterator[str]:
    """What texts in other languages mean for the figures."""
    others = [one for one in spoken if one.language not in (ENGLISH, UNKNOWN)]
    share = sum(one.share for one in others)
    if share >= NOT_ENGLISH:
        named = ", ".join(one.language for one in others[:5])
        yield (
            f"{share:.0%} of the texts are not in English ({named}). Sentiment, emotion and intent are told less well "
            "there; label some texts of each language and train on them."
        )


def _outside(units: Units, rows: Said) -> Iterator[int]:
    for code, kind in scales(units):
        own = rows.score[(rows.kind == code) & ~np.isnan(rows.score)]
        yield int(np.sum(np.isnan(feelings(own, kind))))
