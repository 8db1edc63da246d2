"""An experiment declared in a file, judged by the log."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sojourn.errors import DefinitionError, UnknownName, UsageError
from sojourn.workspace import Workspace
from tests.shops import shop

FILE = """\
hypothesis: A shorter checkout brings more orders
arms: {control: 1, short: 1}
exposure: Checkout Seen
measure: {measure: conversion, options: {goal: Order Completed}}
"""
DAY = "2026-01-{:02} 10:00"


def made(folder: Path, chances: dict[str, float], n: int = 400, file: str = FILE, **more: Any) -> Workspace:
    """`n` customers in each arm, of whom so many order after they met it."""
    rng, events = np.random.default_rng(1), []
    for arm, chance in chances.items():
        for k in range(n):
            who = f"{arm}-{k}"
            events.append((who, "Site Visited", DAY.format(1 + k % 5)))
            events.append((who, "Checkout Seen", DAY.format(10 + k % 5), {"arm": arm, **more}))
            if rng.random() < chance:
                events.append((who, "Order Completed", DAY.format(20 + k % 5), {"value": 10 + k % 7}))
    ws = shop(folder, events)
    declare(ws, file)
    return ws


def declare(ws: Workspace, file: str, name: str = "checkout") -> None:
    (ws.path / "experiments").mkdir(exist_ok=True)
    (ws.path / "experiments" / f"{name}.yaml").write_text(file, "utf-8")


def test_an_arm_that_is_better(tmp_path: Path) -> None:
    with made(tmp_path, {"control": 0.2, "short": 0.5}) as ws:
        found = ws.experiment("checkout")
    assert found.verdict == "better"
    assert found.sentence.startswith("short is better: +")
    assert "points (likely" in found.sentence
    (row,) = found.primary
    assert row.control.n == row.treated.n == 400
    assert row.anytime.low > 0
    assert [size.units for size in found.arms] == [400, 400]
    assert found.chance_of_sizes == 1


def test_arms_that_are_the_same(tmp_path: Path) -> None:
    with made(tmp_path, {"control": 0.3, "short": 0.3}) as ws:
        assert ws.experiment("checkout").verdict == "cannot tell yet"
        declare(ws, f"{FILE}end: 2026-01-15\n")
        ended = ws.experiment("checkout")
        assert ended.verdict == "no difference seen"
        assert "no difference seen" in ended.sentence


def test_only_what_came_after_the_first_exposure_counts(tmp_path: Path) -> None:
    events = []
    for k in range(40):
        arm = "short" if k % 2 else "control"
        events.append((f"u{k}", "Order Completed", DAY.format(1)))
        events.append((f"u{k}", "Checkout Seen", DAY.format(10), {"arm": arm}))
        if arm == "short":
            events.append((f"u{k}", "Order Completed", DAY.format(11)))
    with shop(tmp_path, events) as ws:
        declare(ws, FILE)
        (row,) = ws.experiment("checkout").primary
    assert (row.control.value, row.treated.value) == (0, 1)


def test_uneven_arms_stop_the_verdict(tmp_path: Path) -> None:
    with made(tmp_path, {"control": 0.2, "short": 0.5}, file=FILE.replace("short: 1", "short: 1.5")) as ws:
        found = ws.experiment("checkout")
    assert found.verdict == "stopped"
    assert found.sentence.startswith("Stopped: the arms are uneven")
    assert "By their weights there should be 320 and 480" in found.reasons[1]


def test_where_arms_are_uneven_no_row_has_a_verdict(tmp_path: Path) -> None:
    more = "guardrails: [{measure: aov, margin: 4}]\nmetrics: [{measure: count, options: {event: Order Completed}}]\n"
    file = FILE.replace("short: 1", "short: 1.5") + more + 'segments: ["property:device"]\n'
    with made(tmp_path, {"control": 0.2, "short": 0.5}, file=file, device="phone") as ws:
        found = ws.experiment("checkout")
    rows = found.records()
    assert [row.kind for row in rows] == ["primary", "guardrail", "further", "segment"]
    assert {(row.judged, row.found) for row in rows} == {("cannot tell", False)}


def test_who_met_two_arms_is_named_and_counts_in_the_first(tmp_path: Path) -> None:
    with made(tmp_path, {"control": 0.2, "short": 0.5}) as ws:
        ws.load([{"user_id": "control-3", "event": "Checkout Seen", "occurred_at": DAY.format(25), "arm": "short"}])
        ws.load([{"user_id": "new", "event": "Checkout Seen", "occurred_at": DAY.format(25), "arm": "long"}])
        found = ws.experiment("checkout")
    assert (found.several, found.unknown, found.units) == (1, 1, 800)
    assert [size.units for size in found.arms] == [400, 400]
    assert len(found.named) == 1
    assert any("several arms" in reason for reason in found.reasons)


def test_arms_that_are_lost_from_visit_to_visit_do_not_choose_who_counts(tmp_path: Path) -> None:
    """Drawn 3 to 1 at every visit. Who comes six times orders always, who comes once never: the arms are the same."""
    rng, events = np.random.default_rng(2), []
    for k in range(1200):
        visits = 6 if k % 4 == 0 else 1
        for visit in range(visits):
            arm = "control" if rng.random() < 0.75 else "short"
            events.append((f"u{k}", "Checkout Seen", DAY.format(1 + visit), {"arm": arm}))
        if visits > 1:
            events.append((f"u{k}", "Order Completed", DAY.format(20)))
    with shop(tmp_path, events) as ws:
        declare(ws, FILE.replace("control: 1", "control: 3"))
        found = ws.experiment("checkout")
    (row,) = found.primary
    assert found.units == 1200
    assert found.several > 200
    assert row.control.n + row.treated.n == 1200
    assert row.fixed.low < 0 < row.fixed.high


def test_guardrails_metrics_and_segments(tmp_path: Path) -> None:
    file = f"""{FILE}
