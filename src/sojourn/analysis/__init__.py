"""Journeys to ask questions of: what can be counted in them, and what they mean."""

from sojourn.analysis.measuring import Measuring
from sojourn.analysis.understanding import Understanding


class Journeys(Measuring, Understanding):
    """The journeys of a definition: one method for each measure and each kind of insight.

    Journeys are compiled when something is asked and the log or a definition has changed since. Each answer is made on
    one state of the log.
    """
