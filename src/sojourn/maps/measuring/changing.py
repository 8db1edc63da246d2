"""Whether a figure changed in the time that was looked at: its first against its last whole quarter or month."""

from __future__ import annotations

import datetime as dt

from sojourn.documents.cells import Binding, Change
from sojourn.maps import words
from sojourn.maps.measuring.figures import PLACED, options_of
from sojourn.maps.measuring.look import Look
from sojourn.measures.kpis import MEASURES, Row, measure

FEWEST = 100
"""Things that each of both periods must rest on."""
PERIODS = (("quarter", 300), ("month", 100))
"""Whole quarters where the records span at least so many days, else whole months, else nothing is compared."""

STEADY = ("aov", "csat", "nps", "ces", "rating", "first_contact_resolution", "repeat_contact", "conversion", "loss",
          "occurrence", "forced_switch")  # fmt: skip
"""Measures that mean the same in every period: others grow or shrink with the time that customers have had."""


def change_of(look: Look, binding: Binding) -> Change | None:
    """The change between the first and the last whole period; None where their ranges meet, or too few are in them."""
    if binding.measure not in STEADY or look.period is None:
        return None
    days = (look.period[1] - look.period[0]).days
    every = next((name for name, least in PERIODS if days >= least), None)
    if every is None:
        return None
    options = options_of(MEASURES[binding.measure], binding, look)
    kpi = MEASURES[binding.measure]
    units = look.bound(binding, tuple(name for name in PLACED if name not in kpi.options))
    rows = measure(units, look.calendar, binding.measure, every=every, options=options).rows
    whole = [row for row in rows if row.period and not row.open and row.period >= look.period[0]]
    enough = [row for row in whole if row.estimate.n >= FEWEST]
    return _between(enough[0], enough[-1], every) if len(enough) > 1 else None


def _between(first: Row, last: Row, every: str) -> Change | None:
    before, after = first.estimate, last.estimate
    gap = max(after.low - before.high, before.low - after.high)
    width = (before.high - before.low + after.high - after.low) / 2
    if not (gap > 0 and width > 0):
        return None
    names = [_named(row.period, every) for row in (first, last) if row.period]
    return Change(names[0], before.value, names[1], after.value, round(gap / width, 3), before.n + after.n)


def _named(period: dt.date, every: str) -> str:
    return f"{period:%B %Y}" if every == "month" else words.quarter(period)