guardrails: [{{measure: aov, margin: 4}}]
metrics:
  - {{measure: value, options: {{event: Order Completed}}}}
  - {{measure: count, options: {{event: Order Completed, within: 30d}}}}
segments: ["property:device", channel, group]
"""
    with made(tmp_path, {"control": 0.2, "short": 0.5}, file=file, device="phone", channel="web") as ws:
        ws.load_customers([{"user_id": f"short-{k}", "group": "new"} for k in range(400)])
        found = ws.experiment("checkout")
    assert [row.judged for row in found.guardrails] == ["held"]
    assert [row.measure for row in found.metrics] == ["value", "count"]
    value, count = found.metrics
    assert value.found
    assert value.judged == "better"
    assert count.control.n == 0  # nobody has been in it for thirty days
    assert {row.segment for row in found.segments} == {"device: phone", "channel: web", "group: new", "group: none"}
    assert any("look around" in note for note in found.notes)


def test_a_guardrail_that_breaks_is_said_with_the_verdict(tmp_path: Path) -> None:
    file = FILE + "guardrails: [{measure: count, options: {event: Order Completed}, better: lower, title: returns}]\n"
    with made(tmp_path, {"control": 0.2, "short": 0.5}, file=file) as ws:
        found = ws.experiment("checkout")
    assert found.guardrails[0].judged == "worse"
    assert found.verdict == "worse"
    assert "but returns got worse" in found.sentence


def test_at_the_end_means_not_before(tmp_path: Path) -> None:
    file = f"{FILE}decide: at the end\nplanned: "
    with made(tmp_path, {"control": 0.2, "short": 0.5}, file=f"{file}2000") as ws:
        early = ws.experiment("checkout")
        declare(ws, f"{file}800")
        late = ws.experiment("checkout")
    assert early.verdict == "cannot tell yet"
    assert "800 of 2,000 planned" in early.reasons[-1]
    assert (late.verdict, late.decided_by) == ("better", "fixed")


def test_who_comes_after_the_planned_end_does_not_count(tmp_path: Path) -> None:
    """Or else every further look at a single look's range is peeking."""
    with made(tmp_path, {"control": 0.2, "short": 0.2}, file=f"{FILE}decide: at the end\nplanned: 800\n") as ws:
        first = ws.experiment("checkout")
        ws.load([
            {"user_id": f"late-{k}", "event": event, "occurred_at": DAY.format(26), "arm": "short"}
            for k in range(50) for event in ("Checkout Seen", "Order Completed")
        ])  # fmt: skip
        then = ws.experiment("checkout")
    assert first.ended
    assert then.primary == first.primary
    assert then.arms == first.arms
    assert any(note.startswith("50 more met it after the 800 planned ones") for note in then.notes)


def test_a_rare_share_of_an_arm_stays_within_bounds(tmp_path: Path) -> None:
    with made(tmp_path, {"control": 0.01, "short": 0.0}) as ws:
        (row,) = ws.experiment("checkout").primary
    assert 0 < row.control.low < row.control.value
    assert (row.treated.low, row.treated.value) == (0, 0)
    assert row.treated.high > 0


