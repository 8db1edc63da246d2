"""What each kind of candidate looks at: who is asked, and who met it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sojourn.effects.covariates import known
from sojourn.effects.risk_sets import FOREVER
from sojourn.insights.pain_points import grammar, sampling
from sojourn.insights.pain_points.grammar import Asking, Candidate
from sojourn.insights.pain_points.scene import lens
from sojourn.insights.pain_points.speaking import speaking
from sojourn.workspace import Workspace
from tests.shops import Story, shop

WEB: dict[str, Any] = {"channel": "web"}
BAD: dict[str, Any] = {"score": 1, "score_kind": "csat", "text": "The payment was declined, what a mess."}
LAST: Story = ("last", "Signed In", "2026-12-31 10:00", WEB)
FINE: dict[str, Any] = {"score": 5, "score_kind": "csat", "text": "Paying was quick."}


def path(who: str, *steps: str | tuple[str, dict[str, Any]], hours: float = 1) -> list[Story]:
    """A customer's steps, so many hours apart."""
    told = [(step, WEB) if isinstance(step, str) else step for step in steps]
    days = [(place * hours) // 24 for place in range(len(told))]
    return [
        (who, event, f"2026-03-{1 + int(day):02d} {int(place * hours) % 24:02d}:00", more)
        for place, (day, (event, more)) in enumerate(zip(days, told, strict=True))
    ]


def asked(ws: Workspace, wanted: Candidate) -> tuple[Candidate, Asking]:
    """A candidate with the codes of a workspace, and what it is asked of."""
    units = ws.journeys(goal="Order Completed", gap="30d").units()
    places, events = units.names("touchpoint"), units.names("event")
    coded = Candidate(
        wanted.kind, wanted.touchpoint, places.index(wanted.touchpoint), wanted.other,
        places.index(wanted.other) if wanted.other else -1, wanted.event,
        events.index(wanted.event) if wanted.event else -1, wanted.theme, wanted.threshold,
    )  # fmt: skip
    return coded, Asking(units, lens(units, "Order Completed"), speaking(units))


def met(tmp_path: Path, log: list[Story], wanted: Candidate) -> dict[str, bool]:
    """Who was asked, by customer, and whether they met the candidate."""
    ws = shop(tmp_path, [*log, LAST])
    coded, asking = asked(ws, wanted)
    (found,) = asking.units.collect(lambda view: (view, sampling.rows_of(coded, asking, view, FOREVER)))
    ws.close()
    view, rows = found
    names = [view.customers.ids[int(view.customer[unit])].as_py() for unit in rows.unit]
    return dict(zip(names, rows.exposed.tolist(), strict=True))


def drawn(tmp_path: Path, log: list[Story], wanted: Candidate) -> sampling.Drawn:
    ws = shop(tmp_path, [*log, LAST])
    coded, asking = asked(ws, wanted)
    found = sampling.draw(coded, asking, known(asking.units))
    ws.close()
    return found


def test_an_error_right_after_the_step_exposes(tmp_path: Path) -> None:
    log = [
        *path("error", "Product Viewed", "Checkout Started", "Error Shown", "Order Completed"),
        *path("fine", "Product Viewed", "Checkout Started", "Order Completed"),
        *path("elsewhere", "Checkout Started", "Product Viewed", "Error Shown"),
        *path("never there", "Product Viewed", "Error Shown"),
    ]
    found = met(tmp_path, log, Candidate("error", "checkout", -1, event="Error Shown"))
    assert found == {"error": True, "fine": False, "elsewhere": False}


def test_the_same_again_is_rework_and_an_error_between_does_not_hide_it(tmp_path: Path) -> None:
    log = [
        *path("again", "Checkout Started", "Checkout Started", "Order Completed"),
        *path("after an error", "Checkout Started", "Error Shown", "Checkout Started"),
        *path("came back", "Checkout Started", "Product Viewed", "Checkout Started"),
        *path("days later", "Checkout Started", "Checkout Started", hours=60),
    ]
    found = met(tmp_path, log, Candidate("rework", "checkout", -1, event="Checkout Started"))
    assert found == {"again": True, "after an error": True, "came back": False, "days later": False}


def test_back_and_forth_goes_back_to_where_it_came_from(tmp_path: Path) -> None:
    log = [
        *path("back", "Product Viewed", "Checkout Started", "Product Viewed", "Checkout Started"),
        *path("on", "Product Viewed", "Checkout Started", "Order Completed"),
        *path("not from there", "Products Searched", "Checkout Started", "Product Viewed"),
    ]
    found = met(tmp_path, log, Candidate("back_and_forth", "checkout", -1, "product page"))
    assert found == {"back": True, "on": False}


def test_waiting_is_judged_among_those_who_came_the_same_way(tmp_path: Path) -> None:
    log = [
        *path("slow", "Product Viewed", "Checkout Started", hours=50),
        *path("quick", "Product Viewed", "Checkout Started", "Order Completed"),
        *path("another way", "Products Searched", "Checkout Started", hours=50),
        *path("never came", "Product Viewed", "Product Viewed"),
    ]
    day = 24 * 3600 * 1_000_000
    found = met(tmp_path, log, Candidate("waiting", "checkout", -1, "product page", threshold=day))
    assert found == {"slow": True, "quick": False}


def test_self_service_then_a_call_within_a_day_is_a_switch(tmp_path: Path) -> None:
    call = ("Support Call", {"channel": "phone"})
    log = [
        *path("called", "Checkout Started", call, "Order Completed"),
        *path("late", "Checkout Started", call, hours=30),
        *path("in the shop", ("Checkout Started", {"channel": "store"}), call),
        *path("went on", "Checkout Started", "Product Viewed", call),
    ]
    found = met(tmp_path, log, Candidate("channel_switch", "checkout", -1))
    assert found == {"called": True, "late": False, "went on": False}


@pytest.mark.parametrize("kind", ["bad_score", "negative_theme"])
def test_only_those_who_answered_are_compared(tmp_path: Path, kind: Any) -> None:
    log = [
        *path("bad", "Checkout Started", ("Survey Answered", BAD)),
        *path("good", "Checkout Started", ("Survey Answered", FINE)),
        *path("silent", "Checkout Started", "Order Completed"),
    ]
    theme = "payment" if kind == "negative_theme" else ""
    assert met(tmp_path, log, Candidate(kind, "checkout", -1, theme=theme)) == {"bad": True, "good": False}


@pytest.mark.parametrize(("kind", "word"), [("negative_theme", "terrible"), ("praise", "wonderful")])
def test_who_speaks_alike_of_something_else_is_no_measure_of_its_effect(tmp_path: Path, kind: Any, word: str) -> None:
    score = {"score": 1 if kind == "negative_theme" else 5, "score_kind": "csat"}
    log = [
        *path("this", "Checkout Started", ("Survey Answered", {**score, "text": f"The payment was {word}."})),
        *path("something else", "Checkout Started", ("Survey Answered", {**score, "text": f"A {word} delivery."})),
        *path(
            "so-so", "Checkout Started", ("Survey Answered", {"score": 3, "score_kind": "csat", "text": "It works."})
        ),
        *path("no words", "Checkout Started", ("Survey Answered", score)),
    ]
    found = drawn(tmp_path, log, Candidate(kind, "checkout", -1, theme="payment"))
    assert (found.reached, found.exposed, int(found.alike.sum())) == (3, 1, 1)
    assert len(found.compared().key) == 2
    assert found.compared().sample.exposed.sum() == 1


def test_a_score_outside_its_scale_is_no_rating(tmp_path: Path) -> None:
    log = [
        *path("bad", "Checkout Started", ("Survey Answered", BAD)),
        *path("impossible", "Checkout Started", ("Survey Answered", {"score": 0, "score_kind": "csat"})),
        *path("far off", "Checkout Started", ("Survey Answered", {"score": 99, "score_kind": "csat"})),
        *path("of no kind", "Checkout Started", ("Survey Answered", {"score": 1})),
    ]
    assert met(tmp_path, log, Candidate("bad_score", "checkout", -1)) == {"bad": True}


def test_praise_and_good_ratings_are_the_other_side(tmp_path: Path) -> None:
    log = [
        *path("bad", "Checkout Started", ("Survey Answered", BAD)),
        *path("good", "Checkout Started", ("Survey Answered", FINE)),
    ]
    assert met(tmp_path / "a", log, Candidate("good_score", "checkout", -1)) == {"bad": False, "good": True}
    assert met(tmp_path / "b", log, Candidate("praise", "checkout", -1, theme="payment")) == {
        "bad": False,
        "good": True,
    }


def test_leaving_is_ending_there_with_nothing_after_it(tmp_path: Path) -> None:
    log = [
        *path("left", "Product Viewed", "Checkout Started"),
        *path("left after an error", "Product Viewed", "Checkout Started", "Error Shown"),
        *path("went on", "Product Viewed", "Checkout Started", "Product Viewed"),
        *path("ordered", "Product Viewed", "Checkout Started", "Order Completed"),
    ]
    found = met(tmp_path, log, Candidate("drop_off", "checkout", -1))
    assert found == {"left": True, "went on": False, "ordered": False}


def test_of_who_leaves_is_known_what_was_known_when_they_came(tmp_path: Path) -> None:
    log = [*path("far", "Product Viewed", "Cart Viewed", "Checkout Started"), *path("near", "Checkout Started")]
    log += path("again", "Product Viewed", "Cart Viewed", "Cart Viewed", "Checkout Started", "Order Completed")
    found = drawn(tmp_path, log, Candidate("drop_off", "checkout", -1))
    seen = dict(zip(found.sample.names, found.sample.covariates.T.tolist(), strict=True))
    assert not any(seen["earlier Cart Viewed"])
    assert sorted(seen["earlier Product Viewed"]) == pytest.approx([0, *[np.log(2)] * 2])
    assert not any(seen["hours under way"])


def test_the_list_is_closed_and_has_what_comes_often_enough(tmp_path: Path) -> None:
    log = [story for n in range(60) for story in path(f"c{n}", "Product Viewed", "Checkout Started", "Error Shown")]
    ws = shop(tmp_path, [*log, ("one", "Wishlist Product Added to Cart", "2026-03-01 10:00", WEB)])
    units = ws.journeys(goal="Order Completed", gap="30d").units()
    asking = Asking(units, lens(units, "Order Completed"), speaking(units))
    listed, left_out = grammar.candidates(asking)
    ws.close()
    assert sorted(one.id for one in listed) == [
        "back_and_forth:checkout:product page",
        "channel_switch:checkout",
        "channel_switch:product page",
        "drop_off:checkout",
        "drop_off:product page",
        "error:checkout",
        "rework:checkout",
        "rework:product page",
        "waiting:checkout:product page",
    ]
    assert left_out == 0
