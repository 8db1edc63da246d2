"""What is said of a pain point, and of every candidate that was tested."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from msgspec import Struct

from sojourn.errors import UnknownName, UsageError, did_you_mean
from sojourn.estimates import Estimate
from sojourn.results import Measured

Kind = Literal[
    "drop_off",
    "rework",
    "back_and_forth",
    "waiting",
    "error",
    "channel_switch",
    "bad_score",
    "negative_theme",
    "quick",
    "help",
    "good_score",
    "praise",
]
"""The last four are strengths: a step that comes fast, help by people, a good score, praise on a theme."""
Status = Literal["associated", "confirmed", "possible"]
Robust = Literal["low", "medium", "high"]
MEMBERS = "_behind"
"""Where a result keeps the way to its customers: no field, so that it is neither compared nor written."""


class PainPoint(Struct, frozen=True):
    """Something that customers meet at a touchpoint, and that goes with a worse outcome (a strength: a better one).

    `share` of the `reached` are `exposed`. `effect` is the adjusted difference of the outcome's share among the
    exposed, `naive` the bare one. `robustness` is k: something unmeasured would have to be k times as strong as the
    strongest measured covariate to explain the effect away. `monthly_gain` is what removing it might bring in a month
    (a strength: what it may bring as things are), in `currency`, or in outcomes where that is empty. `status`:
    "associated" until an experiment or a calibrated comparison of before and after makes it "confirmed"; "possible"
    where cause and cost were not tested. `p` is one-sided. `overlaps` names others that the same journeys meet.
    """

    id: str
    kind: Kind
    touchpoint: str
    stage: str
    event: str
    title: str
    sentence: str
    outcome: str
    reached: int
    exposed: int
    share: Estimate
    effect: Estimate
    outcome_exposed: float
    outcome_comparable: float
    naive: Estimate
    robustness: float
    robustness_word: Robust
    monthly_gain: Estimate
    currency: str
    status: Status
    p: float
    overlaps: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class Tested(Struct, frozen=True):
    """A candidate of the grammar: what came of the test. `why` says why it is no pain point, empty where it is one.

    `title` is what people call it: "Waiting for delivery".
    """

    id: str
    kind: Kind
    touchpoint: str
    title: str
    reached: int
    exposed: int
    effect: Estimate
    robustness: float
    p: float
    found: bool
    why: str


class Evidence(Struct, frozen=True):
    """What lies behind a pain point: some `customers`, their steps around it, and what they said there, masked."""

    id: str
    customers: tuple[str, ...]
    journeys: tuple[tuple[str, ...], ...]
    quotes: tuple[str, ...]


class PainPoints(Measured, frozen=True, dict=True):
    """Pain points, those that promise most for certain first; `tested` has every candidate, found or not.

    `joint_gain`: what removing all of them might bring in a month; less than their sum where they overlap.
    """

    rows: tuple[PainPoint, ...]
    tested: tuple[Tested, ...]
    outcome: str
    journeys: int
    customers_count: int
    months: float
    joint_gain: Estimate
    currency: str

    def summary(self) -> str:
        """A line for each: what it is called, and the sentence about it."""
        told = [f"{row.title}: {row.sentence}" for row in self.rows]
        return "\n".join(told or [f"Nothing stands out among {len(self.tested):,} candidates."])

    def __getitem__(self, name: str) -> PainPoint:
        """A pain point by its id. Raises UnknownName."""
        ids = [row.id for row in self.rows]
        if name not in ids:
            known = f"Known: {', '.join(ids)}." if ids else "None was found."
            raise UnknownName(f'No pain point is called "{name}".{did_you_mean(name, ids)} {known}')
        return self.rows[ids.index(name)]

    def customers(self, name: str) -> list[str]:
        """Ids of the customers who met a pain point (its `name` is its id), in the order of the alphabet.

        Raises UnknownName for one that was not found, and UsageError for a result that was copied or read from a file.
        """
        return self._members(name).customers()

    def evidence(self, name: str, most: int = 5) -> Evidence:
        """Up to `most` journeys around a pain point, and what customers said there. Raises as `customers`."""
        return self._members(name).evidence(most)

    def _members(self, name: str) -> Members:
        point = self[name]
        find: Callable[[str], Members] | None = self.__dict__.get(MEMBERS)
        if find is None:
            raise UsageError("This is a copy that has lost its customers. Ask for the pain points again.")
        return find(point.id)


class Members:
    """Who met a pain point; see evidence.py."""

    def customers(self) -> list[str]:
        """Their ids."""
        raise NotImplementedError

    def evidence(self, most: int) -> Evidence:
        """Some of their journeys, and what they said."""
        raise NotImplementedError
