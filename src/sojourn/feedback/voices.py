"""What each comment says, for other insights: its themes and sentiment by step, and how people felt at a place.

Ask once for some units and hand the answer on: every different text is read a single time.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sojourn.engines.units import Units
from sojourn.estimates import Estimate
from sojourn.feedback.collecting import mean_by_customer, said
from sojourn.feedback.feedback import feeling_of
from sojourn.feedback.hearing import Heard, Models, hear
from sojourn.feedback.joining import joined
from sojourn.feedback.reading import Ints
from sojourn.feedback.themes.file import ThemesFile
from sojourn.feedback.themes.themes import assigned
from sojourn.journeys.view import View

Mask = NDArray[np.bool_]


class Comments(NamedTuple):
    """The comments of a view, a row each: position `at`, its `seq`, code of `text`; `sentiment` as in SENTIMENTS.

    `stage` and `touchpoint` are codes of what it is about; `about` bool[rows, themes].
    """

    at: Ints
    seq: Ints
    text: Ints
    stage: Ints
    touchpoint: Ints
    sentiment: Ints
    about: Mask


class Voices(NamedTuple):
    """`themes` are ids, with their `names`; `about` bool[codes of text, themes], `sentiment` int64[codes of text].

    Sentiment is an index into SENTIMENTS, -1 for codes that no comment here has.
    """

    themes: tuple[str, ...]
    names: tuple[str, ...]
    about: Mask
    sentiment: Ints

    def of(self, units: Units, view: View) -> Comments:
        """The comments of a view."""
        found = joined(units, view)
        rows = np.flatnonzero(found.text > 0)
        at, text = found.at[rows], found.text[rows]
        seq = view.steps["seq"][at].astype(np.int64)
        return Comments(
            at, seq, text, found.stage[rows], found.touchpoint[rows], self.sentiment[text], self.about[text]
        )


def voices(units: Units, models: Models | None = None, file: ThemesFile | None = None) -> Voices:
    """What all comments of some units say. Proposed themes are among them."""
    models = models or Models()
    heard = hear(units, models)
    spoken = assigned(heard, models, file or ThemesFile())
    codes = np.flatnonzero(heard.row >= 0)
    about = np.zeros((len(heard.row), len(spoken.themes)), np.bool_)
    sentiment = np.full(len(heard.row), -1, np.int64)
    about[codes] = spoken.about[heard.row[codes]]
    sentiment[codes] = heard.sentiment.code[heard.row[codes]]
    return Voices(tuple(spoken.themes), tuple(own.name for own in spoken.themes.values()), about, sentiment)


def feeling_at(units: Units, heard: Heard, stage: str | None = None, touchpoint: str | None = None) -> Estimate:
    """The mean feeling of the texts about a place, from -2 to +2, with its range by customer.

    A curve of its own, never mixed with one of scores: it rests on what a model, or a list of words, reads into texts.
    """
    rows = said(units)
    chosen = rows.text > 0
    if stage is not None:
        chosen &= np.isin(rows.stage, units.codes_named(stage, "stage"))
    if touchpoint is not None:
        chosen &= np.isin(rows.touchpoint, units.codes_named(touchpoint, "touchpoint"))
    own = rows.take(chosen)
    return mean_by_customer(own, feeling_of(heard.sentiment.chances[heard.row[own.text]]))
