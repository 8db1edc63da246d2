"""A partition made anew from itself: without some customers, or with its steps placed by another stage model."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.journeys.builder import EventIds, build
from sojourn.journeys.coding import Coded
from sojourn.journeys.partition import Customers, Partition
from sojourn.journeys.rows import chosen, from_partition
from sojourn.journeys.segments import attributes


def rebuilt(partition: Partition, kept: NDArray[np.bool_], coded: Coded, event_ids: EventIds) -> Partition:
    """The customers that are kept, bool[customers], without the steps that journeys leave out by now."""
    rows = np.flatnonzero(kept)
    steps = from_partition(partition, rows, np.arange(len(rows), dtype=np.int32))
    shown = chosen(steps, np.flatnonzero(~coded.hidden[steps.kind]))
    return build(partition.name, taken(partition.customers, rows), coded, shown, event_ids)


def taken(customers: Customers, rows: NDArray[np.int64]) -> Customers:
    """Some of the customers, with what is known of them and without their steps."""
    segments = {name: codes[rows] for name, codes in attributes(customers.segments).items()}
    return Customers(
        customers.first[:0], customers.stop[:0], customers.hash[rows], customers.ids.take(pa.array(rows)), segments
    )
