"""Who is in which arm, decided by a hash: the same customer always, everywhere, without a list to keep.

The place of a customer is a number from 0 to 1: the first 13 hexadecimal digits of the SHA-256 of "salt/customer"
(UTF-8), by 16^13. Arms divide the line from 0 to 1 in the order of the file, each as wide as its weight. Any language
can compute it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from hashlib import sha256
from itertools import accumulate

from sojourn.errors import UsageError

_DIGITS = 13
_PLACES = float(16**_DIGITS)
"""As many as a float holds exactly."""


def place(salt: str, customer: str) -> float:
    """Where on the line from 0 to 1 (excluded) a customer stands."""
    if not customer:
        raise UsageError("An empty id is nobody. Give the id that your shop knows the customer by.")
    digest = sha256(f"{salt}/{customer}".encode()).hexdigest()
    return int(digest[:_DIGITS], 16) / _PLACES


def arm_for(salt: str, customer: str, weights: Mapping[str, float]) -> str:
    """The arm that a customer belongs to; `weights` of arms in their order, of any sum."""
    names, edges = list(weights), list(accumulate(weights.values()))
    return names[min(bisect_right(edges, place(salt, customer) * edges[-1]), len(names) - 1)]
