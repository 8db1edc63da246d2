"""Find groups of customers who behave alike; see `personas`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from math import nan

import numpy as np

from sojourn.engines.units import Units
from sojourn.errors import UsageError
from sojourn.estimates import Estimate
from sojourn.insights.exposure import label as said
from sojourn.insights.personas.behaviour import MOST_CUSTOMERS, Features, Ints, behaviour_of, features_of, sampled
from sojourn.insights.personas.counted import times_counted
from sojourn.insights.personas.describing import Summed, described, merge, summed
from sojourn.insights.personas.mixture import Everybody, Mixture, bic, everybody, fit, placed
from sojourn.insights.personas.records import MEMBERS, FoundPersonas, Tried
from sojourn.journeys.definition import Step
from sojourn.journeys.view import View
from sojourn.measures.bootstrap import weights_of
from sojourn.measures.notes import unknown_names

LEAST, MOST_KINDS, WORSE = 50, 10, 2
"""Fewest customers, most kinds that are tried, and how often in a row more kinds may be worse before that ends."""
RESAMPLES, FEW_STARTS = 10, 3
STABLE = 0.6
GOES_FURTHER = (
    "Segments are made of what customers did: one that reaches the goal more often may be of those who went further."
)
ONE = (
    "No groups of customers that behave differently were found: one way of behaving explains these journeys best. "
    'To tell customers apart by what they use, in whatever order, add also="use".'
)

STAYS = (
    "By use, customers who stay with one thing for a while look like kinds though all may be alike. Trust segments "
    'more that are found without also="use".'
)


def personas(
    units: Units,
    k: int | None = None,
    over: str = "touchpoint",
    goal: Step | list[str] | None = None,
    also: str | Sequence[str] = (),
    seed: int = 0,
) -> FoundPersonas:
    """Segments of customers by what they do after what: a mixture of Markov chains.

    `k`: how many; without it as many as explain the journeys best for what they cost (BIC). `goal`: of which the share
    of customers is told, without it the definition's; it is not what segments are made by. `also`: what should tell
    customers apart too: "use" (how often they use what, in whatever order), "channel", "pace" (pauses between steps).
    Found among 10,000 customers, drawn by their hash, and then everybody is placed. The same data and seed give the
    same segments. Raises UsageError.
    """
    if k is not None and not 1 <= k <= MOST_KINDS:
        raise UsageError(f"k is from 1 to {MOST_KINDS}, not {k}.")
    customers = sum(units.collect(lambda view: len(np.unique(view.customer))))
    if customers < LEAST:
        raise UsageError(f"Segments need at least {LEAST} customers; there are {customers} here.")
    features = features_of(units, over, (also,) if isinstance(also, str) else also)
    features = features._replace(counted=times_counted(units, features, over))
    among = everybody(sampled(units, features, over, customers), features.group)
    mixture, tried = _best(among, k, seed)
    step = tuple(goal) if isinstance(goal, list) else goal
    total = _totals(units, mixture, features, over, step)
    words = said(step) if step is not None else "The goal" if units.has_goal else ""
    rows = described(total, mixture, features, units.names("channel"), words)
    stability = _stability(among, mixture, seed)
    by_use = (STAYS,) if features.uses and len(rows) > 1 else ()
    notes = (*_notes(len(rows), mixture.kinds, stability, customers, words), *by_use, *unknown_names(units, step))
    found = FoundPersonas(rows, over, customers, stability, tried, notes=notes)
    return _with_members(found, np.flatnonzero(total.customers), units, mixture, features, over)


def _best(among: Everybody, k: int | None, seed: int) -> tuple[Mixture, tuple[Tried, ...]]:
    """The mixture of `k` kinds, or the one with the lowest BIC of those tried."""
    if k is not None:
        only = fit(among, k, seed)
        return only, (Tried(k, bic(among, only)),)
    found: list[tuple[float, Mixture]] = []
    for kinds in range(1, MOST_KINDS + 1):
        mixture = fit(among, kinds, seed)
        found.append((bic(among, mixture), mixture))
        best = int(np.argmin([cost for cost, _ in found]))
        if len(found) - 1 - best >= WORSE:
            break
    return found[best][1], tuple(Tried(mixture.kinds, cost) for cost, mixture in found)


def _totals(units: Units, mixture: Mixture, features: Features, over: str, goal: Step | None) -> Summed:
    channels = len(units.names("channel"))

    def task(view: View) -> Summed:
        own = behaviour_of(view, features, over)
        reached = view.reached > 0 if units.has_goal else None
        if goal is not None:
            seen = np.r_[0, np.cumsum(units.matching(goal, view))]
            reached = seen[view.end] > seen[view.begin]
        return summed(view, own, placed(own, mixture)[0], reached, features, channels)

    return merge(units.collect(task))


def _stability(among: Everybody, mixture: Mixture, seed: int) -> Estimate:
    """Fit resamples anew and compare how they place everybody: median and range of the adjusted Rand index."""
    from sklearn.metrics import adjusted_rand_score

    method, customers = "bootstrap by customer", len(among.weight)
    own = placed(among.behaviour, mixture)[0].argmax(axis=1)
    if len(np.unique(own)) == 1:
        return Estimate(nan, nan, nan, customers, method)
    alike = []
    for resample in range(RESAMPLES):
        weight = weights_of(among.behaviour.hash, resample).astype(np.float64)
        drawn = everybody(among.behaviour, among.group, weight)
        anew = fit(drawn._replace(base=among.base), mixture.kinds, seed + resample + 1, FEW_STARTS)
        alike.append(adjusted_rand_score(own, placed(among.behaviour, anew)[0].argmax(axis=1)))
    return Estimate(float(np.median(alike)), min(alike), max(alike), customers, method)


def _notes(segments: int, kinds: int, stability: Estimate, customers: int, goal: str) -> list[str]:
    notes = [ONE] if segments == 1 else []
    if segments < kinds:
        notes.append(
            f"Of {kinds} segments {kinds - segments} {'is' if kinds - segments == 1 else 'are'} left out: nobody "
            "belongs there rather than to another. Ask for fewer."
        )
    if stability.value < STABLE:
        notes.append("These segments are not stable: other customers of the same kind would give other segments.")
    if customers > MOST_CUSTOMERS:
        notes.append(f"Found among about {MOST_CUSTOMERS:,} of {customers:,} customers; all were then placed.")
    if goal and segments > 1:
        notes.append(GOES_FURTHER)
    return notes


def _with_members(
    found: FoundPersonas, kinds: Ints, units: Units, mixture: Mixture, features: Features, over: str
) -> FoundPersonas:
    """The same, able to find its customers: when first asked, on the journeys that it was found in.

    `kinds`: that of each row.
    """
    ids = [row.id for row in found.rows]

    def task(view: View) -> list[list[str]]:
        own = behaviour_of(view, features, over)
        kind = placed(own, mixture)[0].argmax(axis=1)
        return [view.customers.ids.take(own.customer[kind == place]).to_pylist() for place in kinds.tolist()]

    @cache
    def members() -> dict[str, list[str]]:
        """Of each segment: one walk over everybody serves them all."""
        parts = units.collect(task)
        return {name: sorted(who for part in parts for who in part[place]) for place, name in enumerate(ids)}

    found.__dict__[MEMBERS] = lambda persona: [*members()[persona]]
    return found
