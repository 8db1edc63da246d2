"""Surveys: who is asked, who answers, with what score. Scores follow from what happened; the unhappy answer more."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sojourn.simulate.arrays import DAY, HOUR, MINUTE, Floats, Ints, Mask, Rng, happens, pick, whole
from sojourn.simulate.calendar import opening_hours
from sojourn.simulate.log import Field, Named, Words, only
from sojourn.simulate.running import Run
from sojourn.simulate.texts import write

BAD, FAIR, GOOD, GREAT = range(4)
"""How an experience was."""

_CSAT = np.array(
    [
        [0.40, 0.30, 0.18, 0.08, 0.04],
        [0.10, 0.15, 0.30, 0.30, 0.15],
        [0.02, 0.04, 0.12, 0.40, 0.42],
        [0.01, 0.02, 0.05, 0.22, 0.70],
    ]
)
"""Chances of scores (or stars) from 1 to 5, by how it was."""

_NPS = np.array(
    [
        [0.10, 0.06, 0.08, 0.10, 0.10, 0.16, 0.12, 0.12, 0.08, 0.05, 0.03],
        [0.02, 0.01, 0.02, 0.03, 0.05, 0.10, 0.12, 0.20, 0.22, 0.13, 0.10],
        [0.01, 0.00, 0.01, 0.01, 0.02, 0.04, 0.06, 0.15, 0.24, 0.24, 0.22],
    ]
)
"""Chances of scores from 0 to 10, after two bad experiences or more, one, and none."""

_BAD_ANSWERS = 1.3
"""How many times as likely those with a bad experience answer."""
_NPS_ASKED = 0.5
_NPS_AFTER_DAYS = 30
_SHARES = 0.15
"""Chance that who gave a 9 or 10 shares a product."""


class Answers(NamedTuple):
    """Who of those asked answered, bool[asked], and the chances of their scores float64[answers, scores]."""

    answered: Mask
    chances: Floats


def ask(run: Run, customer: Ints, at: Ints, about: str | Words, how: Ints, topic: str | Words = "") -> Answers:
    """Ask for a CSAT score at `at`; `how` it was is BAD to GREAT; texts are about `topic`, else as the question."""
    _write_sent(run, customer, at, about, "csat")
    answered = _who_answers(run, customer, how == BAD)
    score = pick(run.random.surveys, _CSAT, how[answered]) + 1
    text = write(run, _of(topic or about, answered), score, "csat")
    _write_answered(run, customer[answered], at[answered], _of(about, answered), "csat", score, text)
    return Answers(answered, _CSAT[how[answered]])


def mean_scores(chances: Floats) -> Floats:
    """The mean of scores from 1 on, by their chances."""
    found: Floats = chances @ np.arange(1, chances.shape[1] + 1)
    return found


def low_chance(how: int) -> float:
    """The chance of a score of 1 or 2 after such an experience."""
    return float(_CSAT[how, :2].sum())


def review(run: Run, customer: Ints, at: Ints, how: Ints, category: Words) -> None:
    """Stars in public, mostly with a text."""
    stars = pick(run.random.surveys, _CSAT, how) + 1
    text = write(run, "product", stars, "stars")
    run.log.aside(
        "Product Reviewed",
        customer,
        at,
        "review",
        Named.USER,
        score=stars,
        score_kind="stars",
        text=text,
        category=category,
    )


def ask_for_recommendation(run: Run, customer: Ints, day: Ints, bad: Ints) -> None:
    """Some weeks after a first order on `day`, ask half of the customers for their NPS.

    `customer` have just ordered; `bad` counts what hurt them: a late delivery, calling twice.
    """
    rng = run.random.surveys
    asked = (run.histories.orders[customer] == 1) & happens(rng, np.full(len(customer), _NPS_ASKED))
    customer, bad = customer[asked], bad[asked]
    at = run.calendar.moment(day[asked] + _NPS_AFTER_DAYS, opening_hours(rng, len(customer)))
    _write_sent(run, customer, at, "the shop", "nps")
    answered = _who_answers(run, customer, bad > 0)
    score = pick(rng, _NPS, 2 - bad[answered])
    promoters = customer[answered][score >= 9]
    text = write(run, "the shop", score, "nps")
    _write_answered(run, customer[answered], at[answered], "the shop", "nps", score, text)
    shares = happens(rng, np.full(len(promoters), _SHARES))
    shared_at = at[answered][score >= 9][shares] + 2 * DAY
    run.log.aside("Product Shared", promoters[shares], shared_at, "social", Named.USER)


def _who_answers(run: Run, customer: Ints, bad: Mask) -> Mask:
    chance = run.people.trait(lambda p: p.answers, customer) * np.where(bad, _BAD_ANSWERS, 1)
    return happens(run.random.surveys, chance)


def _write_sent(run: Run, customer: Ints, at: Ints, about: str | Words, kind: str) -> None:
    run.log.aside("Survey Sent", customer, at, "survey", Named.USER, about=about, score_kind=kind)


def _write_answered(
    run: Run, customer: Ints, at: Ints, about: str | Words, kind: str, score: Ints, text: Words
) -> None:
    said: dict[str, Field] = {"about": about, "score": score, "score_kind": kind, "text": text}
    when = at + _delay(run.random.surveys, len(customer))
    run.log.aside("Survey Answered", customer, when, "survey", Named.USER, **said)


def _delay(rng: Rng, size: int) -> Ints:
    """Most answer within hours, the others at about the same time one or two days later."""
    soon = happens(rng, np.full(size, 0.7))
    return np.where(soon, 0, whole(rng, size, 1, 2) * DAY) + whole(rng, size, 2 * MINUTE, 2 * HOUR)


def _of(about: str | Words, kept: Mask) -> str | Words:
    return about if isinstance(about, str) else only(about, kept)
