"""Pain points: what goes wrong for customers, what goes with it, and how sure that is.

Read in this order: records.py (what is said), scene.py and grammar.py (what may be a pain point), speaking.py (what
comments say), sampling.py (who is compared), testing.py and drop_offs.py (the tests), joining.py (overlaps), gains.py
(what it is worth), telling.py (in words), evidence.py (what lies behind), answer.py, searching.py and pain_points.py
(all together).
"""

from sojourn.insights.pain_points.pain_points import pain_points
from sojourn.insights.pain_points.records import Evidence, PainPoint, PainPoints, Tested

__all__ = ["Evidence", "PainPoint", "PainPoints", "Tested", "pain_points"]
