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


class Collected(NamedTuple):
    """Journeys whose codes are places in `names`, which share of customers they are of, and whose ends are known."""

    journeys: Journeys
    names: tuple[str, ...]
    place: Ints
    drawn: float


def collect(units: Units, over: str) -> Collected:
    """Journeys of all customers, of a long log those of some. Of many names the rare ones count as OTHER.

    Where journeys know that they may still go on, those have no end; else the last step is taken for the end.
    """
    most = buckets_holding(MOST_STEPS, units.manifest.steps)

    def task(view: View) -> Journeys:
        bucket = buckets_of(view.customers.hash)[view.customer]
        return _journeys(view.take(bucket < most), over, bucket[bucket < most])

    found = ordered(units.collect(task))
    known = units.names(over)
    names, place = common_names(np.bincount(found.code, minlength=len(known)), known, MOST_NAMES)
    return Collected(found._replace(code=place[found.code]), names, place, most / BUCKETS)


def _journeys(view: View, over: str, bucket: Ints) -> Journeys:
    at = view.positions()
    return Journeys(
        view.steps[over].take(at).astype(np.int64), view.steps["occurred_at"].take(at),
        np.cumsum(view.end - view.begin), view.open == 0, bucket,
    )  # fmt: skip


def ordered(parts: list[Journeys]) -> Journeys:
    """Partitions laid end to end, and sorted by starts; of equal starts by what is in them."""
    code, time, ended, bucket = (
        np.concatenate([getattr(part, name) for part in parts]) for name in ("code", "time", "ended", "bucket")
    )
    length = np.concatenate([np.diff(part.stop, prepend=0) for part in parts])
    begin = np.cumsum(length) - length
    order = np.lexsort((bucket, length, code[begin], time[begin])) if len(length) else length
    at = laid_out(begin[order], length[order])
    return Journeys(code[at], time[at], np.cumsum(length[order]), ended[order], bucket[order])


class History(NamedTuple):
    """The steps of one journey: codes as in the log, and times."""

    code: Ints
    time: Ints


def history_of(units: Units, over: str, customer: str) -> History:
    """The latest journey of a customer, by its id. Raises UnknownName."""

    def task(view: View) -> History | None:
        rows = pc.indices_nonzero(pc.equal(view.customers.ids, pa.scalar(customer))).to_numpy()
        own = np.flatnonzero(np.isin(view.customer, rows))
        if len(own) == 0:
            return None
        steps = slice(view.begin[own[-1]], view.end[own[-1]])
        return History(view.steps[over][steps].astype(np.int64), view.steps["occurred_at"][steps])

    found = [history for history in units.collect(task) if history is not None]
    if not found:
        raise UnknownName(f'No customer with the id "{customer}" is in these journeys. See ws.customer(...) for ids.')
    return found[0]