def test_an_end_waits_for_outcomes_that_are_open(tmp_path: Path) -> None:
    file = FILE.replace("goal: Order Completed", "goal: Order Completed, within: 13d")
    with made(tmp_path, {"control": 0.2, "short": 0.5}, file=f"{file}decide: at the end\nplanned: 800\n") as ws:
        early = ws.experiment("checkout")
        ws.load([{"user_id": "one", "event": "Site Visited", "occurred_at": "2026-02-20"}])
        late = ws.experiment("checkout")
    assert (early.ended, early.verdict) == (False, "cannot tell yet")
    assert "it is too early to know the outcome" in early.reasons[-1]
    assert (late.ended, late.verdict) == (True, "better")


def test_open_outcomes_do_not_narrow_a_range(tmp_path: Path) -> None:
    """The range of any time is as wide as what is known asks for, not as who has merely come in would."""
    file = FILE.replace("goal: Order Completed", "goal: Order Completed, within: 11d") + "planned: 5000\n"
    with made(tmp_path, {"control": 0.3, "short": 0.4}, n=200, file=file) as ws:
        alone = ws.experiment("checkout").primary[0]
        ws.load([
            {"user_id": f"{arm}-late-{k}", "event": "Checkout Seen", "occurred_at": DAY.format(24), "arm": arm}
            for k in range(2_000) for arm in ("control", "short")
        ])  # fmt: skip
        found = ws.experiment("checkout")
    assert found.units == 4_400
    assert (found.primary[0].anytime.low, found.primary[0].anytime.high) == pytest.approx(
        (alone.anytime.low, alone.anytime.high)
    )


def test_who_met_it_before_its_start_is_left_out(tmp_path: Path) -> None:
    with made(tmp_path, {"control": 0.2, "short": 0.5}) as ws:
        declare(ws, f"{FILE}start: 2026-01-10\n")
        clean = ws.experiment("checkout")
        ws.load([
            {"user_id": f"short-{k}", "event": "Checkout Seen", "occurred_at": DAY.format(8), "arm": "short"}
            for k in range(3)
        ])  # fmt: skip
        found = ws.experiment("checkout")
    assert (clean.earlier, clean.units) == (0, 800)
    assert (found.earlier, found.units) == (3, 797)
    assert found.reasons[1] == "3 customers met it before its start, 2026-01-10, and were left out."


def test_an_outcome_that_never_happens(tmp_path: Path) -> None:
    with made(tmp_path, {"control": 0.0, "short": 0.0}) as ws:
        found = ws.experiment("checkout")
    assert found.verdict == "cannot tell yet"
    assert "conversion is zero in both arms so far" in found.sentence


def test_the_arm_can_stand_in_a_segment_or_come_from_the_hash(tmp_path: Path) -> None:
    with made(tmp_path, {"control": 0.2, "short": 0.5}) as ws:
        ids = [f"{arm}-{k}" for arm in ("control", "short") for k in range(400)]
        ws.load_customers([{"user_id": who, "group": who.partition("-")[0]} for who in ids])
        declare(ws, FILE.replace("exposure: Checkout Seen", "arm: segment:group\nstart: 2026-01-10"))
        assert ws.experiment("checkout").verdict == "better"
        declare(ws, f"{FILE}arm: hash\n")
        found = ws.experiment("checkout")
        drawn = [ws.assign("checkout", who) for who in ids]
        assert ws.customer(ids[0]).id == ids[0]
    assert [size.units for size in found.arms] == [drawn.count("control"), drawn.count("short")]
    assert any("the weights and the salt that the file has today" in note for note in found.notes)


