"""Influences from outside: season, price, campaigns, and what customers say of how they heard of us.

Read in this order: sources.py (where a log speaks of them), valued.py (a factor for each value), said.py (campaigns and
how customers heard of us), prices.py (each product held to itself), influences.py (what goes with each), columns.py
(the same as covariates for other comparisons).
"""

from sojourn.insights.influences.columns import influence_columns
from sojourn.insights.influences.influences import influences
from sojourn.insights.influences.records import Influences

__all__ = ["Influences", "influence_columns", "influences"]
