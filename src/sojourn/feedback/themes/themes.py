"""Themes of comments: how often, where, how it feels, whether it grows, and what goes with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import nan, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sojourn.effects import Effect, discoveries
from sojourn.engines.units import Units
from sojourn.errors import UsageError
from sojourn.estimates import Estimate
from sojourn.feedback.collecting import Said, mean_by_customer, said
from sojourn.feedback.feedback import language_notes, languages_of, quoted, sentiment_of
from sojourn.feedback.hearing import Heard, Models, hear
from sojourn.feedback.records import Sentiment
from sojourn.feedback.themes.clusters import clusters
from sojourn.feedback.themes.file import OwnTheme, ThemesFile, in_use
from sojourn.feedback.themes.impact import Compared, compared, effect_of
from sojourn.feedback.themes.matching import clause_about, pattern_of, speaks
from sojourn.feedback.themes.records import Impact, Spot, Theme, Themes
from sojourn.journeys.definition import Step

Mask = NDArray[np.bool_]

SPOTS = 5
CHANCE = 0.05
"""Of what is found to go with themes, at most so large a share is expected to be chance."""
WEAK = (
    "Proposed themes are groups of texts with words in common. Such groups agree only weakly with those that people "
    "make: look at the quotes, then keep, rename or merge them in themes.yaml."
)
BARE = (
    "What goes with a theme is adjusted for what was known of customers before the comment; it is no proof of a cause."
)
NOT_ADJUSTED = (
    "Nothing was known of customers before their comments that could be adjusted for: what goes with a theme is a "
    "difference among comments of the same period, and no proof of a cause."
)
ASSOCIATED = "Associated, not proven."


class Spoken(NamedTuple):
    """Which text speaks of which theme: `about` bool[texts, themes], in the order of `themes` and their `origin`."""

    themes: dict[str, OwnTheme]
    origin: dict[str, str]
    about: Mask


def themes(
    units: Units,
    models: Models | None = None,
    file: ThemesFile | None = None,
    goal: Step | None = None,
    top: int | None = None,
    impact: bool = True,
) -> Themes:
    """Themes of whole histories. `file`: what people wrote; `impact=False` leaves out what takes longest.

    Raises UsageError for a `top` below 1.
    """
    if top is not None and top < 1:
        raise UsageError(f"top={top} is no number of themes. Give 1 or more, or leave it out for all.")
    models, file, units = models or Models(), file or ThemesFile(), units.by_customer
    rows, heard = said(units), hear(units, models)
    rows = rows.take(rows.text > 0)
    spoken = assigned(heard, models, file)
    outcomes = compared(units, goal) if impact and len(rows.time) else ()
    shown = [
        number
        for number, name in enumerate(spoken.themes)
        if spoken.about[:, number].any() or spoken.themes[name].pinned
    ]
    impacts = _impacts(heard, spoken, shown, outcomes)
    found = [_theme(units, rows, heard, models, spoken, number, impacts[number]) for number in shown]
    found.sort(key=lambda theme: (-theme.pinned, -theme.texts, theme.id))
    free = np.logical_not(np.asarray(spoken.about.any(axis=1)))
    rest = int(free[heard.row[rows.text]].sum()) if len(rows.text) else 0
    return Themes(rows=tuple(found[:top]), texts=len(rows.text), rest=rest, notes=tuple(_notes(found, heard, rows)))


def assigned(heard: Heard, models: Models, file: ThemesFile) -> Spoken:
    """Themes by words first; then by a model trained on labels, and by clusters, for texts that are of none yet."""
    own = in_use(file)
    about = speaks(heard.texts, own)
    for number, theme in enumerate(own.values()):
        same = {example.strip().casefold() for example in theme.examples}
        if same:
            hits: Mask = np.array([text.strip().casefold() in same for text in heard.texts], np.bool_)
            about[:, number] |= hits
    found = Spoken(own, {name: "yours" if name in file.own else "standard" for name in own}, about)
    found = _learnt(found, heard, models)
    return _proposed(found, heard)


def _learnt(found: Spoken, heard: Heard, models: Models) -> Spoken:
    """What a model of the task "theme" says of texts that no word has placed."""
    free = np.flatnonzero(~found.about.any(axis=1))
    if models.stored("theme") is None or not len(free):
        return found
    read = models.read("theme", [heard.texts[k] for k in free], [heard.language[k] for k in free])
    for code, name in enumerate(read.classes):
        hits = np.zeros(len(heard.texts), np.bool_)
        hits[free[read.code == code]] = True
        found = _with(found, name, OwnTheme(name), "learnt", hits)
    return found


def _proposed(found: Spoken, heard: Heard) -> Spoken:
    free = np.flatnonzero(~found.about.any(axis=1))
    for group in clusters([heard.texts[k] for k in free]):
        name = "-".join(group.words)
        hits = np.zeros(len(heard.texts), np.bool_)
        hits[free[group.texts]] = True
        if name not in found.themes:
            found = _with(found, name, OwnTheme(", ".join(group.words).capitalize(), group.words), "proposed", hits)
    return found


def _with(found: Spoken, name: str, own: OwnTheme, origin: str, hits: Mask) -> Spoken:
    """One theme more, or more texts of one that is there."""
    if name in found.themes:
        about = found.about.copy()
        about[:, list(found.themes).index(name)] |= hits
        return found._replace(about=about)
    about = np.column_stack([found.about, hits]) if found.about.size else hits[:, None]
    return Spoken({**found.themes, name: own}, {**found.origin, name: origin}, about)


def _theme(
    units: Units, rows: Said, heard: Heard, models: Models, spoken: Spoken, number: int, impacts: tuple[Impact, ...]
) -> Theme:
    name = list(spoken.themes)[number]
    theme = spoken.themes[name]
    of_text = spoken.about[:, number]
    about = of_text[heard.row[rows.text]] if len(rows.text) else np.zeros(0, np.bool_)
    own = rows.take(about)
    return Theme(
        id=name, name=theme.name, origin=spoken.origin[name], pinned=theme.pinned, words=theme.words,
        texts=len(own.text), customers=own.customers, share=mean_by_customer(rows, about.astype(np.float64)),
        change=_change(rows, about), touchpoints=tuple(_spots(units, own)),
        sentiment=_sentiment(own, heard, models, theme), quotes=tuple(quoted(own, heard)),
        impacts=impacts,
    )  # fmt: skip


def _by_code(of_text: Mask, heard: Heard) -> Mask:
    """bool[codes of text]."""
    found = np.zeros(len(heard.row), np.bool_)
    there = heard.row >= 0
    found[there] = of_text[heard.row[there]]
    return found


def _spots(units: Units, own: Said) -> Iterator[Spot]:
    counts = np.bincount(own.touchpoint, minlength=1)
    for code in np.argsort(-counts, kind="stable")[:SPOTS].tolist():
        if counts[code]:
            yield Spot(units.names("touchpoint")[code], int(counts[code]))


def _sentiment(own: Said, heard: Heard, models: Models, theme: OwnTheme) -> Sentiment:
    """How people feel about the theme: of a text that speaks of several things, only its own clauses count."""
    chances = heard.sentiment.chances[heard.row[own.text]]
    pattern = pattern_of(theme)
    texts = [heard.texts[row] for row in heard.row[own.text].tolist()]
    clauses = [clause_about(text, pattern) for text in texts]
    apart = [k for k, (text, clause) in enumerate(zip(texts, clauses, strict=True)) if clause != text]
    if apart:
        spoken = [heard.language[int(heard.row[own.text[k]])] for k in apart]
        chances = chances.copy()
        chances[apart] = models.read("sentiment", [clauses[k] for k in apart], spoken).chances
    return sentiment_of(own, chances)


def _change(rows: Said, about: Mask) -> Estimate:
    """The share in the later half of the texts less that in the earlier half."""
    if len(rows.time) < 2:
        return Estimate(nan, nan, nan, len(rows.time), "halves")
    late = rows.time > np.median(rows.time)
    one, two = (mean_by_customer(rows.take(half), about[half].astype(np.float64)) for half in (~late, late))
    value = two.value - one.value
    half = sqrt((two.high - two.low) ** 2 + (one.high - one.low) ** 2) / 2
    return Estimate(value, value - half, value + half, len(rows.time), "halves, by customer")


def _impacts(
    heard: Heard, spoken: Spoken, shown: Sequence[int], outcomes: Sequence[Compared]
) -> dict[int, tuple[Impact, ...]]:
    """What goes with each theme shown, held to chance among all that is looked at; nothing for proposals."""
    names = list(spoken.themes)
    looked: list[tuple[int, str, Effect]] = []
    for number in shown:
        about = _by_code(spoken.about[:, number], heard)
        for one in () if spoken.origin[names[number]] == "proposed" else outcomes:
            effect = effect_of(about, one)
            if effect is not None and not np.isnan(effect.estimate.value):
                looked.append((number, one.on, effect))
    stands = discoveries([effect.p for _, _, effect in looked], CHANCE).tolist()
    told = [
        (number, Impact(on, effect, sentence(spoken.themes[names[number]].name, on, effect, found), found))
        for (number, on, effect), found in zip(looked, stands, strict=True)
    ]
    return {number: tuple(impact for whose, impact in told if whose == number) for number in shown}


def sentence(name: str, on: str, effect: Effect, found: bool) -> str:
    """What goes with a theme, in words, with its likely range; where it is not `found` that nothing can be told.

    Others are called comparable only where something was adjusted for.
    """
    likely = effect.estimate
    points = on in ("nps", "csat", "ces", "stars")
    unit = "points" if points else "percentage points"
    what = f"the {on.upper() if on != 'stars' else 'star rating'}" if points else f"the share with {on} afterwards"
    value, low, high = (_size(bound, on, points) for bound in (likely.value, likely.low, likely.high))
    if not found:
        looked = "" if likely.low <= 0 <= likely.high else ", with so many differences looked at"
        return (
            f"Whether {what} is another where comments speak of {name} cannot be told from chance{looked} "
            f"(likely {low} to {high} {unit})."
        )
    way, ends = ("lower", (high, low)) if likely.value < 0 else ("higher", (low, high))
    size, less, more = (one.lstrip("+\u2212") for one in (value, *ends))
    others = "comparable ones" if effect.adjusted else "other ones, with nothing to adjust by"
    return (
        f"Where comments speak of {name}, {what} is {size} {unit} {way} (likely {less} to {more}) than in {others}. "
        + ASSOCIATED
    )


def _size(value: float, on: str, points: bool) -> str:
    """A difference with its sign: of NPS and of shares in points of a hundred, of a short scale in hundredths."""
    digits = 1 if on == "nps" or not points else 2
    return f"{value if points else 100 * value:+.{digits}f}".replace("-", "\u2212")


def _notes(found: Sequence[Theme], heard: Heard, rows: Said) -> Iterator[str]:
    if not len(rows.time):
        yield "Nobody has written anything here. Load survey answers, reviews or tickets with a text."
        return
    if any(theme.origin == "proposed" for theme in found):
        yield WEAK
    judged = [impact.effect for theme in found for impact in theme.impacts]
    if judged:
        yield BARE if any(effect.adjusted for effect in judged) else NOT_ADJUSTED
    yield from language_notes(languages_of(heard, rows))
