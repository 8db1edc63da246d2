"""From tests to the answer: what is found, adjusted for one another, worth how much, in which words."""

from __future__ import annotations

from math import isnan, sqrt
from typing import NamedTuple

import numpy as np

from sojourn.effects import Effect
from sojourn.effects.adjusting import by_customer
from sojourn.effects.records import Mask
from sojourn.estimates import Estimate, Z, unknown
from sojourn.insights.pain_points import gains, joining, telling
from sojourn.insights.pain_points.grammar import Asking, Candidate
from sojourn.insights.pain_points.records import PainPoint, Tested
from sojourn.insights.pain_points.sampling import Drawn
from sojourn.insights.pain_points.testing import Outcome
from sojourn.insights.words import robustness_word

GATE, STRICT = 0.5, 1.0
"""Least robustness of a pain point, by default and where it should be strict."""


class Trial(NamedTuple):
    """A candidate that was tested. `drawn` is kept only where it may be found."""

    candidate: Candidate
    reached: int
    exposed: int
    outcome: Outcome
    drawn: Drawn | None


class Asked(NamedTuple):
    """What was asked: name of the outcome, least k, worth, currency, and -1 for harm or 1 for good."""

    outcome: str
    gate: float
    worth: gains.Worth
    currency: str
    sign: int


class Kept(NamedTuple):
    """A candidate that stays, with its effect beside the others."""

    trial: Trial
    drawn: Drawn
    effect: Effect
    met: joining.Met


class Answer(NamedTuple):
    """Rows in order, every test, and what all rows together are worth in a month."""

    rows: tuple[PainPoint, ...]
    tested: tuple[Tested, ...]
    joint: Estimate


def answer(trials: list[Trial], found: Mask, asked: Asked, asking: Asking) -> Answer:
    """All that is said of the tests."""
    why = {trial.candidate.id: trial.outcome.why for trial in trials}
    passed = _passed(trials, found, asked, why)
    kept = _kept(passed, asked, why)
    variance = gains.width([one.effect for one in kept])
    alone = [_alone(one, kept) for one in kept]
    gain = [
        gains.monthly_gain(one.drawn, one.effect, variance, asked.worth, asked.sign, len(own.key) / len(one.met.key))
        for one, own in zip(kept, alone, strict=True)
    ]
    rows = [_row(one, worth, kept, asked, asking) for one, worth in zip(kept, gain, strict=True)]
    joint = gains.joint_gain(alone, [one.effect for one in kept], gain)
    ids = {row.id for row in rows}
    ordered = sorted(rows, key=lambda row: (-_or_zero(row.monthly_gain.low), row.id))
    return Answer(tuple(ordered), tuple(_tested(trial, why, ids) for trial in trials), joint)


def _or_zero(number: float) -> float:
    return 0.0 if isnan(number) else number


def _passed(trials: list[Trial], found: Mask, asked: Asked, why: dict[str, str]) -> list[Trial]:
    """Those that chance, and something unmeasured, hardly explain."""
    passed = []
    for trial, discovery in zip(trials, found, strict=True):
        effect = trial.outcome.effect
        if effect is None or why[trial.candidate.id]:
            continue
        if effect.estimate.value * asked.sign <= 0:
            why[trial.candidate.id] = f"Comparable customers do no {'better' if asked.sign < 0 else 'worse'}."
        elif not discovery:
            why[trial.candidate.id] = "Chance alone may explain it."
        elif not effect.robustness >= asked.gate:
            why[trial.candidate.id] = _weak(effect.robustness, asked.gate)
        else:
            passed.append(trial)
    return passed


def _weak(k: float, gate: float) -> str:
    if isnan(k):
        return "Not robust: nothing was measured beforehand by which to compare."
    strong = f"{k:.1f} times as strong as the strongest measured"
    return f"Not robust: something unmeasured, {strong}, may explain it ({gate:g} asked)."


def _kept(passed: list[Trial], asked: Asked, why: dict[str, str]) -> list[Kept]:
    """Without those that others explain; the rest adjusted for each other."""
    drawns = [trial.drawn for trial in passed if trial.drawn is not None]
    gone = joining.explained(drawns, asked.sign)
    for at, by in gone.items():
        why[passed[at].candidate.id] = f"Explained by {passed[by].candidate.id}, which the same journeys meet."
    stay = [at for at in range(len(passed)) if at not in gone]
    mets = {at: joining.met(drawns[at]) for at in stay}
    kept = []
    for at in stay:
        others = [mets[other] for other in stay if other != at and _tells(drawns[other], drawns[at])]
        effect = joining.adjusted(drawns[at], others)
        if isnan(effect.estimate.value):
            effect = passed[at].outcome.effect or effect
        if not effect.robustness >= asked.gate:
            why[passed[at].candidate.id] = f"Beside the others: {_weak(effect.robustness, asked.gate)}"
        else:
            kept.append(Kept(passed[at], drawns[at], effect, mets[at]))
    return kept


