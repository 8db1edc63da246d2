from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.errors import DefinitionError
from sojourn.events.names import NameRule, Pattern, clean, clean_path, humanise, is_address


def test_an_address_is_reduced_to_what_many_customers_share() -> None:
    assert clean("https://shop.com/orders/123/?utm_source=x#top") == "/orders/:id"
    assert clean("GET /orders/123") == "/orders/:id"
    assert clean("Order Completed") == "Order Completed"


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("https://shop.com", "/"),
        ("//shop.com/a", "/a"),
        ("/", "/"),
        ("/help/index.html", "/help"),
        ("/a//b/", "/a/b"),
        ("/u/2c5ea4c0-4067-11e9-8bad-9b1deb4d3b7d/edit", "/u/:id/edit"),
        ("/u/anna@example.com", "/u/:id"),
        ("/u/anna%40example.com?x=1", "/u/:id"),
        ("/t/deadbeefdeadbeef00", "/t/:id"),
        ("/t/facade", "/t/facade"),
        ("/list;jsessionid=AF12", "/list"),
        ("http://[broken/x?y", "/x"),
        ("/search#/results?q=shoes", "/search"),
        ("myapp://home/42", "/:id"),
    ],
)
def test_paths(address: str, path: str) -> None:
    assert clean_path(address) == path


@pytest.mark.parametrize("name", ["carts/create", "invoice.paid", "$pageview", "A/B Test Seen", "get help"])
def test_a_name_that_is_no_address_stays(name: str) -> None:
    assert not is_address(name)
    assert clean(name) == name


def test_own_rules_come_first() -> None:
    rules = (NameRule("^/(de|fr)/", "/"), NameRule("^app_(.*)$", r"\1 (app)"))
    assert clean("/de/orders/1", rules) == "/orders/:id"
    assert clean("app_start", rules) == "start (app)"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("add_to_cart", "add to cart"),
        ("AddToCart", "add to cart"),
        ("A_SUBMITTED", "a submitted"),
        ("orders/create", "orders create"),
        ("Assign seriousness", "Assign seriousness"),
        ("/orders/:id", "/orders/:id"),
        ("__", "__"),
    ],
)
def test_humanise(name: str, said: str) -> None:
    assert humanise(name) == said


@pytest.mark.parametrize(("pattern", "replacement"), [("(", ""), ("a(?=b)", ""), ("(a)", r"\2")])
def test_a_pattern_that_cannot_be_used_is_named(pattern: str, replacement: str) -> None:
    with pytest.raises(DefinitionError, match="is not a regular expression that can be used"):
        Pattern(pattern).check(replacement)


def test_no_pattern_hangs() -> None:
    """With a backtracking engine this takes longer than the universe has existed."""
    began = time.perf_counter()
    assert not Pattern("^(a+)+$").found_in("a" * 5000 + "b")
    assert time.perf_counter() - began < 5


@given(st.text())
def test_cleaning_twice_changes_nothing(name: str) -> None:
    assert clean(clean(name)) == clean(name)


@given(st.lists(st.text("abc123@.-", min_size=1), max_size=5))
def test_paths_hold_no_bare_number(segments: list[str]) -> None:
    assert not any(part.isdigit() for part in clean_path("/" + "/".join(segments)).split("/"))
