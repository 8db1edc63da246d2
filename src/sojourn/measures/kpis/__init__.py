"""Key figures: conversion, scores, orders, activity, service.

One file a family; each figure is a record in `MEASURES` and a function that says what counts. From there on they
share one way: `cells` (which row something belongs to), `tabulating` (kernel, merge, rows), `estimating` (intervals).
"""

from sojourn.measures.kpis.measuring import MEASURES, measure
from sojourn.measures.kpis.records import Kpi, Measure, Row

__all__ = ["MEASURES", "Kpi", "Measure", "Row", "measure"]