def test_three_arms_have_wider_ranges(tmp_path: Path) -> None:
    file = FILE.replace("short: 1", "short: 1, long: 1")
    with made(tmp_path, {"control": 0.2, "short": 0.5, "long": 0.2}, file=file) as ws:
        found = ws.experiment("checkout")
        declare(ws, FILE)
        two = ws.experiment("checkout")
    assert [row.judged for row in found.primary] == ["better", "cannot tell"]
    assert found.primary[0].fixed.low < two.primary[0].fixed.low
    assert two.unknown == 400


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (FILE.replace(", short: 1", ""), "There is one arm, control"),
        (FILE.replace("arms", "arm"), "arm: Expected `str`"),
        (FILE.replace("short: 1", "short: 0"), "draws nobody"),
        (FILE.replace("exposure: Checkout Seen\n", ""), "exposure is missing"),
        (f"{FILE}start: 2026-02-01\nend: 2026-01-01\n", "before the start"),
        (f"{FILE}decide: at the end\n", "needs an end"),
        (f"{FILE}arm: group\n", "names no arm"),
        (f"{FILE}where: plan = \n", "where:"),
        (f"{FILE}hypotesis: x\n", "hypothesis"),
        (f"{FILE}guardrails: [{{measure: aov, better: up}}]\n", "There are: higher, lower"),
        (f"{FILE}unit: custmer\n", 'Did you mean "customer"'),
        (f"{FILE}smallest_effect: .nan\n", "no difference"),
        (f"{FILE}guardrails: [{{measure: aov, margin: .inf}}]\n", "rules nothing out"),
    ],
)
def test_a_file_that_cannot_be(tmp_path: Path, file: str, says: str) -> None:
    with shop(tmp_path, []) as ws:
        declare(ws, file)
        with pytest.raises(DefinitionError, match=says) as error:
            ws.experiment("checkout")
        assert "checkout.yaml" in str(error.value)


@pytest.mark.parametrize(
    ("arm", "says"),
    [
        ("property:amr", 'no event has a property "amr". Did you mean "arm"? Events here have: arm.'),
        (
            "property:event",
            '"event" says Checkout Seen of the 40 customers who met it; declared are control and short.',
        ),
        ("property:wing", '"wing" says west and east of the 40 customers who met it; declared are control and short.'),
        ("property:note", '40 customers met it, and the events with which they did say nothing of "note".'),
        ("segment:plan", '"plan" says free and pro of the 40 customers who met it; declared are control and short.'),
        ("property:value", '"property:value" is a number or a time of an event, which names no arm.'),
    ],
)
def test_a_wrong_arm_says_what_it_found(tmp_path: Path, arm: str, says: str) -> None:
    events: list[Any] = [("ben", "Note Written", DAY.format(1), {"note": "x"})]
    for k in range(40):
        more = {"arm": "short" if k % 2 else "control", "wing": "west" if k % 4 else "east"}
        events.append((f"u{k}", "Checkout Seen", DAY.format(10), more))
    with shop(tmp_path, events) as ws:
        ws.load_customers([{"user_id": f"u{k}", "plan": "pro" if k % 2 else "free"} for k in range(40)])
        declare(ws, f"{FILE}arm: {arm}\n")
        with pytest.raises(UsageError) as error:
            ws.experiment("checkout")
    assert says in str(error.value)
    assert "not declared" not in str(error.value)


def test_nobody_everybody_and_nothing_of_that_name(tmp_path: Path) -> None:
    with made(tmp_path, {"control": 0.2, "short": 0.5}) as ws:
        declare(ws, FILE.replace("Checkout Seen", "Checkout Sene"), "nobody")
        says = (
            r'Nobody has met the experiment nobody .* No event is called "Checkout Sene". Did you mean "Checkout Seen"'
        )
        with pytest.raises(UsageError, match=says):
            ws.experiment("nobody")
        declare(ws, f"{FILE}where: arm = 'short'\n", "everybody")
        with pytest.raises(UsageError, match="Everybody who met the experiment everybody is in short"):
            ws.experiment("everybody")
        with pytest.raises(UnknownName, match='Did you mean "checkout"'):
            ws.experiment("chekout")
        declare(ws, FILE.replace("conversion", "resolution_time").replace("goal", "solved"), "times")
        with pytest.raises(UsageError, match="does not add up"):
            ws.experiment("times")
        declare(ws, FILE.replace("goal: Order Completed", "goal: 5"), "number")
        with pytest.raises(UsageError, match='"5" is no step'):
            ws.experiment("number")
        (ws.path / "experiments/number.yaml").unlink()
        declare(ws, FILE.replace("measure: conversion", "measure: convertion"), "slip")
        with pytest.raises(UnknownName, match="Did you mean"):
            ws.experiment("slip")
        assert [row.name for row in ws.experiments().rows] == ["checkout", "everybody", "nobody", "slip", "times"]


