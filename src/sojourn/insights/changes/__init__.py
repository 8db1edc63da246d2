"""Changes that were made: what was expected of each, what came of it, and how well that was foreseen.

`records` what is said, `ledger` what was predicted and when (never overwritten), `judging` puts a change to its test,
`predicting` refuses what cannot be, `scoring` scores the forecasts, `telling` says it in words.
"""

from sojourn.insights.changes.ledger import Ledger
from sojourn.insights.changes.records import ChangeRow, Changes, Forecasts, status_of

__all__ = ["ChangeRow", "Changes", "Forecasts", "Ledger", "status_of"]
