from __future__ import annotations

import pytest

from sojourn.documents.cells import Figure
from sojourn.documents.figures import are_apart, told


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        (Figure(value=0.2014, n=5804), "20.1 %"),
        (Figure(value=0.2014, n=12), "20 %"),
        (Figure(value=0.0001, n=50_000), "under 0.1 %"),
        (Figure(value=0.9999, n=50_000), "over 99.9 %"),
        (Figure(value=0.0, n=5804), "0 %"),
        (Figure(value=1.0, n=5804), "100 %"),
        (Figure("points", value=-12.4), "-12 points"),
        (Figure("feeling", value=0.84), "+0.8"),
        (Figure("score", value=4.256), "4.26"),
        (Figure("money", value=18400.4, currency="EUR"), "18,400 EUR"),
        (Figure("money", value=12.5), "12.50"),
        (Figure("seconds", value=200_000.0), "2.3 days"),
        (Figure("seconds", value=90_000.0), "25.0 hours"),
        (Figure("seconds", value=119.0), "119 seconds"),
        (Figure("count", value=1234.0), "1,234"),
        (Figure(), "not known"),
        (Figure(hidden=5), "hidden (fewer than 5)"),
    ],
)
def test_a_figure_in_a_few_words(figure: Figure, text: str) -> None:
    assert told(figure) == text


def test_ranges_are_apart_where_they_do_not_touch() -> None:
    low, high = Figure(value=0.1, low=0.05, high=0.15), Figure(value=0.3, low=0.25, high=0.35)
    middle = Figure(value=0.2, low=0.15, high=0.25)
    assert are_apart(low, high) is True
    assert are_apart(high, low) is True
    assert are_apart(low, middle) is False
    assert are_apart(low, Figure(value=0.3)) is None
    assert are_apart(low, Figure("points", value=0.3, low=0.25, high=0.35)) is None
