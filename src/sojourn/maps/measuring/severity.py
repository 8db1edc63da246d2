"""How bad a possible pain point looks, so that the worst of a place stands first. No measure: nothing is tested."""

from __future__ import annotations

from sojourn.documents.cells import Figure

LOW, LOWEST = 0.5, -2.0
"""From −2 to +2: a touchpoint is rated low whose whole likely range of feelings lies below the first. Most customers
rate above the middle, so that a place that merely nears it stands out."""


def severity(figure: Figure | None) -> float:
    """The share who meet it, or how far a feeling lies below `LOW` on the way to the lowest: 0..1; 0 if not known."""
    if figure is None or figure.value is None:
        return 0.0
    if figure.scale == "feeling":
        return max(0.0, (LOW - figure.value) / (LOW - LOWEST))
    return figure.value
