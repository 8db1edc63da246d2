"""Places that depend on a customer's history: first visit, mailings before or after an order, first use.

Run after each customer's steps are in order. What belongs where comes from the stage model; see `coding`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sojourn.compiled import compiled

ALWAYS, FIRST_PAGE, BEFORE_ORDER, AFTER_ORDER, FIRST_WEEK = range(5)
"""When the first place of a row in `Places` holds."""

WEEK = 7 * 24 * 3600 * 1_000_000
"""In microseconds."""


class Places(NamedTuple):
    """What the kernel needs to know of each distinct (event, touchpoint, channel): one entry per code.

    `stage` and `touchpoint` hold where `when` says so, `other_stage` and `other_touchpoint` elsewhere.
    `page` and `order` are 1 where the event is a page or screen, or marks an order.
    """

    stage: np.ndarray  # uint8
    touchpoint: np.ndarray  # uint16
    other_stage: np.ndarray  # uint8
    other_touchpoint: np.ndarray  # uint16
    when: np.ndarray  # uint8
    page: np.ndarray  # uint8
    order: np.ndarray  # uint8


@compiled
def place(
    code: np.ndarray, occurred_at: np.ndarray, offsets: np.ndarray, places: Places
) -> tuple[np.ndarray, np.ndarray]:
    """Stage uint8[steps] and touchpoint uint16[steps] of every step.

    `code` uint32[steps] points into `places`; `occurred_at` int64[steps] is in microseconds. Customer c has
    the steps offsets[c] to offsets[c + 1], in order of time. The first week includes its very end.
    """
    stage = np.empty(len(code), np.uint8)
    touchpoint = np.empty(len(code), np.uint16)
    for customer in range(len(offsets) - 1):
        first, stop = offsets[customer], offsets[customer + 1]
        paged = ordered = False
        for i in range(first, stop):
            row = code[i]
            when = places.when[row]
            holds = (
                when == ALWAYS
                or (when == FIRST_PAGE and not paged)
                or (when == BEFORE_ORDER and not ordered)
                or (when == AFTER_ORDER and ordered)
                or (when == FIRST_WEEK and occurred_at[i] - occurred_at[first] <= WEEK)
            )
            stage[i] = places.stage[row] if holds else places.other_stage[row]
            touchpoint[i] = places.touchpoint[row] if holds else places.other_touchpoint[row]
            paged = paged or places.page[row] != 0
            ordered = ordered or places.order[row] != 0
    return stage, touchpoint
