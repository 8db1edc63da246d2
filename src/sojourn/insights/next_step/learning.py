"""Learn from earlier journeys, choose on later ones, and be marked on the latest, which took no part in either.

The protocol: journeys in the order of their starts. The first 64 % are learnt from; on the next 16 % the number of
steps looked back at, the times that are used and how far chances are evened out are chosen; then the first 80 % are
learnt from anew and the last 20 % tell how good it is: every step but the first, and the end, is to be named from what
came before it. What is answered afterwards is learnt from all.
"""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sojourn.estimates import Estimate
from sojourn.insights.next_step.contexts import (
    TIMES,
    Counts,
    Floats,
    Journeys,
    Places,
    counted,
    hits_by_order,
    places_of,
    scored,
)
from sojourn.measures.bootstrap import BUCKETS, buckets_of, shares

CHOSEN_ON, MARKED_ON = 0.64, 0.80
HELD = 5.0
"""How many observations the chances without a time weigh in a context with one."""
HEATS = (1.0, 1.15, 1.3, 1.5, 1.75, 2.0, 2.5, 3.0)
MOST_PLACES = 60_000
"""So many places are enough to choose or to be marked on; of more, every so-many-th journey is taken."""
BINS = 10


class Choice(NamedTuple):
    """What was chosen: steps looked back at, which times are used, and how far chances are evened out."""

    order: int
    times: NDArray[np.bool_]
    heat: float


class Marks(NamedTuple):
    """How good it was on the latest journeys: shares of steps that were named, also by the last step alone.

    `calibration`: by how much the chance of the likeliest step was off, on average over ten groups of places with like
    chances (Guo et al., ICML 2017). `log_loss`: the mean of -log of the chance of what came.
    """

    accuracy: Estimate
    by_last_step: Estimate
    calibration: float
    log_loss: float


class Learnt(NamedTuple):
    """What answers are made of."""

    counts: Counts
    choice: Choice
    marks: Marks


def learn(journeys: Journeys, size: int) -> Learnt:
    """Choose, be marked, and learn from all. `size` names; at least three journeys, each with a place."""
    n = len(journeys.stop)
    chosen_on, marked_on = round(CHOSEN_ON * n), round(MARKED_ON * n)
    choice = choose(journeys, size, chosen_on, marked_on)
    before = counted(places_of(journeys.some(0, marked_on), size))
    marks = marked(before, journeys.some(marked_on, n), size, choice)
    return Learnt(counted(places_of(journeys, size)), choice, marks)


def choose(journeys: Journeys, size: int, first: int, last: int) -> Choice:
    """By the share of steps named; of equal ones the fewest steps, then the fewest times."""
    counts, places = counted(places_of(journeys.some(0, first), size)), _some(journeys.some(first, last), size)
    order = max(1, int(np.argmax(hits_by_order(places.key, places.next, counts, size))))
    uses = sorted(product((False, True), repeat=TIMES), key=sum)
    named = [_score(places, counts, size, Choice(order, np.array(use), 1.0))[:, 0].sum() for use in uses]
    times = np.array(uses[int(np.argmax(named))])
    losses = [_score(places, counts, size, Choice(order, times, heat))[:, 2].sum() for heat in HEATS]
    return Choice(order, times, HEATS[int(np.argmax(losses))])


def marked(counts: Counts, latest: Journeys, size: int, choice: Choice) -> Marks:
    """How good a choice is on journeys that took no part in it."""
    places = _some(latest, size)
    found = _score(places, counts, size, choice)
    plain = _score(places, counts, size, Choice(1, np.zeros(TIMES, np.bool_), 1.0))
    both = np.c_[found[:, 0], plain[:, 0]]
    bucket = buckets_of(latest.customer)[places.journey]
    tried = np.bincount(bucket, minlength=BUCKETS)
    won = np.stack([np.bincount(bucket, hit, minlength=BUCKETS) for hit in both.T], axis=1)
    customers = np.full(2, len(np.unique(latest.customer[places.journey])))
    accuracy, by_last = shares(won, np.stack([tried, tried], axis=1), customers)
    return Marks(accuracy, by_last, calibration(found[:, 1], found[:, 0]), float(-found[:, 2].mean()))


def calibration(said: Floats, came: Floats) -> float:
    """The mean distance of what was said from what came, over BINS groups of equal size with like chances."""
    groups = np.array_split(np.argsort(said, kind="stable"), BINS)
    apart = [len(group) * abs(said[group].mean() - came[group].mean()) for group in groups if len(group)]
    return float(sum(apart) / len(said))


def _score(places: Places, counts: Counts, size: int, choice: Choice) -> Floats:
    found: Floats = scored(places.key, places.next, counts, size, choice.order, choice.times, HELD, choice.heat)
    return found


def _some(journeys: Journeys, size: int) -> Places:
    """The places of journeys, or of every so-many-th of them."""
    places = places_of(journeys, size)
    kept = places.journey % max(1, -(-len(places.next) // MOST_PLACES)) == 0
    return Places(places.key[kept], places.next[kept], places.journey[kept])
