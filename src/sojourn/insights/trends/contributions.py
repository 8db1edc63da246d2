"""What a change that was taken apart comes out as."""

from __future__ import annotations

from msgspec import Struct

from sojourn.estimates import Estimate
from sojourn.results import Measured


class Contribution(Struct, frozen=True):
    """One value's part in a change: `mix`, for it became more or less common, and `rate`, for it changed itself.

    `total` is both together. All totals of a `Part` add up to the change. `share_before` and `share_after` are its
    share of what is counted, `rate_before` and `rate_after` its own figure (NaN where it had none).
    """

    name: str
    total: Estimate
    mix: Estimate
    rate: Estimate
    share_before: float
    share_after: float
    rate_before: float
    rate_after: float
    sentence: str = ""


class Part(Struct, frozen=True):
    """The change by one thing ("channel", "stage", "segment:plan"), the largest part first."""

    over: str
    contributions: tuple[Contribution, ...]


class Contributions(Measured, frozen=True):
    """A figure before and after, its `change`, and what it came from: one `Part` for each thing taken apart by."""

    parts: tuple[Part, ...]
    measure: str
    unit: str
    before: Estimate
    after: Estimate
    change: Estimate
    sentence: str

    def records(self) -> tuple[Part, ...]:
        """The parts."""
        return self.parts

    def summary(self) -> str:
        """The change, and the sentences of what it came from."""
        return "\n".join(
            [self.sentence, *(one.sentence for part in self.parts for one in part.contributions if one.sentence)]
        )
