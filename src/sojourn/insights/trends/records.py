"""What trends come out as."""

from __future__ import annotations

from datetime import date
from itertools import groupby

from msgspec import Struct

from sojourn.estimates import Estimate
from sojourn.insights.words import counted, listed
from sojourn.results import Measured


class Odd(Struct, frozen=True):
    """A period in which a series was not as expected.

    `measure` of `name` (empty: of everything), which is one of `over` ("stage", "touchpoint" ...). `expected` has the
    range in which such a period should lie. `good`: whether the direction is a good one, None where none is.
    """

    measure: str
    over: str
    name: str
    period: date
    figure: float
    expected: Estimate
    p: float
    good: bool | None
    sentence: str


class Drift(Struct, frozen=True):
    """A series and where it is heading: its change over the whole time by a straight line, seasons aside.

    `found`: the change is more than chance, with as few false ones among all series as among the odd periods. `why_not`
    says why a series was not tested.
    """

    measure: str
    over: str
    name: str
    periods: int
    change: Estimate
    p: float
    found: bool
    sentence: str
    why_not: str = ""


class Trends(Measured, frozen=True):
    """Periods that were not as expected, the latest first, and all series with where they are heading.

    Of all that is reported here, at most a share `q` is expected to be chance. `tests` counts the periods tested.
    """

    rows: tuple[Odd, ...]
    series: tuple[Drift, ...]
    every: str
    tests: int
    q: float

    def summary(self, most: int = 10) -> str:
        """What was looked at, and the sentences: the latest odd periods and the surest drifts, `most` of each."""
        tested = sum(not one.why_not for one in self.series)
        if not tested:
            return "No series is long and busy enough to tell what is odd in it."
        looked = f"{counted(tested, 'series', 'series')} looked at in {counted(self.tests, 'period')} altogether."
        odd = [_odd(list(rows)) for _, rows in groupby(self.rows, lambda row: row.period)]
        drifts = [one.sentence for one in self.series if one.found]
        said = _cut(odd, most) or ["No period stands out."]
        others = tested - len(drifts)
        flat = [f"No clear trend in {_of(others, tested)}."] if others else []
        return "\n".join([looked, *said, *_cut(drifts, most), *flat])


def _of(others: int, tested: int) -> str:
    """How many series show no trend, beside those that do."""
    if others == tested:
        return "any of them" if tested > 1 else "it"
    return f"the other {counted(others, 'series', 'series')}" if others > 1 else "the other series"


def _odd(rows: list[Odd]) -> str:
    """A sentence for a period: its most surprising series, and which others stand out too."""
    others = list(dict.fromkeys(row.name or "all customers" for row in rows[1:]))
    return f"{rows[0].sentence} Also: {listed(others)}." if others else rows[0].sentence


def _cut(sentences: list[str], most: int) -> list[str]:
    more = len(sentences) - most
    return [*sentences[:most], f"... and {more:,} more."] if more > 0 else sentences
