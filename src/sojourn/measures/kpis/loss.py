"""Loss: of those who get to a step of a funnel, the share who get no further. The funnel's own attempts are counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import numpy as np

from sojourn.engines.units import Units
from sojourn.errors import UsageError, did_you_mean
from sojourn.journeys.view import View
from sojourn.measures.funnel.asking import ask
from sojourn.measures.funnel.attempts import attempts
from sojourn.measures.kpis import estimating
from sojourn.measures.kpis.cells import Cells
from sojourn.measures.kpis.records import Counting, Kpi, Records, records
from sojourn.measures.notes import unknown_names

SO_FAR = "Who is still under way counts as lost so far, as in a funnel."


def loss(
    units: Units,
    steps: Sequence[str] = (),
    after: str | None = None,
    over: str = "event",
    within: str | timedelta | None = None,
) -> Counting:
    """Units that reach the step `after` and not the next one, of those that reach it.

    The same as `drop_off` of the next step in `Journeys.funnel(steps, within, over=over)`, by `customers` of this one;
    those that may still go on are among them, and counted as open beside.
    Raises UsageError where `after` is none of the steps, or the last of them.
    """
    names = list(steps)
    if after not in names[:-1]:
        known = ", ".join(names[:-1]) or "none: give steps=[...]"
        raise UsageError(f"loss counts after a step that others follow: {known}.{did_you_mean(str(after), names[:-1])}")
    question, place = ask(names, within, over=over), names.index(after)

    def count(view: View, cells: Cells) -> Records:
        done = attempts(question, units, view)
        here = np.flatnonzero(done[:, place] >= 0)
        lost = done[here, place + 1] < 0
        still = (view.open[here] > 0) & lost
        return records(done[here, place], view.customer[here], lost.astype(np.float64), open=still)

    notes = unknown_names(units, *names, over=over)
    return Counting(count, estimating.share, notes=notes, while_open=SO_FAR)


KPIS = (
    Kpi(
        "loss",
        "Of those who reach {after}, the share who do not get to the next of these steps: {steps}.",
        "share",
        "lower",
        loss,
    ),
)
