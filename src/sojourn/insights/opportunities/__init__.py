"""Opportunities: written down by people or proposed from pain points, filled from the data, ranked.

`filling` says what the data know, `methods` and `formulas` how to rank, `valuing` puts the two together.
"""

from sojourn.insights.opportunities.answer import Opportunities, OpportunityRow
from sojourn.insights.opportunities.opportunities import opportunities

__all__ = ["Opportunities", "OpportunityRow", "opportunities"]
