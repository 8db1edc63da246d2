"""Before and after: did a change move a measure, beside controls that it left alone?

Plain functions over arrays: series.py (what they are given), structural.py, differences.py, synthetic.py (three ways to
say what would have been), placebo.py (whether they can tell), answer.py (all of it). Over journeys: reading.py (from
measures to series), asking.py (the question), telling.py (the words), records.py (what comes out).
"""

from sojourn.documents.change import Control
from sojourn.insights.before_after.asking import before_after
from sojourn.insights.before_after.records import BeforeAfter, Check, Point

__all__ = ["BeforeAfter", "Check", "Control", "Point", "before_after"]
