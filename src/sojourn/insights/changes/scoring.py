"""How good the forecasts were: predicted against realised, over all changes that have both."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite, nan
from statistics import fmean

from sojourn.estimates import wilson
from sojourn.insights.changes.records import ChangeRow, Forecasts
from sojourn.insights.words import counted

UNTOLD = ("cannot tell", "not tested")


def forecasts(rows: Sequence[ChangeRow]) -> Forecasts:
    """Scores of the predictions; a realised gain whose test could not tell does not count."""
    known = [
        row
        for row in rows
        if row.verdict not in UNTOLD and isfinite(row.predicted.value) and isfinite(row.realised.low)
    ]
    ranged = [row for row in known if row.within is not None]
    off = [
        (row.realised.value - row.predicted.value) / abs(row.predicted.value) for row in known if row.predicted.value
    ]
    within = wilson(sum(bool(row.within) for row in ranged), len(ranged))
    bias, error = (fmean(off), fmean(map(abs, off))) if off else (nan, nan)
    return Forecasts(len(known), within, bias, error, _sentence(len(known), len(ranged), within.value, bias))


def _sentence(known: int, ranged: int, within: float, bias: float) -> str:
    if not known:
        return "No forecast can be scored yet: it takes a prediction and a test that can tell."
    parts = []
    if ranged:
        parts.append(f"{round(within * ranged)} of {counted(ranged, 'realised gain')} in the predicted range")
    if isfinite(bias):
        way = "less" if bias < 0 else "more"
        parts.append(f"on average {abs(100 * bias):.0f} % {way} than predicted")
    return f"Forecasts: {', '.join(parts)}." if parts else f"Forecasts: {counted(known, 'change')} tested."
