"""Journeys of all partitions as one, in the order of their starts."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sojourn.engines.units import Units
from sojourn.errors import UnknownName
from sojourn.insights.common_names import common_names
from sojourn.insights.next_step.contexts import Ints, Journeys
from sojourn.journeys.stretches import laid_out
from sojourn.journeys.view import View
from sojourn.measures.bootstrap import BUCKETS, buckets_holding, buckets_of

MOST_STEPS = 2_000_000
"""Of a log with more steps, customers are drawn by their hash; the same customers each time."""
MOST_NAMES = 300
ENDED = "ended"
FOREVER = 2**62


class Collected(NamedTuple):
    """Journeys whose codes are places in `names`, and which share of customers they are of.

    `young`: how many more there are of which nothing is known to come next yet.
    """

    journeys: Journeys
    names: tuple[str, ...]
    place: Ints
    drawn: float
    young: int


def collect(units: Units, over: str) -> Collected:
    """Journeys of all customers, of a long log those of some. Of many names the rare ones count as OTHER.

    Where journeys have a gap, it is known what came after a step that is older than the gap: the next one, or the end.
    Of younger ones only those that went on already would be, so they are left out whether they did or not. Without a
    gap the last step is taken for the end.
    """
    most = buckets_holding(MOST_STEPS, units.manifest.steps)

    end = _known_until(units)

    def task(view: View) -> tuple[Journeys, int]:
        drawn = view.take(buckets_of(view.customers.hash)[view.customer] < most)
        older = drawn.steps["occurred_at"].take(drawn.begin) < end
        return _journeys(drawn.take(older), over, end), int(np.count_nonzero(~older))

    parts = units.collect(task)
    found = ordered([journeys for journeys, _ in parts])
    known = units.names(over)
    names, place = common_names(np.bincount(found.code, minlength=len(known)), known, MOST_NAMES)
    young = sum(young for _, young in parts)
    return Collected(found._replace(code=place[found.code]), names, place, most / BUCKETS, young)


def _known_until(units: Units) -> int:
    """Until when it is known of each step what came next, or that nothing did; microseconds UTC."""
    gap = units.definition.gap
    return FOREVER if gap is None or not units.censors else (units.manifest.data_up_to or 0) - gap


def _journeys(view: View, over: str, end: int) -> Journeys:
    at = view.positions()
    time, stop = view.steps["occurred_at"].take(at), np.cumsum(view.end - view.begin)
    known = np.diff(np.r_[0, np.cumsum(time < end)][stop], prepend=0)
    return Journeys(view.steps[over].take(at).astype(np.int64), time, stop, known, view.customers.hash[view.customer])


def ordered(parts: list[Journeys]) -> Journeys:
    """Partitions laid end to end, and sorted by starts; of equal starts by what is in them."""
    code, time, known, customer = (
        np.concatenate([getattr(part, name) for part in parts]) for name in ("code", "time", "known", "customer")
    )
    length = np.concatenate([np.diff(part.stop, prepend=0) for part in parts])
    begin = np.cumsum(length) - length
    order = np.lexsort((customer, length, code[begin], time[begin])) if len(length) else length
    at = laid_out(begin[order], length[order])
    return Journeys(code[at], time[at], np.cumsum(length[order]), known[order], customer[order])


class History(NamedTuple):
    """The steps of one journey: codes as in the log, and times; and whether it is known to be over."""

    code: Ints
    time: Ints
    ended: bool = False


def history_of(units: Units, over: str, customer: str) -> History:
    """The latest journey of a customer, by its id. Raises UnknownName."""

    def task(view: View) -> History | None:
        rows = pc.indices_nonzero(pc.equal(view.customers.ids, pa.scalar(customer))).to_numpy()
        own = np.flatnonzero(np.isin(view.customer, rows))
        if len(own) == 0:
            return None
        steps = slice(view.begin[own[-1]], view.end[own[-1]])
        done = bool(view.reached[own[-1]]) or (units.censors and not view.open[own[-1]])
        return History(view.steps[over][steps].astype(np.int64), view.steps["occurred_at"][steps], done)

    found = [history for history in units.collect(task) if history is not None]
    if not found:
        raise UnknownName(f'No customer with the id "{customer}" is in these journeys. See ws.customer(...) for ids.')
    return found[0]
