"""Pain points that a change proved: what was associated becomes confirmed."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from sojourn.insights.pain_points import PainPoint, PainPoints
from sojourn.insights.pain_points.telling import STATUS


def with_status(found: PainPoints, confirmed: Collection[str]) -> PainPoints:
    """The same pain points, those of these ids confirmed."""
    if not any(row.id in confirmed for row in found.rows):
        return found
    rows = tuple(_confirmed(row) if row.id in confirmed else row for row in found.rows)
    made = msgspec.structs.replace(found, rows=rows)
    made.__dict__.update(found.__dict__)  # the way to its customers, which is no field
    return made


def _confirmed(row: PainPoint) -> PainPoint:
    sentence = row.sentence.replace(STATUS["associated"], STATUS["confirmed"])
    return msgspec.structs.replace(row, status="confirmed", sentence=sentence)