def _tells(other: Drawn, own: Drawn) -> bool:
    """Whether one is adjusted for another: not for leaving, which comes after all, nor a theme for the score beside it.

    Everybody who complains of it gave that score, and nobody it is sized against did.
    """
    return other.candidate.kind != "drop_off" and not _says_more(own, other)


def _says_more(theme: Drawn, score: Drawn) -> bool:
    """Whether a theme says of what it is that somebody gave a bad score, or a good one, about the same place."""
    kinds = {"negative_theme": "bad_score", "praise": "good_score"}
    own, other = theme.candidate, score.candidate
    return kinds.get(own.kind) == other.kind and own.place == other.place


def _alone(one: Kept, kept: list[Kept]) -> joining.Met:
    """Who met it and is counted with it: a score not where a theme counts it, for that is sized with the score."""
    keys = [other.met.key for other in kept if _says_more(other.drawn, one.drawn)]
    mine = ~np.isin(one.met.key, np.concatenate(keys)) if keys else np.ones(len(one.met.key), np.bool_)
    return joining.Met(one.met.key[mine], one.met.order[mine])


def _row(one: Kept, gain: Estimate, kept: list[Kept], asked: Asked, asking: Asking) -> PainPoint:
    candidate, effect = one.trial.candidate, one.effect
    share = _share(one.drawn)
    unit = asking.units.unit
    said = telling.sentence(candidate, share, one.trial.exposed, one.trial.reached, unit)
    compared = telling.comparison(effect, asked.outcome, candidate.kind)
    others = {other.trial.candidate.id: other.met for other in kept if other is not one}
    notes = [telling.robust_sentence(effect.robustness), *telling.left_out(effect.overlap)]
    return PainPoint(
        id=candidate.id,
        kind=candidate.kind,
        touchpoint=candidate.touchpoint,
        stage=_stage(candidate, asking),
        event=candidate.event,
        title=telling.title(candidate),
        sentence=f"{said} {compared} {telling.worth(gain, asked.currency, asked.outcome, 'associated')}",
        outcome=asked.outcome,
        reached=one.trial.reached,
        exposed=one.trial.exposed,
        share=share,
        effect=effect.estimate,
        outcome_exposed=effect.outcome_exposed,
        outcome_comparable=effect.outcome_comparable,
        naive=effect.naive,
        robustness=effect.robustness,
        robustness_word=robustness_word(effect.robustness),
        monthly_gain=gain,
        currency=asked.currency,
        status="associated",
        p=one.trial.outcome.p,
        overlaps=joining.overlapping(one.drawn, others),
        notes=tuple(notes),
    )


def _share(drawn: Drawn) -> Estimate:
    """The share of the exposed; its interval is as much wider than a binomial one as customers come more than once."""
    share, sample = drawn.exposed / max(1, drawn.reached), drawn.sample
    centred = sample.exposed - sample.exposed.mean()
    added = by_customer(sample, centred)
    wider = float(added @ added) / max(float(centred @ centred), 1e-12)
    half = Z * sqrt(wider * share * (1 - share) / max(1, drawn.reached))
    return Estimate(share, max(0.0, share - half), min(1.0, share + half), drawn.reached, "by customer")


def _stage(candidate: Candidate, asking: Asking) -> str:
    """The stage of most steps at the touchpoint."""
    size = len(asking.units.names("stage"))
    counts = asking.units.collect(
        lambda view: np.bincount(view.steps["stage"][view.steps["touchpoint"] == candidate.place], minlength=size)
    )
    total = np.sum(counts, axis=0)
    return str(asking.units.names("stage")[int(np.argmax(total))]) if total.sum() else ""


def _tested(trial: Trial, why: dict[str, str], ids: set[str]) -> Tested:
    effect, name = trial.outcome.effect, trial.candidate.id
    return Tested(
        name,
        trial.candidate.kind,
        trial.candidate.touchpoint,
        telling.title(trial.candidate),
        trial.reached,
        trial.exposed,
        effect.estimate if effect else unknown("not estimated", trial.reached),
        effect.robustness if effect else float("nan"),
        trial.outcome.p,
        name in ids,
        "" if name in ids else why[name],
    )
