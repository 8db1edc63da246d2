"""Factors for the values of one kind of influence: a code for each unit, known where the unit begins."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from sojourn.effects.records import Ints, Mask
from sojourn.insights.drivers.comparing import FEWEST, Asks, Factor
from sojourn.insights.drivers.factors import first_steps
from sojourn.insights.drivers.outcomes import Outcome
from sojourn.journeys.view import View

MOST = 12
"""At most so many values of one kind are compared, the most frequent ones."""


class Kind(NamedTuple):
    """A kind of influence: the `names` of its values, and `of`: the code of each unit of a view (-1: none).

    `phrase` continues "Journeys ..." and takes a name. With `among_known` units of no value are not compared at all.
    """

    name: str
    names: tuple[str, ...]
    of: Callable[[View], Ints]
    phrase: str
    hides: tuple[str, ...] = ()
    among_known: bool = False


def each(asked: Outcome, kind: Kind) -> list[Factor]:
    """A factor for each value that is neither rare nor everybody's."""
    size = len(kind.names)
    counts = np.sum(asked.units.collect(lambda view: np.bincount(kind.of(view) + 1, minlength=size + 1)), axis=0)[1:]
    common = [code for code in np.argsort(-counts, kind="stable").tolist() if counts[code] >= FEWEST]
    total = asked.units.size
    return [
        Factor(
            kind.name, kind.names[code], "", kind.phrase.format(kind.names[code]), _at_first(kind, code),
            hides=kind.hides,
        )
        for code in common[:MOST]
        if counts[code] < total
    ]  # fmt: skip


def _at_first(kind: Kind, code: int) -> Callable[[View], Asks]:
    def ask(view: View) -> Asks:
        of = kind.of(view)
        exposing: Mask = np.zeros(len(view.steps["seq"]), np.bool_)
        exposing[view.begin[of == code]] = True
        anchor = first_steps(view)
        if kind.among_known:
            anchor[view.begin[of < 0]] = False
        return Asks(anchor, exposing)

    return ask
