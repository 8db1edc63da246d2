"""Trends: what was not as expected, what is rising or falling, and what a change between two times came from.

Read in this order: records.py, tallies.py (sums by period), seasons.py (what was to be expected), surprises.py (how
surprising a period is), trends.py (many series at once), contributing.py (a change, taken apart), telling.py.
"""

from sojourn.insights.trends.contributing import contributions
from sojourn.insights.trends.contributions import Contribution, Contributions, Part
from sojourn.insights.trends.records import Drift, Odd, Trends
from sojourn.insights.trends.trends import trends

__all__ = ["Contribution", "Contributions", "Drift", "Odd", "Part", "Trends", "contributions", "trends"]
