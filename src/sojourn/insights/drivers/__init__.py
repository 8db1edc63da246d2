"""Drivers of an outcome: what goes with it, adjusted for what was known before.

Read in this order: records.py, outcomes.py (what journeys are compared by), factors.py (what is compared), comparing.py
(who with whom), drivers.py, telling.py.
"""

from sojourn.insights.drivers.drivers import drivers
from sojourn.insights.drivers.records import Driver, Drivers

__all__ = ["Driver", "Drivers", "drivers"]