def test_journeys_can_be_drawn_instead_of_customers(tmp_path: Path) -> None:
    """Each visit is drawn anew, so a customer may be in both arms, in one journey each."""
    rng, events = np.random.default_rng(4), []
    for k in range(300):
        for visit, arm in enumerate(("control", "short")):
            day = 5 + 10 * visit
            events.append((f"u{k}", "Checkout Seen", DAY.format(day), {"arm": arm, "visit": f"{k}-{visit}"}))
            if rng.random() < (0.5 if arm == "short" else 0.2):
                events.append((f"u{k}", "Order Completed", DAY.format(day + 1), {"visit": f"{k}-{visit}"}))
    with shop(tmp_path, events) as ws:
        (ws.path / "journeys").mkdir(exist_ok=True)
        (ws.path / "journeys/visits.yaml").write_text("case: visit\n", "utf-8")
        file = FILE.replace("measure: conversion, options: {goal: Order", "measure: count, options: {event: Order")
        declare(ws, f"{file}unit: journey\njourneys: visits\n")
        found = ws.experiment("checkout")
        declare(ws, f"{file}unit: journey\njourneys: visits\nwhere: visit != '0-0'\n")
        assert ws.experiment("checkout").units == 599
    assert (found.units, found.several) == (600, 0)
    assert found.verdict == "better"
    assert found.primary[0].control.n == 300


def test_arms_that_differ_only_in_speed_are_the_same(tmp_path: Path) -> None:
    """Three of ten order in both arms, at once in one, after 20 days in the other; journeys are open for 30 days."""
    events = []
    for k in range(1200):
        arm, day = ("short" if k % 2 else "control"), np.datetime64("2026-01-01T10:00") + np.timedelta64(k // 20, "D")
        events.append((f"u{k}", "Checkout Seen", str(day), {"arm": arm}))
        ordered = day + np.timedelta64(0 if arm == "short" else 20, "D") + np.timedelta64(1, "h")
        if k % 20 < 6 and ordered < np.datetime64("2026-03-01T10:00"):
            events.append((f"u{k}", "Order Completed", str(ordered)))
    with shop(tmp_path, [*events, ("last", "Page Viewed", "2026-03-01 10:00")]) as ws:
        (ws.path / "journeys").mkdir(exist_ok=True)
        (ws.path / "journeys/visits.yaml").write_text("goal: Order Completed\ngap: 30d\n", "utf-8")
        declare(ws, f"{FILE.partition('measure')[0]}measure: conversion\nunit: journey\njourneys: visits\n")
        found = ws.experiment("checkout")
    (row,) = found.primary
    assert (row.control.value, row.treated.value) == (pytest.approx(0.3), pytest.approx(0.3))
    assert row.judged == "cannot tell"
    assert any(note.startswith("620 came less than 30 days before the end") for note in found.notes)


def test_journeys_of_customers_who_were_drawn_once_are_no_experiment_of_their_own(tmp_path: Path) -> None:
    events = [
        (
            f"u{k}",
            "Checkout Seen",
            DAY.format(5 + visit),
            {"arm": "short" if k % 2 else "control", "visit": f"{k}-{visit}"},
        )
        for k in range(100)
        for visit in range(3)
    ]
    with shop(tmp_path, events) as ws:
        (ws.path / "journeys").mkdir(exist_ok=True)
        (ws.path / "journeys/visits.yaml").write_text("case: visit\n", "utf-8")
        declare(ws, f"{FILE}unit: journey\njourneys: visits\n")
        with pytest.raises(UsageError, match=r"All 100 customers .* Write unit: customer"):
            ws.experiment("checkout")


def test_values_in_another_currency_are_not_added_up(tmp_path: Path) -> None:
    events = []
    for k in range(80):
        arm, bought = ("short", "control")[k % 2], {"value": 50 + k // 2 % 5, "currency": "EUR"}
        events.append((f"u{k}", "Checkout Seen", DAY.format(10), {"arm": arm}))
        yen = {"value": 8000, "currency": "JPY"}
        events.append((f"u{k}", "Order Completed", DAY.format(12), yen if k % 20 == 0 else bought))
    options = "{measure: value, options: {event: Order Completed, currency: %s}}"
    file = FILE.replace("{measure: conversion, options: {goal: Order Completed}}", options)
    with shop(tmp_path, events) as ws:
        declare(ws, file.replace(", currency: %s", ""))
        found = ws.experiment("checkout")
        declare(ws, file % "JPY", "yen")
        yen_only = ws.experiment("yen")
    (row,) = found.primary
    assert row.control.value == 52
    assert row.treated.value == 52 * 40 / 40 - 4 * 50 / 40
    assert found.notes[0].startswith("4 values in JPY were left out: sums are in EUR")
    assert yen_only.primary[0].treated.value == 4 * 8000 / 40
