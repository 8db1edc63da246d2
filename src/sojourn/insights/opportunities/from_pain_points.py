"""Pain points as what opportunities are filled from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sojourn.insights.opportunities.filling import Evidence

if TYPE_CHECKING:
    from sojourn.insights.pain_points import PainPoints


def evidence_of(found: PainPoints) -> tuple[Evidence, ...]:
    """What is known of each pain point: those who meet it in a month, and what they would bring."""
    months = max(found.months, 1e-9) if found.months == found.months else 1.0
    return tuple(
        Evidence(
            id=row.id,
            title=row.title,
            sentence=row.sentence,
            stage=row.stage,
            touchpoint=row.touchpoint,
            reach=row.exposed / months,
            effect=row.effect,
            gain=row.monthly_gain,
            currency=row.currency or None,
            robustness=row.robustness_word,
            status=row.status,
            overlaps=row.overlaps,
        )
        for row in found.rows
        if not abs(row.effect.value) > 1
    )
