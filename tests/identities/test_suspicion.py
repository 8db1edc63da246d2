from __future__ import annotations

from sojourn.identities.suspicion import suspicious_merges
from tests.identities.people import Story


def suspicions(story: Story, **caps: int) -> list[tuple[str, str, str]]:
    found = suspicious_merges(story.identifiers, story.edges, story.resolve(**caps))
    return [
        (story.names[merge.customer], merge.reason, " ".join(story.names[code] for code in merge.identifiers))
        for merge in found
    ]


def test_a_customer_with_three_addresses_is_looked_at() -> None:
    assert suspicions(Story("u1 e1", "u1 e2", "u1 e3", "u2 e4", "u2 e5")) == [("u1", "many emails", "e1 e2 e3")]


def test_a_customer_with_four_phones_is_looked_at() -> None:
    assert suspicions(Story("u1 p1", "u1 p2", "u1 p3")) == []
    assert suspicions(Story("u1 p1", "u1 p2", "u1 p3", "u1 p4")) == [("u1", "many phones", "p1 p2 p3 p4")]


def test_a_customer_with_more_than_twenty_identifiers_is_looked_at() -> None:
    devices = [f"u1 a{i}" for i in range(20)]
    assert suspicions(Story(*devices[:19]), anonymous_id=99) == []
    [(customer, reason, identifiers)] = suspicions(Story(*devices), anonymous_id=99)
    assert (customer, reason, len(identifiers.split())) == ("u1", "many identifiers", 21)


def test_a_device_of_several_people_is_listed_with_them() -> None:
    assert suspicions(Story("a1 u1", "u2 a1", "a1 u3", "a2 u2")) == [("u1", "shared device", "a1 u1 u2 u3")]


def test_a_device_too_many_is_no_shared_device() -> None:
    assert suspicions(Story("a1 u1", "a2 u1"), anonymous_id=1) == []


def test_the_worst_come_first() -> None:
    found = suspicions(Story("u1 e1", "u1 e2", "u1 e3", "u2 e4", "u2 e5", "u2 e6", "u2 e7"))
    assert [customer for customer, _, _ in found] == ["u2", "u1"]


def test_nobody_is_suspicious_where_nobody_is() -> None:
    assert suspicions(Story(alone="u1 u2")) == []
