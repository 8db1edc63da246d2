"""`changes`: all changes of a workspace, each put to its test, and their forecasts scored."""

from __future__ import annotations

from datetime import date as Date  # noqa: N812

from sojourn.documents.change import ChangeFile
from sojourn.insights.changes.judging import Tests, judged
from sojourn.insights.changes.ledger import Ledger
from sojourn.insights.changes.records import Changes
from sojourn.insights.changes.scoring import forecasts


def changes(found: dict[str, ChangeFile], ledger: Ledger, tests: Tests, today: Date) -> Changes:
    """Judge each change by now. What is predicted is noted the first time that a change is seen, and stays."""
    ledger.note(found, today)
    rows = []
    for name, change in found.items():
        noted = ledger.prediction(name)
        assert noted is not None
        rows.append(judged(name, change, noted, tests))
    in_time = tuple(sorted(rows, key=lambda row: (row.date, row.id)))
    ledger.judged(in_time, today)
    return Changes(rows=in_time, forecasts=forecasts(in_time))
