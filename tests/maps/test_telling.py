from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.documents.cells import Binding, Cell, Figure
from sojourn.documents.map import Lane
from sojourn.estimates import wilson
from sojourn.maps.telling import told

METRICS, PAINS, TOUCHPOINTS = Lane("m", "metrics", "M"), Lane("p", "pain_points", "P"), Lane("t", "touchpoints", "T")
MAILINGS = Binding("conversion", of="coupon mailings", says="are redeemed")


def share(count: int, n: int, of: str = "customers", **more: object) -> Figure:
    found = wilson(count, n)
    return Figure(value=found.value, low=found.low, high=found.high, n=n, count=count, of=of, **more)  # type: ignore[arg-type]


def test_a_measured_cell_says_its_sentence_figure_and_what_to_bear_in_mind() -> None:
    figure = share(759, 5804, "coupon mailings", data_up_to=date(2018, 1, 1), open=785)
    found = told(Cell("Coupon mailings redeemed", provenance="measured", binding=MAILINGS, measured=figure), METRICS)
    assert found.sentence == "13 in 100 coupon mailings are redeemed"
    assert found.figure.replace("\u202f", " ") == "13.1 % (likely 12.2–14.0) · 759 of 5,804"
    assert found.remarks == ("Data up to 1 Jan 2018 · 785 still running, not counted",)


def test_an_assumption_says_so_and_who_made_it() -> None:
    cell = Cell(
        "I don’t trust the size guide.",
        provenance="asserted",
        source="workshop",
        date=date(2026, 11, 3),
        author="Maria",
    )
    found = told(cell, Lane("n", "needs", "Needs"))
    assert found.source == "Assumption · workshop, 3 Nov 2026, Maria · no data yet"
    assert (found.figure, found.width, found.verdict) == ("", None, "no data yet")


def test_a_belief_that_a_figure_contradicts_says_both() -> None:
    belief = Cell("Most order", provenance="asserted", binding=MAILINGS, asserted=0.6, measured=share(759, 5804))
    found = told(belief, METRICS)
    assert found.verdict == "contradicted"
    assert "believed 60" in found.remarks[0]
    assert found.sentence == ""


def test_a_possible_pain_point_is_not_tested_and_says_so() -> None:
    binding = Binding("loss", of="checkouts", says="get no further")
    cell = Cell("Lost", provenance="measured", status="possible", binding=binding, measured=share(1, 31, "checkouts"))
    found = told(cell, PAINS)
    assert found.sentence == "1 of 31 checkouts gets no further"
    assert found.remarks == ("Possible pain point: cause and cost not tested",)


def test_a_list_shows_the_share_alone() -> None:
    found = told(Cell("Checkout", provenance="measured", binding=Binding("reach"), measured=share(30, 40)), TOUCHPOINTS)
    assert (found.text, found.sentence, found.short.replace("\u202f", " "), found.width) == ("Checkout", "", "75 %", 75)


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        (Figure(hidden=5), "Hidden: fewer than 5 customers."),
        (Figure(of="answers"), "No answers here yet."),
        (None, "Not measured yet."),
    ],
)
def test_what_is_hidden_or_not_there_says_why(figure: Figure | None, words: str) -> None:
    found = told(Cell("NPS", provenance="measured", binding=Binding("nps"), measured=figure), METRICS)
    assert found.remarks[0] == words
    assert found.figure == ""


def test_few_things_are_marked() -> None:
    found = told(Cell("", provenance="measured", binding=MAILINGS, measured=share(3, 12, "answers")), METRICS)
    assert found.remarks[0] == "Few answers (12)."


@given(st.integers(0, 300), st.integers(0, 300), st.sampled_from(["are redeemed", "go on", "have called", "try again"]))
def test_sentences_agree_for_none_one_and_many(count: int, more: int, says: str) -> None:
    n = count + more
    if n == 0:
        return
    binding = Binding("conversion", of="mailings", says=says)
    sentence = told(Cell("", binding=binding, measured=share(count, n, "mailings")), METRICS).sentence
    assert " 1 mailings" not in sentence
    assert not sentence.startswith("Not the one")
    singular = {"are redeemed": "is", "go on": "goes", "have called": "has", "try again": "tries"}[says]
    alone = sentence.startswith(("1 of", "1 in 100", "Fewer than 1", "The one"))
    verbs = sentence.split()
    assert (singular in verbs or "not" in verbs) if alone else says.split()[0] in verbs
