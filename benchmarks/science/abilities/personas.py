"""Personas: do the proposed ones agree with those that customers really belong to?"""

from __future__ import annotations

from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.science.ability import Ability, Note, mean, values
from benchmarks.science.records import Figure, Mark
from sojourn.simulate import worlds
from sojourn.simulate.worlds import KnownWorld, PersonaTruth

World = KnownWorld[PersonaTruth]


def score(seed: int, quick: bool) -> tuple[Note, ...]:
    """Adjusted Rand index of the proposed personas, and of k-means on how often customers use each touchpoint."""
    import sojourn

    world = worlds.personas(seed, 1_000 if quick else 3_000)
    with TemporaryDirectory() as folder, sojourn.open(folder) as ws:
        world.load(ws)
        answer = ws.journeys().personas()
        told = _members(answer)
    true = world.truth.members
    return (
        Note("own", agreement(true, told)),
        Note("counts", agreement(true, by_counts(world))),
        Note("right number", float(len(set(told.values())) == len(world.truth.personas))),
        Note("best", world.truth.best),
    )


def _members(answer: Any) -> dict[str, str]:
    return {customer: row.id for row in answer.rows for customer in answer.customers(row.id)}


def agreement(true: dict[str, str], told: dict[str, str]) -> float:
    """Adjusted Rand index over all customers; who was not placed is a group of their own."""
    from sklearn.metrics import adjusted_rand_score

    return float(adjusted_rand_score(list(true.values()), [told.get(customer, "") for customer in true]))


def by_counts(world: World) -> dict[str, str]:
    """K-means, told the true number of personas, on the share of each touchpoint among a customer's steps."""
    from sklearn.cluster import KMeans

    events = world.events().to_pandas()
    counts = events.pivot_table(index="user_id", columns="event", aggfunc="size", fill_value=0)
    shares = counts.div(counts.sum(axis=1), axis=0)
    found = KMeans(len(world.truth.personas), n_init=5, random_state=0).fit_predict(shares.to_numpy())
    return dict(zip(shares.index, map(str, found), strict=True))


def judge(notes: tuple[Note, ...]) -> tuple[Figure, ...]:
    return (
        mean("adjusted Rand index", values(notes, "own"), "worlds", mark=Mark(low=0.7)),
        mean("worlds with the right number of personas", values(notes, "right number"), "worlds", in_per_cent=True),
        mean("k-means on counts: adjusted Rand index", values(notes, "counts"), "worlds"),
        mean("placed rightly by somebody who knows all chances", values(notes, "best"), "worlds", in_per_cent=True),
    )


ABILITY = Ability(
    "personas",
    "Personas",
    24,
    score,
    judge,
    "- Three to five personas that use eight touchpoints about equally often, in different orders; 3,000 customers.\n",
)
