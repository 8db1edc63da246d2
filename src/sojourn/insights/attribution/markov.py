"""Markov attribution: what a chain of touches loses when one name is taken out of it, by exact linear algebra.

Touches are states, in a chain of order m the last m touches together; a path starts in a state of its own and ends in
"goal" or "no goal". The chance to reach the goal is the solution of v = Q v + r, where Q holds the chances of moves
between states and r those of moves to the goal. The removal effect of a name is the share of that chance which is lost
when everybody who comes to it goes to "no goal" instead. A touch that repeats is a move of a state to itself and stays
in: it changes how long a path is, not where it leads. The start is no name and cannot be removed. With removal effects
e, a name is given the share e / sum(e) of conversions.

Source: Anderl, Becker, von Wangenheim and Schumann, "Mapping the customer journey: lessons learned from graph-based
online attribution modeling", International Journal of Research in Marketing 33 (2016), sections 3 and 4.
"""

from __future__ import annotations

import numpy as np

from sojourn.compiled import compiled
from sojourn.errors import UsageError
from sojourn.insights.attribution.drawing import draws
from sojourn.insights.attribution.large_chains import drawn_effects, effects_of, solved
from sojourn.insights.attribution.records import Chain, Floats, Paths, Share, of_all, summed

DENSE = 300
"""Up to so many states the whole inverse is at hand; beyond, see large_chains.py."""
RESAMPLES, FEW_RESAMPLES = 200, 30
"""Draws for the interval; fewer where each takes the inverse of a large chain of order 1."""
MOST = 30_000_000
"""Moves times names that a large chain may have: what is kept of them must fit into memory."""


class TooMany(UsageError):
    """A chain that does not fit into memory."""


@compiled
def kernel(code, begin, stop, size, order):  # type: ignore[no-untyped-def]  # numba infers the types
    """The state after each touch, as a number: the last `order` codes (+ 1) in the base `size` + 1."""
    base = size + 1
    states = np.empty(len(code), np.int64)
    kept = np.int64(1)
    for _ in range(order - 1):
        kept *= base
    for path in range(len(stop)):
        state = np.int64(0)
        for i in range(begin[path], stop[path]):
            state = (state % kept) * base + code[i] + 1
            states[i] = state
    return states


def chain_of(paths: Paths, order: int) -> Chain:
    """The moves of a chain of order 1 to 3."""
    size = len(paths.names)
    raw = kernel(paths.code, paths.begin, paths.stop, size, order)
    known, place = np.unique(raw, return_inverse=True)
    state = place + 1
    before = np.r_[0, state[:-1]]
    before[paths.begin] = 0
    states = len(known) + 1
    ending = state[paths.stop - 1]
    path = np.arange(len(paths.stop))
    source = np.concatenate([before, ending, ending])
    target = np.concatenate([state, np.full(len(path), states), np.full(len(path), states + 1)])
    of = np.concatenate([paths.path, path, path])
    touches = len(state)
    won, lost = paths.conversions[of], paths.nulls[of]
    won[touches + len(path) :] = 0
    lost[touches : touches + len(path)] = 0
    moves, edge = np.unique(source * (states + 2) + target, return_inverse=True)
    cells, cell = np.unique(paths.cluster[of] * len(moves) + edge, return_inverse=True)
    cluster, edge = np.divmod(cells, len(moves))
    source, target = np.divmod(moves, states + 2)
    return Chain(
        np.r_[-1, (known - 1) % (size + 1)], source, target, cluster, edge,
        summed(cell, won, len(cells)), summed(cell, lost, len(cells)),
    )  # fmt: skip


def removal_effects(chain: Chain, counts: Floats, names: int) -> Floats:
    """The removal effect of each name, given how often each move was made; zeros where nobody reaches the goal.

    By the fundamental matrix: of a name's states, where it is first come to, and the chance from there on. With visits
    N = (1 - Q)^-1 from the start, the chances h of coming first to each state of a set A solve h N[A, A] = N[start, A].
    Source: Kemeny and Snell, Finite Markov Chains (1960), chapter 3.
    """
    chance, goal = chain.chances(counts)
    inside = chain.target < chain.states
    system = np.eye(chain.states)
    system[chain.source[inside], chain.target[inside]] -= chance[inside]
    visits = np.linalg.inv(system)
    reach = visits @ goal
    lost = np.zeros(names)
    for name in range(names):
        own = np.flatnonzero(chain.last == name)
        own = own[visits[0, own] > 0]
        if len(own):
            first = np.linalg.solve(visits[np.ix_(own, own)].T, visits[0, own])
            lost[name] = first @ reach[own]
    return lost / reach[0] if reach[0] > 0 else lost


def markov(paths: Paths, order: int = 1) -> Share:
    """Shares and removal effects of a chain of this order, with the same in each resample.

    Raises UsageError for an order that is not 1, 2 or 3, and TooMany.
    """
    if order not in (1, 2, 3):
        raise UsageError(f"A Markov chain here has the order 1, 2 or 3, not {order}.")
    chain, names = chain_of(paths, order), len(paths.names)
    everyone = np.ones(int(paths.cluster.max()) + 1)
    counts = chain.counts(everyone, everyone)
    if names * (names if order == 1 else len(chain.source)) > MOST:
        less = "" if order == 1 else "a lower order=, "
        raise TooMany(
            f"{names:,} names make too many moves for a chain of order {order}. Take {less}names of another kind "
            "(over=), or fewer of them (touches=)."
        )
    if chain.states <= DENSE or order == 1:
        resamples = RESAMPLES if chain.states <= DENSE else FEW_RESAMPLES
        effects = removal_effects(chain, counts, names)
        drawn = [removal_effects(chain, chain.counts(*draw), names) for draw in draws(paths, resamples)]
    else:
        found = solved(chain, counts, names)
        effects, drawn = effects_of(found.chance), drawn_effects(chain, found, paths)
    share = of_all(effects)
    return Share(share, np.array([of_all(each) for each in drawn]), share, effects)
