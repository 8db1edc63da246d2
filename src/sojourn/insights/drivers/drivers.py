"""Drivers: what goes with an outcome, once what was known before is adjusted for."""

from __future__ import annotations

from collections.abc import Sequence

from sojourn.engines.protocol import Progress, silent
from sojourn.engines.units import Units
from sojourn.errors import UsageError
from sojourn.insights.drivers.comparing import Factor, compare
from sojourn.insights.drivers.factors import been, met
from sojourn.insights.drivers.outcomes import Outcome, outcome_of
from sojourn.insights.drivers.records import Drivers
from sojourn.insights.drivers.telling import cannot_tell
from sojourn.journeys.definition import Step

OVER = ("touchpoint", "channel", "attribute")
KINDS = ("touchpoint", "channel", "event", "stage", "attribute")
SCORED = "Only journeys with an answer are compared: who answers is not drawn by chance."


def drivers(
    units: Units,
    outcome: Step | list[str] | None = None,
    score: str | None = None,
    over: str | Sequence[str] = OVER,
    q: float = 0.05,
    progress: Progress = silent,
) -> Drivers:
    """Test every touchpoint, channel and attribute of customers for what goes with it.

    `outcome` is a step that journeys should reach (by default their goal, or "Order Completed"), `score` instead a kind
    of score that customers give: "nps", "csat", "ces" or "stars". `over`: any of "touchpoint", "channel", "event",
    "stage" and "attribute". A touchpoint is compared among all journeys that came to the same place in the same month:
    those that went there next, however long that took, and all others, also those that stopped or reached the outcome
    at once; adjusted for what was known of them when they came. Nothing is said of a touchpoint by which nearly all
    come who reach the outcome. Of what is found, at most a share `q` is expected to be chance. It says what goes
    together, not what causes what. Raises UsageError.
    """
    kinds = [over] if isinstance(over, str) else list(over)
    for kind in kinds:
        if kind not in KINDS:
            raise UsageError(f'over is any of {", ".join(KINDS)}, not "{kind}".')
    asked = outcome_of(units, outcome, score)
    factors = [factor for kind in kinds for factor in factors_of(asked, kind)]
    rows = compare(factors, asked, q, progress)
    notes = (*(() if asked.is_share else (SCORED,)), *cannot_tell(rows))
    return Drivers(rows, asked.name, asked.units.size, q, notes=notes)


def factors_of(asked: Outcome, kind: str) -> list[Factor]:
    """All factors of one kind."""
    return been(asked.units) if kind == "attribute" else met(asked.units, kind, asked.ends)
