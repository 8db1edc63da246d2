"""A change put to the test that it names: its verdict, and the realised gain beside the predicted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date as Date  # noqa: N812
from math import isfinite, nan
from typing import NamedTuple

from sojourn.documents.change import ChangeFile, Prediction, Proof
from sojourn.errors import UsageError
from sojourn.estimates import Estimate, negated, unknown
from sojourn.insights.before_after import BeforeAfter
from sojourn.insights.before_after.totals import TOTALS
from sojourn.insights.changes import telling
from sojourn.insights.changes.ledger import Noted
from sojourn.insights.changes.predicting import beyond_a_share
from sojourn.insights.changes.records import ChangeRow, Verdict
from sojourn.insights.experiments.records import Comparison, Experiment

OF_MEASURE = "the measure's unit"
AFTERWARDS = "What is predicted was noted after the change was made, when something of it may have been known."


class Tests(NamedTuple):
    """How to ask: an experiment by its name, and a comparison before and after a date."""

    experiment: Callable[[str], Experiment]
    before_after: Callable[[Proof, Date], BeforeAfter]


class Shown(NamedTuple):
    """What a test showed: the gain, how often it counts in a month, and in words.

    `per_month`: the measure's things in a month, or the days or weeks of it where the gain is that of each (`every`).
    """

    verdict: Verdict
    gain: Estimate
    per_month: float
    unit: str
    by: str | None
    reasons: tuple[str, ...]
    every: str = ""


def judged(name: str, change: ChangeFile, noted: Noted, tests: Tests) -> ChangeRow:
    """One change, tested now; what cannot be asked yet says why instead of raising."""
    try:
        shown = _shown(change, tests)
    except UsageError as error:
        shown = Shown("cannot tell", unknown("not tested"), nan, OF_MEASURE, None, (str(error),))
    wrong = beyond_a_share(noted.predicted) if shown.unit == "share" else ""
    predicted = None if wrong else noted.predicted
    realised, notes = _in_unit_of(predicted, shown)
    if wrong:
        notes = (*notes, f"What was predicted on {noted.on} does not count. {wrong}")
    expected = estimate_of(predicted)
    unit = (predicted.unit if predicted and predicted.unit else "a month") if _by_month(predicted) else shown.unit
    assert change.date is not None
    if predicted is not None and noted.on > change.date:
        notes = (*notes, AFTERWARDS)
    if not wrong and change.predicted != predicted:
        notes = (*notes, f"Its file predicts something else now; what counts is the prediction of {noted.on}.")
    return ChangeRow(
        id=name,
        what=change.what,
        date=change.date,
        touchpoint=change.touchpoint,
        stage=change.stage,
        about=change.about,
        owner=change.owner,
        predicted=expected,
        realised=realised,
        unit=unit,
        within=_within(expected, realised),
        verdict=shown.verdict,
        by=shown.by,
        recorded=noted.on,
        sentence=telling.sentence(change, shown.verdict, expected, realised, unit),
        reasons=shown.reasons,
        notes=notes,
    )


def estimate_of(predicted: Prediction | None) -> Estimate:
    """A prediction as an estimate; NaN where there is none."""
    if predicted is None:
        return unknown("predicted")
    low, high = (nan if end is None else end for end in (predicted.low, predicted.high))
    return Estimate(predicted.value, low, high, 0, "predicted")


def _shown(change: ChangeFile, tests: Tests) -> Shown:
    proof = change.proof
    if proof is None:
        return Shown("not tested", unknown("not tested"), nan, OF_MEASURE, None, ("Its file names no proof.",))
    if proof.experiment is not None:
        return _by_experiment(tests.experiment(proof.experiment))
    assert change.date is not None
    found = tests.before_after(proof, change.date)
    verdict: Verdict = "confirmed" if found.verdict == "better" else found.verdict
    every = found.every if found.measure in TOTALS else ""
    said = (found.sentence, *found.reasons)
    return Shown(verdict, found.gain, found.per_month, found.unit, "before and after", said, every)


def _by_experiment(found: Experiment) -> Shown:
    """The arm that gained most, of those that the verdict is about."""
    rows = [(row.anytime if found.decided_by == "anytime" else row.fixed, row) for row in _deciding(found)]
    gains = [(negated(interval) if row.better == "lower" else interval, row) for interval, row in rows]
    gain, row = max(gains, key=lambda pair: pair[0].value if isfinite(pair[0].value) else float("-inf"))
    verdicts: dict[str, Verdict] = {
        "better": "confirmed",
        "worse": "worse",
        "no difference seen": "no change seen",
    }
    verdict = verdicts.get(found.verdict, "cannot tell")
    if found.verdict == "stopped":
        gain = unknown(gain.method, gain.n)
    return Shown(verdict, gain, found.per_month, row.unit, "experiment", (found.sentence, *found.reasons))


def _deciding(found: Experiment) -> Sequence[Comparison]:
    """The arms that make an experiment "better": no guardrail of theirs got worse. Else all of them."""
    hurt = {row.arm for row in found.guardrails if row.judged == "worse"}
    better = [row for row in found.primary if row.judged == "better" and row.arm not in hurt]
    return better if found.verdict == "better" else found.primary


def _in_unit_of(predicted: Prediction | None, shown: Shown) -> tuple[Estimate, tuple[str, ...]]:
    """The realised gain in the unit that was predicted."""
    if predicted is None or predicted.worth is None:
        return shown.gain, ()
    if not isfinite(shown.per_month):
        return unknown(shown.gain.method, shown.gain.n), ("How many there are in a month is not known.",)
    each = shown.per_month * predicted.worth
    low, high = sorted((each * shown.gain.low, each * shown.gain.high))
    gain = Estimate(each * shown.gain.value, low, high, shown.gain.n, shown.gain.method)
    worth = f"{predicted.worth:g} {predicted.unit or ''}".rstrip()
    if shown.every:
        return gain, (f"The gain of a {shown.every} by {shown.per_month:.4g} {shown.every}s a month, at {worth} each.",)
    return gain, (f"By {shown.per_month:,.0f} a month, each worth {worth}.",)


def _by_month(predicted: Prediction | None) -> bool:
    return predicted is not None and predicted.worth is not None


def _within(predicted: Estimate, realised: Estimate) -> bool | None:
    if not isfinite(predicted.low) or not isfinite(realised.low):
        return None
    return predicted.low <= realised.value <= predicted.high
