from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sojourn.engines.units import Units
from sojourn.journeys.view import View
from sojourn.measures.answers import answers
from tests.in_memory import Took, units_of
from tests.paths import BY_GAP, SECOND
from tests.shops import shop

CSAT = {"score_kind": "csat", "score": 4}


def rated(folder: Path, *events: object) -> list[tuple[str, str]]:
    """Stage and touchpoint that each answer is about, in order."""
    with shop(folder, events) as ws:  # type: ignore[arg-type]
        units = ws.journeys().units()
        stages, touchpoints = units.names("stage"), units.names("touchpoint")
        (found,) = units.collect(lambda view: answers(units, view))
        return [(stages[s], touchpoints[t]) for s, t in zip(found.stage, found.touchpoint, strict=True)]


def test_satisfaction_is_about_the_step_before_it(tmp_path: Path) -> None:
    found = rated(
        tmp_path,
        ("anna", "Order Completed", "2026-01-01 10:00"),
        ("anna", "Order Delivered", "2026-01-03 10:00"),
        ("anna", "Survey Sent", "2026-01-03 11:00"),
        ("anna", "Survey Answered", "2026-01-03 12:00", CSAT),
    )
    assert found == [("service", "delivery")]


def test_an_answer_that_says_what_it_is_about_is_about_that(tmp_path: Path) -> None:
    found = rated(
        tmp_path,
        ("anna", "Checkout Started", "2026-01-01 09:00"),
        ("anna", "Order Delivered", "2026-01-03 10:00"),
        ("anna", "Survey Answered", "2026-01-03 12:00", {**CSAT, "about": "checkout"}),
        ("anna", "Survey Answered", "2026-01-03 13:00", {**CSAT, "about": "Service"}),
    )
    assert found[0] == ("purchase", "checkout")
    assert found[1][0] == "service"


def test_recommendation_and_stars_stay_where_they_were_given(tmp_path: Path) -> None:
    found = rated(
        tmp_path,
        ("anna", "Order Delivered", "2026-01-03 10:00"),
        ("anna", "Survey Answered", "2026-01-03 12:00", {"score_kind": "nps", "score": 9}),
        ("anna", "Product Reviewed", "2026-01-04 12:00", {"score_kind": "stars", "score": 5}),
    )
    assert found == [("loyalty", "survey"), ("advocacy", "review")]


def test_a_step_longer_ago_than_thirty_days_is_not_rated(tmp_path: Path) -> None:
    found = rated(
        tmp_path,
        ("anna", "Order Delivered", "2026-01-01 10:00"),
        ("anna", "Survey Answered", "2026-01-31 10:00", CSAT),
        ("anna", "Survey Answered", "2026-02-01 10:00", CSAT),
    )
    assert found == [("service", "delivery"), ("loyalty", "survey")]


def test_another_customers_step_is_not_rated(tmp_path: Path) -> None:
    found = rated(
        tmp_path,
        ("anna", "Order Delivered", "2026-01-01 10:00"),
        ("ben", "Survey Answered", "2026-01-02 10:00", CSAT),
    )
    assert found == [("loyalty", "survey")]


def test_a_comment_without_a_score_is_an_answer_too(tmp_path: Path) -> None:
    found = rated(
        tmp_path,
        ("anna", "Support Call", "2026-01-01 10:00"),
        ("anna", "Feedback Given", "2026-01-01 11:00", {"text": "Nobody knew my case."}),
    )
    assert found == [("service", "support call")]


def test_a_named_touchpoint_is_in_the_stage_where_the_customer_last_met_it(tmp_path: Path) -> None:
    at = {"touchpoint": "hotline"}
    found = rated(
        tmp_path,
        ("anna", "Order Delivered", "2026-01-01 09:00", at),
        ("anna", "Product Viewed", "2026-01-01 10:00", at),
        ("anna", "Survey Answered", "2026-01-03 12:00", {**CSAT, "about": "hotline"}),
        ("ben", "Order Delivered", "2026-01-01 09:00", at),
        ("ben", "Survey Answered", "2026-01-03 12:00", {**CSAT, "about": "hotline"}),
        ("cora", "Survey Answered", "2026-01-03 12:00", {**CSAT, "about": "hotline"}),
        ("cora", "Survey Answered", "2026-01-03 13:00", {**CSAT, "about": "checkout"}),
        ("dan", "Order Delivered", "2026-01-01 09:00", {"touchpoint": "checkout"}),
    )
    assert sorted(found) == [
        ("consideration", "hotline"),
        ("purchase", "checkout"),  # of somebody who was not there: where the vocabulary has it
        ("service", "hotline"),
        ("service", "hotline"),  # of somebody who was not there: where most steps there are
    ]


NAMED = {
    "event": ("none", "a", "b", "c", "d"),
    "channel": ("none", "a", "b", "c", "d"),
    "stage": ("unstaged", "purchase", "service", "loyalty"),
    "touchpoint": ("none", "checkout", "wall"),
}
steps = st.tuples(
    st.builds(Took, st.integers(0, 3), st.integers(0, 40).map(SECOND.__mul__), st.just(1)),
    st.integers(0, 3),
    st.integers(0, 2),
    st.sampled_from([None, None, "checkout", "wall", "loyalty", "nowhere"]),
)


@given(st.lists(steps, max_size=25), st.booleans(), st.integers(1, 2))
def test_equals_plain_python(log: list[tuple[Took, int, int, str | None]], cut: bool, partitions: int) -> None:
    more = [
        {
            "stage": stage,
            "touchpoint": touchpoint,
            "score": 4.0 if about else np.nan,
            "score_kind": "nps",
            "about": about,
        }
        for _, stage, touchpoint, about in log
    ]
    definition = BY_GAP if cut else msgspec.structs.replace(BY_GAP, gap=None)
    units = units_of([took for took, *_ in log], definition, partitions=partitions, more=more)
    manifest = msgspec.structs.replace(units.manifest, names=NAMED)
    memory = units._generation._replace(manifest=manifest)  # type: ignore[attr-defined]
    units = Units(memory, memory, definition)
    found = set()

    def collect(view: View) -> None:
        said = answers(units, view)
        for at, stage, touchpoint in zip(said.at, said.stage, said.touchpoint, strict=True):
            found.add((int(view.steps["seq"][at]), int(stage), int(touchpoint)))

    units.collect(collect)
    assert found == {(n, *plain(log, n, partitions)) for n in range(len(log)) if log[n][3]}


def plain(log: list[tuple[Took, int, int, str | None]], n: int, partitions: int) -> tuple[int, int]:
    """What answer `n` is about: NPS stays where it was given, unless it names something."""
    took, stage, touchpoint, about = log[n]
    if about not in ("checkout", "wall"):
        return (3 if about == "loyalty" else stage), touchpoint
    named = NAMED["touchpoint"].index(about)
    ordered = sorted(range(len(log)), key=lambda k: (log[k][0].at, k))
    there = [k for k in ordered if log[k][2] == named]
    own = [k for k in there if log[k][0].who == took.who and log[k][1] > 0 and ordered.index(k) < ordered.index(n)]
    if own:
        return log[own[-1]][1], named
    if about == "checkout":
        return 1, named
    near = [log[k][1] for k in there if log[k][0].who % partitions == took.who % partitions]
    return (max(range(4), key=near.count) if near else 0), named
