"""Moments that matter: touchpoints by what goes with them, how many come there, how far they are from their best."""

from sojourn.insights.moments.moments import moments
from sojourn.insights.moments.records import Moment, Moments

__all__ = ["Moment", "Moments", "moments"]
