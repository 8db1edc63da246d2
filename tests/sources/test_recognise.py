"""Which column says who, what and when."""

from __future__ import annotations

import pytest

from sojourn.errors import ColumnsNotFound
from sojourn.sources.recognise import NAMES, recognise, role_of, score_kind_of
from sojourn.sources.table import Column


def roles_of(*names: str, given: dict[str, str | None] | None = None) -> dict[str, str]:
    columns = [Column(name, name, "VARCHAR") for name in names]
    return {role: column.name for role, column in recognise(columns, given, "a.csv").items()}


def test_names_are_compared_without_case_blanks_and_signs():
    assert roles_of("Customer ID", "Event-Name", "time:timestamp", "NPS_score") == {
        "user_id": "Customer ID",
        "event": "Event-Name",
        "occurred_at": "time:timestamp",
        "score": "NPS_score",
    }


def test_of_several_columns_the_strongest_name_is_taken():
    roles = roles_of("Activity", "concept:name", "case:concept:name", "date", "timestamp", "price", "revenue")
    assert roles["event"] == "concept:name"
    assert roles["occurred_at"] == "timestamp"
    assert roles["value"] == "revenue"


def test_every_name_belongs_to_one_role_only():
    names = [name for names in NAMES.values() for name in names]
    assert len(names) == len(set(names))


def test_a_single_column_that_ends_like_a_time_is_the_time():
    assert roles_of("user", "event", "ContactDate")["occurred_at"] == "ContactDate"
    with pytest.raises(ColumnsNotFound, match="when it happened"):
        roles_of("user", "event", "ContactDate", "ClosedDate")


def test_what_is_given_comes_first_and_none_takes_a_role_away():
    assert roles_of("user", "buyer", "event", "time", given={"customer": "buyer"})["user_id"] == "buyer"
    assert "channel" not in roles_of("user", "event", "time", "channel", given={"channel": None})


def test_the_user_may_call_a_role_by_any_of_its_names():
    assert (role_of("customer"), role_of("time"), role_of("activity")) == ("user_id", "occurred_at", "event")


@pytest.mark.parametrize(
    ("name", "kind"),
    [("NPS", "nps"), ("csat_score", "csat"), ("Stars", "stars"), ("rating", "stars"), ("score", None)],
)
def test_the_kind_of_a_score(name, kind):
    assert score_kind_of(name) == kind
