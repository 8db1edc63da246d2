"""What counts as slower."""

from __future__ import annotations

from benchmarks.regress import slower


def test_slower_is_more_than_the_tolerance_above_what_was_accepted() -> None:
    accepted = {"funnel": 4.0, "sessions": 2.0}
    assert slower({"funnel": 5.5, "sessions": 2.6, "variants": 99.0}, accepted, 0.35) == ["funnel"]
