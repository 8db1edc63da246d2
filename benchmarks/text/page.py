"""The table of figures, as a page."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from benchmarks.environments import ROOT
from benchmarks.markdown import table

JSON = ROOT / "docs" / "text.json"
PAGE = JSON.with_suffix(".md")

_HEAD = """\
# How well comments are read

Written by `python -m benchmarks.text` on public data; the last column says whether the mark set beforehand is met.
Figures are macro-F1 on held-out texts, with the range over resamples of these. Where labels are few, the mean of three
draws of labels stands; the other training texts are given without their labels, as a workspace has them. Held-out texts
are never used to choose anything: settings are chosen by cross-validation within the labels.

Splits: airline tweets, a fifth of each class, drawn with seed 0, is held out; banking77 and TweetEval as published.
"Answered" is the share of held-out texts of which the model was sure (a chance of at least one half); where it is below
100 %, the figure is of these texts, and "of all" stands beside it.
"""
_TAIL = """
English only. Other languages are told less well. Groups of texts that are found without labels agree only weakly with
those that people make, which is why themes begin with words and labels and groups are only proposed.
"""


class Figure(Struct, frozen=True):
    """One task: its mark `goal`, and the mean of `runs` runs."""

    task: str
    goal: float
    value: float
    low: float
    high: float
    answered: float
    of_all: float
    runs: int
    seconds: int

    @property
    def met(self) -> bool:
        """Whether the mark is met, to the two decimals it was set with."""
        return round(self.value, 2) >= self.goal


def page(found: Sequence[Figure]) -> str:
    """The page."""
    rows = (
        (
            *(one.task, f"{one.value:.3f}", f"{one.low:.3f} to {one.high:.3f}", f"{one.answered:.0%}"),
            *(f"{one.of_all:.3f}", f"{one.goal:.2f}", "yes" if one.met else "no"),
        )
        for one in found
    )
    return "\n".join((_HEAD, table(("task", "macro-F1", "likely", "answered", "of all", "mark", "met"), rows) + _TAIL))
