"""Simulated worlds whose truth is known exactly: the yardstick for insights."""

from sojourn.simulate.worlds.known import KnownWorld
from sojourn.simulate.worlds.pain_points import pain_points
from sojourn.simulate.worlds.truth import Candidate, PainPointTruth

__all__ = ["Candidate", "KnownWorld", "PainPointTruth", "pain_points"]
