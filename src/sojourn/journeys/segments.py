"""Segments by condition, made when journeys are compiled: "yes", "no", or none where nothing is known."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sojourn.conditions import Coded, Column, Not, evaluate
from sojourn.errors import DefinitionError, did_you_mean
from sojourn.journeys.stored import Segment

VALUES = ("", "no", "yes")


def segment_codes(
    segment: Segment, known: dict[str, NDArray[np.uint32]], names: dict[str, tuple[str, ...]], customers: int
) -> NDArray[np.uint32]:
    """Codes into VALUES, uint32[customers]. `known` holds what is known of customers, `names` the words behind it."""

    def column(field: str) -> Column:
        if field not in known:
            there = ", ".join(known) or "nothing"
            raise DefinitionError(
                f'Segment "{segment.name}" asks for "{field}".{did_you_mean(field, known)} Known of customers: {there}.'
            )
        return Coded(known[field], (None, *names[field][1:]))

    inside = evaluate(segment.customers, column, customers)
    outside = evaluate(Not(segment.customers), column, customers)
    return np.where(inside, 2, np.where(outside, 1, 0)).astype(np.uint32)
