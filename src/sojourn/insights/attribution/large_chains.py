"""Chains of many states: the same removal effects by iteration, and their ranges by how much each cluster moves them.

A chain of order 2 or 3 can have thousands of states, whose inverse would be full though hardly anybody moves between
most of them. Its equations are solved state by state until nothing changes any more (Gauss and Seidel; a state that
leads to itself is solved at once), for all names together. Solving them anew in each resample would take too long, so
there the chance to reach the goal follows its derivative: a move more from s to t changes it by

    visits(s) / moves out of s * (chance from t - chance from s).

Source: infinitesimal resampling, Efron, The Jackknife, the Bootstrap and Other Resampling Plans (1982), chapter 6.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sojourn.compiled import compiled
from sojourn.insights.attribution.drawing import draws
from sojourn.insights.attribution.records import Chain, Floats, Ints, Paths, summed

EXACT, MOST_ROUNDS = 1e-14, 100_000
RESAMPLES = 200


class Solved(NamedTuple):
    """`chance` [names + 1]: to reach the goal from the start without each name, and, last, with all. `slope`
    [moves, names + 1]: how a move more changes it.
    """

    chance: Floats
    slope: Floats


@compiled
def kernel(row_begin, column, weight, barred, own, constant, names, enough, rounds):  # type: ignore[no-untyped-def]
    """Solve x[i] = constant[i] + sum of weight * x[column] for each name, float64[states, names + 1].

    Row i has the entries `row_begin[i]` to `row_begin[i + 1]`. Without name k, entries with `barred` k count nothing,
    and rows with `own` k are 0; the last column is with all names.
    """
    states = len(constant)
    x = np.zeros((states, names + 1))
    total = np.empty(names + 1)
    for _ in range(rounds):
        change = 0.0
        for i in range(states):
            total[:] = constant[i]
            loop = 0.0
            for e in range(row_begin[i], row_begin[i + 1]):
                if column[e] == i:
                    loop = weight[e]
                    continue
                from_ = x[column[e]]
                for k in range(names + 1):
                    total[k] += weight[e] * from_[k]
                if barred[e] >= 0:
                    total[barred[e]] -= weight[e] * from_[barred[e]]
            for k in range(names + 1):
                value = total[k] / (1.0 - loop)
                if own[i] == k:
                    value = 0.0
                change = max(change, abs(value - x[i, k]))
                x[i, k] = value
        if change <= enough:
            break
    return x


def solved(chain: Chain, counts: Floats, names: int) -> Solved:
    """The chances of a chain whose moves were made so often, and their slopes."""
    states = chain.states
    chance, goal = chain.chances(counts)
    inside = chain.target < states
    source, target, weight = chain.source[inside], chain.target[inside], chance[inside]
    # A name's states are cut off by the moves into them; what would come from there on is reached by nobody.
    nowhere = np.full(states, -1)
    reach = _solve(source, target, weight, chain.last[target], nowhere, goal, names)
    start = np.zeros(states)
    start[0] = 1.0
    visits = _solve(target, source, weight, np.full(len(weight), -1), chain.last, start, names)
    after = np.zeros((len(counts), names + 1))
    after[inside] = reach[target]
    after[np.flatnonzero(inside), chain.last[target]] = 0.0
    after[chain.target == states] = 1.0
    often = np.maximum(chain.made_from(counts), 1e-300)[chain.source][:, None]
    return Solved(reach[0], visits[chain.source] / often * (after - reach[chain.source]))


def _solve(row: Ints, column: Ints, weight: Floats, barred: Ints, own: Ints, constant: Floats, names: int) -> Floats:
    order = np.argsort(row, kind="stable")
    begin = np.searchsorted(row[order], np.arange(len(constant) + 1))
    found: Floats = kernel(begin, column[order], weight[order], barred[order], own, constant, names, EXACT, MOST_ROUNDS)
    return found


def effects_of(chance: Floats) -> Floats:
    """Removal effects from chances; zeros where nobody reaches the goal."""
    lost = chance[-1] - chance[:-1]
    return lost / chance[-1] if chance[-1] > 0 else np.zeros(len(lost))


def drawn_effects(chain: Chain, found: Solved, paths: Paths) -> list[Floats]:
    """The removal effects in each resample; none is below 0."""
    clusters = int(chain.cluster.max()) + 1
    won, lost = (
        np.stack([summed(chain.cluster, often * slope[chain.edge], clusters) for slope in found.slope.T], axis=1)
        for often in (chain.conversions, chain.nulls)
    )
    chances = (found.chance + of_won @ won + of_lost @ lost for of_won, of_lost in _draws(paths, clusters))
    return [np.maximum(effects_of(np.maximum(chance, 0.0)), 0.0) for chance in chances]


def _draws(paths: Paths, clusters: int) -> list[tuple[Floats, Floats]]:
    return [(won[:clusters], lost[:clusters]) for won, lost in draws(paths, RESAMPLES)]
