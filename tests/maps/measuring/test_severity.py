from __future__ import annotations

from sojourn.documents.cells import Figure
from sojourn.maps.measuring.severity import severity


def test_more_customers_or_a_lower_feeling_are_worse() -> None:
    assert severity(Figure(value=0.2)) > severity(Figure(value=0.1)) > severity(Figure()) == severity(None) == 0
    assert severity(Figure("feeling", -2.0)) == 1
    assert severity(Figure("feeling", 0.0)) > severity(Figure("feeling", 0.3)) > severity(Figure("feeling", 1.0)) == 0
