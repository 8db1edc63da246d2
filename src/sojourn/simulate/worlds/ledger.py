"""What the model knows of each friction that was met: the chance of an order it took away.

Candidates are what an analysis can see: a friction may be seen as several of them, and one may come of several
frictions. For each candidate the ledger holds what its exposed lost.
"""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

import numpy as np

from sojourn.simulate.arrays import Floats, Ints


class Key(NamedTuple):
    """A candidate of the grammar: its kind, touchpoint, the one it comes from or goes back to, and its theme."""

    kind: str
    touchpoint: str
    other: str = ""
    theme: str = ""


class Losses(NamedTuple):
    """Of exposed journeys: how many, the sum of the chances of an order they lost, and the value of these orders."""

    exposed: int
    orders: float
    value: float


class Ledger:
    """Adds up over rounds of journeys."""

    def __init__(self, frictions: int) -> None:
        """Nothing lost."""
        self._losses: dict[Key, Losses] = defaultdict(lambda: Losses(0, 0.0, 0.0))
        self._waits: dict[Key, list[tuple[Floats, Floats, Floats]]] = defaultdict(list)
        self.tasks = np.zeros((frictions, 2))
        """What an oracle needs of each friction: sums over those who reached its step, of effects and of variances."""
        self.leavers: dict[str, Ints] = defaultdict(lambda: np.zeros(frictions + 1, np.int64))
        """By touchpoint: how many left there whom each friction had turned away; the last entry counts all others."""

    def exposed(self, key: Key, lost: Floats, value: Floats) -> None:
        """Journeys that met something: the chance of an order each lost by it, and the mean value of their orders."""
        was = self._losses[key]
        self._losses[key] = Losses(
            was.exposed + len(lost), was.orders + float(lost.sum()), was.value + float(lost @ value)
        )

    def left(self, touchpoint: str, turned: Ints) -> None:
        """Journeys that ended at a touchpoint; `turned` has the number of the friction that turned each away, or -1."""
        counts = self.leavers[touchpoint]
        np.add.at(counts, turned, 1)

    def waited(self, key: Key, hours: Floats, lost: Floats, value: Floats) -> None:
        """Journeys that waited between two touchpoints; who waited long is known once all have."""
        self._waits[key].append((hours, lost, value))

    def faced(self, number: int, chance: Floats, without: Floats, keeps: Floats | float) -> None:
        """Journeys that reached a friction: chance of exposure, chance of an order without it, and what share keeps it.

        The variance is that of the best estimate of the mean effect among the exposed where the chances of exposure and
        of the outcome are known but for the outcomes themselves: sum(e v1 + e^2 v0 / (1 - e)) over its exposed squared.
        Source: Hahn, Econometrica 66 (1998).
        """
        with_it = without * keeps
        spread = chance * with_it * (1 - with_it) + chance**2 / (1 - chance) * without * (1 - without)
        self.tasks[number] += (chance * (with_it - without)).sum(), spread.sum()

    def losses(self) -> dict[Key, Losses]:
        """Of every candidate. Waiting is long beyond the 90th percentile of all who waited."""
        for key, parts in self._waits.items():
            hours, lost, value = (np.concatenate(column) for column in zip(*parts, strict=True))
            long = hours > np.quantile(hours, 0.9)
            self.exposed(key, lost[long], value[long])
        self._waits.clear()
        return dict(self._losses)
