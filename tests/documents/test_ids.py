from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from sojourn.documents.cells import Binding, Cell
from sojourn.documents.ids import LONGEST, slug, with_ids
from sojourn.documents.map import Lane, MapDocument, MapStep, Phase
from sojourn.documents.validation import is_slug, map_problems
from tests.documents.groceries import groceries
from tests.documents.made import documents, texts


def test_a_title_becomes_an_id() -> None:
    assert slug("Waiting for delivery") == "waiting-for-delivery"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Über uns!", "uber-uns"),
        ("I don't trust the size guide", "i-dont-trust-the-size-guide"),
        ("Straße & Øre", "strasse-ore"),
        ("ご注文が完了", "ご注文が完了"),
        ("हिन्दी", "हिन्दी"),
        ("13.1 % (likely)", "13-1-likely"),
        ("?!", "unnamed"),
        ("", "unnamed"),
        ("word " * 30, "word-word-word-word-word-word-word-word-word"),
        ("x" * 90, "x" * LONGEST),
    ],
)
def test_titles_of_all_sorts(title: str, name: str) -> None:
    assert slug(title) == name


def test_a_taken_id_gets_a_number() -> None:
    assert slug("Cart", {"cart"}) == "cart-2"
    assert slug("Cart", {"cart", "cart-2"}) == "cart-3"


@given(st.text() | texts)
def test_every_id_is_one_and_its_own_id(title: str) -> None:
    name = slug(title)
    assert is_slug(name)
    assert slug(name) == name


def test_whatever_has_no_id_gets_one() -> None:
    lane = Lane("pains", "pain_points", "Pain points", cells={"cart": (Cell("Too slow"), Cell("Too slow"), Cell())})
    phases = (Phase("", "Cart"), Phase("cart", "My cart", steps=(MapStep("", "Pay now"),)))
    document = with_ids(MapDocument("I buy", phases=phases, lanes=(lane, Lane("", "notes", "Pains"))))
    assert document.id == "i-buy"
    assert [place.id for place in document.places()] == ["cart-2", "cart", "pay-now"]
    assert [each.id for each in document.lanes] == ["pains", "pains-2"]
    assert [cell.id for _, _, cell in document.cells()] == [
        "pains-cart-too-slow",
        "pains-cart-too-slow-2",
        "pains-cart",
    ]


def test_a_measured_cell_keeps_its_id_when_its_figures_change() -> None:
    ids = set()
    for text in ("13 in 100 coupons are redeemed", "9 in 100 coupons are redeemed"):
        ids |= {cell.id for _, _, cell in with_ids(groceries(Cell(text, binding=Binding("redeemed")))).cells()}
    assert ids == {"pains-checkout-in-coupons-are-redeemed"}
    (_, _, bare) = next(with_ids(groceries(Cell("13.1 %", binding=Binding("redeemed")))).cells())
    assert bare.id == "pains-checkout-redeemed"


@given(documents(nameless=True))
def test_given_ids_stay_and_all_are_right(document: MapDocument) -> None:
    named = with_ids(document)
    assert list(map_problems(named)) == []
    assert with_ids(named) == named
    before = [cell for _, _, cell in document.cells()]
    after = [cell for _, _, cell in named.cells()]
    assert all(cell.id for cell in after)
    assert [replace(new, id=old.id) for old, new in zip(before, after, strict=True)] == before
    assert all(old.id in ("", new.id) for old, new in zip(before, after, strict=True))
