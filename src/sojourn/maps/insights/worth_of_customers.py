"""What customers are worth in the time ahead: the sums, never a single customer."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

from sojourn.maps.insights.chapters import Chapter

if TYPE_CHECKING:
    from sojourn.insights.value import Value


def chapter_of(found: Value) -> Chapter | None:
    """What is expected of all customers together, and how such a forecast did before; None where nothing is."""
    if isnan(found.orders.value):
        return None
    said = found.summary().split("\n")
    return Chapter("worth", "What customers are worth", said[0], note=" ".join(said[1:]))
