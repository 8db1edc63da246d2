"""Next step: what customers are likely to do next, learnt from what others did.

Read in this order: contexts.py (counts and chances), collecting.py (from partitions), learning.py (what is chosen, and
how good it is), ranges.py (of chances, by customer), prediction.py (the function that users call).
"""

from sojourn.insights.next_step.prediction import NextStep, NextSteps, next_step

__all__ = ["NextStep", "NextSteps", "next_step"]
