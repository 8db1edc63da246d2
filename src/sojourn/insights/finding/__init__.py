"""Finding information: searches that find nothing, searches again and again, and going round in circles for help."""

from sojourn.insights.finding.finding import finding
from sojourn.insights.finding.records import Finding, Friction

__all__ = ["Finding", "Friction", "finding"]
