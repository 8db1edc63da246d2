"""Attribution: which channels or touchpoints were there before a goal, by exact and by customary models.

Read in this order: records.py, paths.py (from journeys) and table.py (from counted paths), markov.py, crediting.py and
hazard.py (the models), drawing.py (their ranges), attributing.py (the functions that users call).
"""

from sojourn.insights.attribution.attributing import MODELS, attribution, attribution_of_paths
from sojourn.insights.attribution.records import Attributed, Attribution

__all__ = ["MODELS", "Attributed", "Attribution", "attribution", "attribution_of_paths"]
