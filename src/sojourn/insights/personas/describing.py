"""Describe segments in words: what their customers do that others do not, and the way they typically take."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan
from typing import Literal, NamedTuple

import numpy as np

from sojourn.documents.ids import slug
from sojourn.estimates import Estimate, mean, unknown, wilson
from sojourn.insights.personas.behaviour import Behaviour, Features, Floats, Ints, Mask
from sojourn.insights.personas.mixture import Mixture
from sojourn.insights.personas.records import FoundPersona, Trait
from sojourn.insights.words import listed, percent, with_range
from sojourn.journeys.view import View

MOST_TRAITS, TOLD = 6, 3
LEAST = 0.08
"""A share must differ by so much from that of the others to be told."""
LONGEST, LIKELY = 7, 0.12
"""A typical way has at most so many steps, and goes on while one step has at least that chance."""
Kind = Literal["touchpoint", "channel", "move"]


class Summed(NamedTuple):
    """Of each segment [segments, ...]: `customers`; how many of them use each name, go each way from name to name, use
    each channel and reach the goal; their steps and the squares of these; the sum of their chances of belonging.
    """

    customers: Ints
    uses: Ints
    moves: Ints
    channels: Ints
    reached: Ints
    steps: Floats
    squares: Floats
    certain: Floats


def summed(
    view: View, own: Behaviour, belongs: Floats, reached: Mask | None, features: Features, channels: int
) -> Summed:
    """What one partition knows; `reached`: bool[units], None where there is no goal."""
    kinds, size = belongs.shape[1], features.size
    kind = belongs.argmax(axis=1)
    who = np.repeat(np.arange(len(kind)), np.diff(own.begin))
    moved = (own.feature >= size) & (own.feature < size + size * size)
    first = own.feature < size
    name = np.where(first, own.feature, (own.feature - size) % size)
    used = np.unique(who[first | moved] * size + name[first | moved])
    length = features.counted * np.bincount(who[first | moved], own.often[first | moved], minlength=len(kind))
    row = np.searchsorted(own.customer, view.customer)
    won = np.zeros(len(kind), np.bool_)
    if reached is not None:
        won[row[reached]] = True
    at = view.positions()
    by_channel = np.unique(np.repeat(row, view.end - view.begin) * channels + view.steps["channel"][at])
    return Summed(
        np.bincount(kind, minlength=kinds),
        _table(kind[used // size], used % size, kinds, size),
        _table(kind[who[moved]], own.feature[moved] - size, kinds, size * size),
        _table(kind[by_channel // channels], by_channel % channels, kinds, channels),
        np.bincount(kind[won], minlength=kinds),
        np.bincount(kind, length, minlength=kinds).astype(np.float64),
        np.bincount(kind, length**2, minlength=kinds).astype(np.float64),
        np.bincount(kind, belongs.max(axis=1), minlength=kinds).astype(np.float64),
    )


def _table(row: Ints, column: Ints, rows: int, columns: int) -> Ints:
    return np.bincount(row * columns + column, minlength=rows * columns).reshape(rows, columns)


def merge(parts: list[Summed]) -> Summed:
    """Add partials up: customers are never split over partitions."""
    return Summed(*(np.sum(columns, axis=0) for columns in zip(*parts, strict=True)))


def described(
    total: Summed, mixture: Mixture, features: Features, channels: Sequence[str], goal: str
) -> tuple[FoundPersona, ...]:
    """All segments that somebody belongs to, in words; `goal` in words, empty where there is none."""
    found: list[FoundPersona] = []
    for kind in np.flatnonzero(total.customers).tolist():
        differs = _traits(total, kind, features)
        name = _name(differs, [one.name for one in found])
        found.append(_one(total, mixture, kind, features, channels, goal, name, differs, [one.id for one in found]))
    return tuple(found)


def _one(
    total: Summed,
    mixture: Mixture,
    kind: int,
    features: Features,
    channels: Sequence[str],
    goal: str,
    name: str,
    differs: tuple[Trait, ...],
    taken: Sequence[str],
) -> FoundPersona:
    n = int(total.customers[kind])
    size = wilson(n, int(total.customers.sum()))
    path = typical(mixture.chance[:, kind], features)
    conversion = wilson(int(total.reached[kind]), n) if goal else unknown("wilson")
    used = [
        _trait("channel", channels[c], total.channels[:, c], total.customers, kind) for c in range(1, len(channels))
    ]
    ranked = tuple(sorted((one for one in used if one.share.value > 0), key=lambda one: (-one.share.value, one.name)))
    return FoundPersona(
        slug(name, taken), name, n, size, path, differs, ranked, conversion,
        mean(n, float(total.steps[kind]), float(total.squares[kind])),
        float(total.certain[kind] / n),
        sentence(name, size, path, differs, conversion, goal),
    )  # fmt: skip


def typical(chance: Floats, features: Features) -> tuple[str, ...]:
    """The likeliest way: from the likeliest first step always on to the likeliest step that is new on it."""
    size = features.size
    moves = chance[size : size + size * size].reshape(size, size).copy()
    at = int(np.argmax(chance[:size]))
    way = [at]
    while len(way) < LONGEST:
        moves[:, way] = 0.0
        at = int(np.argmax(moves[way[-1]]))
        if moves[way[-1], at] < LIKELY:
            break
        way.append(at)
    return tuple(features.names[place] for place in way)


def _traits(total: Summed, kind: int, features: Features) -> tuple[Trait, ...]:
    """Those whose ranges do not touch those of the others, the furthest apart first."""
    size, names = features.size, features.names
    found = [_trait("touchpoint", names[c], total.uses[:, c], total.customers, kind) for c in range(size)]
    for place in np.flatnonzero(total.moves.sum(axis=0)).tolist():
        source, target = divmod(place, size)
        ends = (names[source], names[target])
        if source != target:
            found.append(_trait("move", " > ".join(ends), total.moves[:, place], total.customers, kind, ends))
    apart = [one for one in found if _apart(one.share, one.others)]
    apart.sort(key=lambda one: (-abs(one.share.value - one.others.value), one.name))
    return tuple(apart[:MOST_TRAITS])


def _apart(one: Estimate, other: Estimate) -> bool:
    if isnan(one.value) or isnan(other.value) or abs(one.value - other.value) < LEAST:
        return False
    return one.low > other.high or one.high < other.low


def _trait(what: Kind, name: str, counts: Ints, customers: Ints, kind: int, ends: tuple[str, ...] = ()) -> Trait:
    mine, all_ = int(counts[kind]), int(counts.sum())
    n, everyone = int(customers[kind]), int(customers.sum())
    return Trait(what, name, wilson(mine, n), wilson(all_ - mine, everyone - n), ends)


def _name(differs: Sequence[Trait], taken: Sequence[str]) -> str:
    """What its customers do more than others: "Search", or "Search, then Checkout"; else its number."""
    for one in differs:
        name = ", then ".join(one.ends) if one.kind == "move" else one.name
        if one.share.value > one.others.value and name not in taken:
            return name
    return f"Segment {len(taken) + 1}"


def sentence(
    name: str, size: Estimate, path: Sequence[str], differs: Sequence[Trait], conversion: Estimate, goal: str
) -> str:
    """The segment in a few plain sentences."""
    low, high = (percent(bound).removesuffix(" %") for bound in (size.low, size.high))
    share = f"{percent(size.value)} of customers (likely {low} to {high})"
    parts = [f'"{name}" is {share}.', f"A typical way: {' > '.join(path)}."]
    for word, more in (("More", True), ("Less", False)):
        told = [one for one in differs if (one.share.value > one.others.value) is more][:TOLD]
        if told:
            parts.append(f"{word} than others they {listed([_told(one) for one in told])}.")
    if goal:
        parts.append(f"{goal} was reached by {with_range(conversion)}.")
    return " ".join(parts)


def _told(one: Trait) -> str:
    against = f"({percent(one.share.value)} against {percent(one.others.value)})"
    if one.kind == "move":
        source, target = one.ends
        return f'go from "{source}" straight to "{target}" {against}'
    return f'use "{one.name}" {against}'
