"""The values of an attribute or a property that have a column each: chosen once for a log, alike in all partitions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sojourn.engines.units import Units
from sojourn.journeys.view import View

MOST = 8
"""At most so many values have a column; the others have none, so that they are told from all of these."""
Codes = NDArray[np.unsignedinteger]


class Levels(NamedTuple):
    """What is known under a `name`: the `codes` of its most frequent values, with their `words`."""

    name: str
    codes: tuple[int, ...]
    words: tuple[str, ...]

    def of(self, codes: Codes) -> list[NDArray[np.bool_]]:
        """A column for each value, bool[rows]."""
        return [codes == code for code in self.codes]

    @property
    def names(self) -> tuple[str, ...]:
        """What the columns are called: "plan=pro"."""
        return tuple(f"{self.name}={word}" for word in self.words)


def levels_of(units: Units, name: str, words: Sequence[str | None], codes: Callable[[View], Codes]) -> Levels:
    """The most frequent of some `words`, by the `codes` of the rows of each view; code 0 is not known."""
    counts = np.sum(units.collect(lambda view: np.bincount(codes(view), minlength=len(words))), axis=0)
    chosen = most_frequent(counts, words, MOST)
    return Levels(name, chosen, tuple(str(words[code]) if code else "not known" for code in chosen))


def most_frequent(counts: NDArray[np.integer], words: Sequence[str | None], most: int) -> tuple[int, ...]:
    """The codes that are met most; those met alike often by their words, as codes differ from log to log."""
    met = [code for code, count in enumerate(counts.tolist()) if count]
    return tuple(sorted(met, key=lambda code: (-int(counts[code]), str(words[code] or "")))[:most])
