"""Planned against actual: a map's steps held to what customers did, with the four ways to deviate.

`plan` reads the map, `failing` finds failures, `kernel` walks the units, `counting` adds up, `comparing` asks.
"""

from sojourn.insights.conformance.answer import Conformance
from sojourn.insights.conformance.comparing import conformance
from sojourn.insights.conformance.records import Deviation, NotInLog, PlannedStep, Point

__all__ = ["Conformance", "Deviation", "NotInLog", "PlannedStep", "Point", "conformance"]
