from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from math import inf, nan

import pytest

from sojourn.cli.output import as_text_json, refuse_unknown_names, with_groups
from sojourn.errors import UnknownName
from sojourn.results import Group, Measured


class Count(Measured, frozen=True):
    n: int


def test_json_has_times_in_iso_durations_in_seconds_and_null_for_what_is_not_known() -> None:
    said = {
        "at": datetime(2026, 1, 2, 10, tzinfo=UTC),
        "on": date(2026, 1, 2),
        "median": timedelta(minutes=1, milliseconds=500),
        "unknown": (nan, inf, None),
        "sum": Decimal("7.5"),
        "name": "Café",
    }
    assert json.loads(as_text_json(said)) == {
        "at": "2026-01-02T10:00:00+00:00",
        "on": "2026-01-02",
        "median": 60.5,
        "unknown": [None, None, None],
        "sum": 7.5,
        "name": "Café",
    }


def test_groups_and_notes_follow_the_whole() -> None:
    result = Count(n=3, groups=(Group("web", Count(n=2)), Group("app", Count(n=1))), notes=("Few customers.",))
    assert with_groups(result, lambda count: f"{count.n} customers") == (
        "3 customers\n\nweb\n  2 customers\n\napp\n  1 customers\n\nNote: Few customers."
    )


def test_a_name_that_the_log_does_not_have_is_an_error() -> None:
    refuse_unknown_names(Count(n=0, notes=("Few customers.",)))
    with pytest.raises(UnknownName, match=r'Did you mean "Order Completed"\?.*--allow-unknown'):
        refuse_unknown_names(Count(n=0, notes=('No event is called "Ordr". Did you mean "Order Completed"?',)))
