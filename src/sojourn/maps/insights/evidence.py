"""The journeys behind an insight: a few customers' histories around the touchpoint that it is about."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from sojourn.journeys.view import View
from sojourn.maps.measuring.look import Look
from sojourn.maps.measuring.timelines import Timeline, around


def timelines_of(look: Look, customers: Collection[str], touchpoint: str) -> tuple[Timeline, ...]:
    """The histories of some customers (ids), around their first step at a touchpoint, or from the beginning."""
    wanted = set(customers)
    names = look.units.names("touchpoint")
    code = names.index(touchpoint) if touchpoint in names else -1
    found = [one for view in look.histories for one in _of(look, view, wanted, code)]
    return tuple(timeline for _, timeline in sorted(found, key=lambda one: one[0]))


def _of(look: Look, view: View, wanted: Collection[str], code: int) -> Sequence[tuple[str, Timeline]]:
    ids = view.customers.ids
    found = []
    for unit, row in _units(view, ids, wanted):
        begin, end = int(view.begin[unit]), int(view.end[unit])
        at = np.flatnonzero(view.steps["touchpoint"][begin:end] == code)
        found.append((str(ids[row]), around(look, view, begin, end, begin + int(at[0]) if len(at) else None)))
    return found


def _units(view: View, ids: object, wanted: Collection[str]) -> list[tuple[int, int]]:
    """The units of a view that belong to wanted customers, and the rows of these."""
    import pyarrow as pa
    import pyarrow.compute as pc

    hit = pc.is_in(ids, value_set=pa.array(sorted(wanted), pa.string()))
    rows = np.flatnonzero(np.asarray(hit))
    units = np.flatnonzero(np.isin(view.customer, rows))
    return [(int(unit), int(view.customer[unit])) for unit in units]
