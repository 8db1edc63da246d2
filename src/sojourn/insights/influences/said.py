"""Campaigns and how customers heard of the company, as far as that was said when a journey began.

What is said later is left out: a form that only buyers fill in is filled in by those who bought, whatever they say.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from sojourn.effects.records import Ints, Mask
from sojourn.engines.units import Units
from sojourn.insights.drivers.comparing import FEWEST, Factor
from sojourn.insights.drivers.factors import attribute
from sojourn.insights.drivers.outcomes import Outcome
from sojourn.insights.influences.sources import Sources, said
from sojourn.insights.influences.valued import Kind, each
from sojourn.journeys.view import View

CAMPAIGN, HEARD = "campaign", "heard from"


class _Late(NamedTuple):
    """Units that say a value but not as they begin, and those of them that say it nowhere but where the outcome is."""

    units: int
    at_outcome: int


def said_factors(asked: Outcome, found: Sources) -> list[Factor]:
    """A factor for each campaign, and for each way to have heard of the company."""
    factors = []
    for name in found.campaign:
        kind = Kind(CAMPAIGN, _words(asked.units, name), _begun(asked.units, name), "that begin with campaign {}")
        factors += each(asked, kind._replace(hides=(name, CAMPAIGN)))
    for name in found.heard:
        phrase = "of customers who heard of us by {}"
        # Who says nothing is left out: to be asked, and to answer, may go with the outcome whatever the answer is.
        kind = Kind(HEARD, _words(asked.units, name), _known(asked.units, name), phrase, (name, HEARD), True)
        factors += each(asked, kind)
    for name in found.known_of:
        told = attribute(asked.units, name)
        factors += [one._replace(kind=HEARD, name=one.name.partition("=")[2]) for one in told]
    return factors


def _words(units: Units, name: str) -> tuple[str, ...]:
    return tuple(str(word) for word in units.field(name).names)


def _begun(units: Units, name: str) -> Callable[[View], Ints]:
    """The code of what each unit says at its first step; -1: nothing."""

    def of(view: View) -> Ints:
        codes = said(units, view, name)[view.begin]
        return np.where(codes > 0, codes, -1)

    return of


def _known(units: Units, name: str) -> Callable[[View], Ints]:
    """The code of what each unit's customer said last, at its first step or in earlier units; -1: nothing."""
    if not _in_order(units):
        return _begun(units, name)

    def of(view: View) -> Ints:
        codes = said(units, view, name)
        at = np.maximum.accumulate(np.where(codes > 0, np.arange(len(codes)), -1))[view.begin]
        return np.where(at >= _start(view), codes[np.maximum(at, 0)], -1)

    return of


def _in_order(units: Units) -> bool:
    """Whether units of a customer follow each other in time."""
    return units.definition.case is None or units.unit == "customer"


def _start(view: View) -> Ints:
    """Of each unit where its customer's first one begins."""
    _, first, which = np.unique(view.customer, return_index=True, return_inverse=True)
    return np.asarray(view.begin[first[which]], np.int64)


def said_late(asked: Outcome, found: Sources) -> tuple[str, ...]:
    """A note for each property that many units say only after they began."""
    ways = [*((name, _begun) for name in found.campaign), *((name, _known) for name in found.heard)]
    return tuple(note for name, way in ways if (note := _note(asked, name, way(asked.units, name))))


def _late(asked: Outcome, name: str, of: Callable[[View], Ints]) -> _Late:
    def task(view: View) -> Ints:
        says = said(asked.units, view, name) > 0
        late = (of(view) < 0) & _any(says, view)
        return np.array([late.sum(), (late & ~_any(says & ~asked.ends(view), view)).sum()])

    return _Late(*np.sum(asked.units.collect(task), axis=0).tolist())


def _any(mask: Mask, view: View) -> Mask:
    """Whether the mask holds a step of each unit, bool[units]."""
    running = np.r_[0, np.cumsum(mask)]
    return np.asarray(running[view.end] > running[view.begin])


def _note(asked: Outcome, name: str, of: Callable[[View], Ints]) -> str:
    late = _late(asked, name, of)
    if late.units < FEWEST:
        return ""
    buyers = asked.is_share and late.at_outcome == late.units
    when = f'only at "{asked.name}"' if buyers else "only after the first step"
    return (
        f"In {late.units:,} journeys {name} is said {when}. Who says it depends on how far they come, so these answers "
        "are not compared."
    )
