"""Which comments are negative, and on which theme: by the score that came with them, else by what they say."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np

from sojourn.effects.records import Mask
from sojourn.engines.units import Units
from sojourn.feedback.hearing import NEGATIVE, POSITIVE, Models, hear
from sojourn.feedback.themes.file import in_use, read_themes
from sojourn.feedback.themes.matching import speaks
from sojourn.measures.answers import Answers


class Speaking(NamedTuple):
    """By code of the text: whether it is negative or positive, and bool[themes, texts] of which themes it speaks."""

    themes: tuple[str, ...]
    is_negative: Mask
    is_positive: Mask
    speaks: Mask

    def negative(self, said: Answers, bad: Mask) -> Mask:
        """Which answers are negative; a score beside the words says whether they are, bool[answers]."""
        return np.where(np.isnan(said.score), self.is_negative[said.text], bad)

    def positive(self, said: Answers, good: Mask) -> Mask:
        """Which answers are praise, bool[answers]."""
        return np.where(np.isnan(said.score), self.is_positive[said.text], good)

    def about(self, said: Answers, theme: str) -> Mask:
        """Which answers speak of a theme, bool[answers]."""
        found: Mask = self.speaks[self.themes.index(theme)][said.text] & (said.text > 0)
        return found


def speaking(units: Units, folder: Path | None = None) -> Speaking:
    """What the texts of a log speak of, by the themes and the model of sentiment of a workspace's `folder`.

    Themes are those that have words, people's own and standard ones; proposed groups of texts are no candidates, for
    the list must be closed before anybody looks at outcomes.
    """
    heard = hear(units, Models(folder))
    own = in_use(read_themes(folder))
    about = speaks(heard.texts, own)
    feels = heard.sentiment.code
    codes = np.flatnonzero(heard.row >= 0)
    negative, positive = (np.zeros(len(heard.row), np.bool_) for _ in range(2))
    negative[codes], positive[codes] = (feels[heard.row[codes]] == one for one in (NEGATIVE, POSITIVE))
    spoken = np.zeros((len(own), len(heard.row)), np.bool_)
    spoken[:, codes] = about[heard.row[codes]].T
    return Speaking(tuple(own), negative, positive, spoken)
