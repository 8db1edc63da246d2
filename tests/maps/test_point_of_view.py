from __future__ import annotations

import msgspec
import pytest

from sojourn.documents.cells import Cell
from sojourn.documents.map import Lane, MapDocument
from sojourn.maps.checks import Finding, check
from sojourn.maps.checks.point_of_view import person_of, speaks_about_customers
from tests.maps.whole_map import TODAY, assumed, changed, whole, with_cell


def findings(document: MapDocument) -> tuple[Finding, ...]:
    return check(document, today=TODAY).findings


def codes(document: MapDocument) -> list[str]:
    return [found.code for found in findings(document)]


def test_an_action_told_by_somebody_else_is_found() -> None:
    (found,) = findings(with_cell("actions", text="The customer pays"))
    assert (found.code, found.lane, found.level) == ("one-person", "Actions", "warning")
    assert found.message == '"The customer pays" speaks about the customer. Say it as the customer does: "I ..."'


@pytest.mark.parametrize("title", ["Onboarding of new customers", "The customer buys a lamp", "Purchase journey"])
def test_a_title_that_is_not_in_the_customers_words_is_found(title: str) -> None:
    assert codes(changed(title=title)) == ["title"]


@pytest.mark.parametrize("title", ["I’m moving house", "“I buy a lamp”", "My first loan", "Ich kaufe ein", "J'achète"])
def test_a_title_in_the_first_person_is_fine(title: str) -> None:
    assert codes(changed(title=title)) == []


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("I pay", "I"),
        ("Compare prices", None),
        ("User reviews: I read a few", "I"),
        ("We choose a supplier", "we"),
        ("You enter your address", "you"),
        ("The new customer waits", "they"),
        ("Customers wait", "they"),
        ("Customer enters the shop", "they"),
        ("She calls the hotline", "they"),
        ("Customer service answers", None),
        ("Identify the product", None),
        ("12:30", None),
        ("", None),
    ],
)
def test_who_speaks_is_told_by_the_first_words(text: str, person: str | None) -> None:
    assert person_of(text) == person


def test_a_family_may_tell_its_journey() -> None:
    actions = msgspec.structs.replace(whole().lanes[0], cells={"pay": (assumed("We pay"),)})
    assert codes(changed(title="We move house", lanes=(actions, *whole().lanes[1:]))) == []
    assert codes(changed(lanes=(actions, *whole().lanes[1:]))) == ["one-person"]


def test_thoughts_may_speak_of_others_but_not_of_the_customer() -> None:
    def thinking(text: str, **more: object) -> list[str]:
        lane = Lane("thoughts", "thoughts", "Thoughts", cells={"pay": (Cell(text, **more),)})  # type: ignore[arg-type]
        return codes(changed(lanes=(*whole().lanes, lane)))

    about = {"provenance": "asserted", "source": "workshop"}
    assert thinking("They never told me.", **about) == []
    assert thinking("The customer wonders why.", **about) == ["one-person"]
    assert thinking("The customer before me was angry.", provenance="measured", source="survey") == []
    assert speaks_about_customers("“The customer wonders why.”")
