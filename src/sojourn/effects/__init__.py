"""What something is associated with, once all that was measured beforehand is adjusted for.

Read in this order: records.py (what goes in, what comes out), design.py (covariates as columns), fitting.py (chances
and expected outcomes, each predicted by a model that has not seen the customer), adjusting.py (the effect),
robustness.py (how strong something unmeasured would have to be), discoveries.py (many effects at once), risk_sets.py
and covariates.py (from journeys to samples).
"""

from sojourn.effects.adjusting import adjusted_effect
from sojourn.effects.discoveries import discoveries
from sojourn.effects.records import Effect, Sample

__all__ = ["Effect", "Sample", "adjusted_effect", "discoveries"]
