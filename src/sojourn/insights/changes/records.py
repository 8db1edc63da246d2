"""What is said of changes."""

from __future__ import annotations

from datetime import date as Date  # noqa: N812 - `date` is the word people know
from typing import Literal

from msgspec import Struct

from sojourn.estimates import Estimate
from sojourn.results import Measured

Verdict = Literal["confirmed", "worse", "no change seen", "cannot tell", "not tested"]
Status = Literal["associated", "confirmed"]


class ChangeRow(Struct, frozen=True, kw_only=True):
    """A change: what was `predicted` of it and what was `realised`, gains in `unit`, above zero is better.

    The prediction is that of the day it was first `recorded`. `verdict`: "confirmed" where the whole likely range of
    the gain is above zero. `within`: the realised gain lies in the predicted range; None where one is not known. `by`
    says what proved it: "experiment" or "before and after". `notes` what to bear in mind.
    """

    id: str
    what: str
    date: Date
    touchpoint: str | None
    stage: str | None
    about: tuple[str, ...]
    owner: str | None
    predicted: Estimate
    realised: Estimate
    unit: str
    within: bool | None
    verdict: Verdict
    by: str | None
    recorded: Date
    sentence: str
    reasons: tuple[str, ...]
    notes: tuple[str, ...] = ()


class Forecasts(Struct, frozen=True):
    """How good the predictions were, over the `changes` that have a predicted and a realised gain.

    `within` is the share of realised gains that lie in the predicted range. `bias` is the mean of (realised -
    predicted) / predicted: below zero, too much was promised. `error` is the mean of its size. Both NaN without any.
    """

    changes: int
    within: Estimate
    bias: float
    error: float
    sentence: str


class Changes(Measured, frozen=True, kw_only=True):
    """All changes, by date, and how good their forecasts were."""

    rows: tuple[ChangeRow, ...]
    forecasts: Forecasts

    def summary(self) -> str:
        """A sentence for each change, then one on the forecasts."""
        if not self.rows:
            return "No change is recorded yet."
        return "\n".join([*(row.sentence for row in self.rows), self.forecasts.sentence])


def status_of(changes: Changes, about: str) -> Status:
    """Whether a pain point or opportunity is "confirmed": a change that was meant for it proved to help."""
    proven = any(about in row.about and row.verdict == "confirmed" for row in changes.rows)
    return "confirmed" if proven else "associated"
