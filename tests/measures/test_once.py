"""What is made of a view once is that view's own, also where views come and go."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tests.shops import shop


def test_a_view_that_is_gone_leaves_its_answer_to_nobody_else(tmp_path: Path) -> None:
    with shop(tmp_path, [(who, "Visit", "2026-01-01") for who in "abcdefgh"]) as ws:
        units = ws.journeys().units("customer")

        def task(view):  # type: ignore[no-untyped-def]
            sizes = (range(len(view.begin)) for _ in range(20))
            chosen = [np.arange(len(view.begin)) <= size for some in sizes for size in some]
            return [(units.once("size", view.take(some), lambda one: len(one.begin)), some.sum()) for some in chosen]

        assert all(told == size for answers in units.collect(task) for told, size in answers)
