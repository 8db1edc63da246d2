from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import combinations, pairwise
from math import isnan
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sojourn
from sojourn.documents.map import MapDocument, MapStep, Phase
from sojourn.errors import DefinitionError, UnknownName, UsageError
from sojourn.estimates import Estimate, wilson
from sojourn.insights.conformance import Conformance, Point, conformance
from sojourn.insights.conformance.counting import change
from sojourn.insights.conformance.records import KINDS
from sojourn.maps.map import Map
from sojourn.periods import Calendar
from tests.in_memory import Took, units_of
from tests.paths import BY_GAP, SECOND, journeys, name
from tests.shops import Story, shop

CALENDAR = Calendar()
BUYING = MapDocument(
    title="I buy a present",
    phases=(
        Phase("look", "Look", steps=(MapStep("product", "Look", "product page", repeatable=True),)),
        Phase("buy", "Buy", stage="purchase", steps=(
            MapStep("cart", "Cart"),
            MapStep("checkout", "Check out", "checkout"),
            MapStep("voucher", "Voucher", events=("Coupon Entered",), optional=True),
            MapStep("order", "Order", events=("Order Completed",)),
        )),
        Phase("leave", "Leave", exit=True, steps=(MapStep("off", "Goodbye", events=("Account Deleted",)),)),
    ),
)  # fmt: skip


def told(who: str, *events: str, month: int = 1) -> list[Story]:
    """Events of a customer, an hour apart."""
    return [(who, event, f"2026-{month:02}-05 {hour:02}:00") for hour, event in enumerate(events, 8)]


LIVED = [
    *told("anna", "Product Viewed", "Product Viewed", "Product Added", "Checkout Started", "Order Completed"),
    *told("ben", "Product Viewed", "Checkout Started", "Order Completed"),  # no cart
    *told("cora", "Product Added", "Checkout Started", "Payment Failed", "Checkout Started", "Order Completed"),
    *told("dan", "Product Viewed", "Help Viewed", "Product Added"),
    *told("eve", "Product Viewed", "Checkout Started", "Product Added", "Order Completed", "Account Deleted"),
    *told("finn", "Product Viewed"),
]


USUAL = ("Product Viewed", "Product Added", "Order Completed")


def compared(folder: Path, events: Sequence[Story], document: MapDocument = BUYING) -> Conformance:
    with shop(folder, events) as ws:
        return conformance(ws.journeys().units(), document, CALENDAR)


def table(found: Conformance) -> dict[tuple[str, str], int]:
    return {(row.kind, row.name): row.units for row in found.deviations}


def test_a_planned_purchase_against_six_customers(tmp_path: Path) -> None:
    with shop(tmp_path, LIVED) as ws:
        found = conformance(ws.journeys().units(), BUYING, CALENDAR)
        assert found.members("missing") == ["ben", "cora"]
        assert found.members("missing", "cart") == ["ben"]
        assert found.members("extra", "Help Page") == ["dan"]
        assert found.members("out of order", "Cart") == ["eve"]
        assert found.members("failed", "cart") == []
    assert table(found) == {
        ("missing", "Cart"): 1, ("missing", "Look"): 1, ("failed", "Check out"): 1, ("extra", "help page"): 1,
        ("out_of_order", "Cart"): 1,
    }  # fmt: skip
    assert [(row.kind, row.units, row.customers) for row in found.kinds] == [
        ("extra", 1, 1), ("out_of_order", 1, 1), ("failed", 1, 1), ("missing", 2, 2),
    ]  # fmt: skip
    assert (found.units, found.customers, found.fits, found.completed) == (6, 6, wilson(2, 6), wilson(1, 6))
    assert found.kind("missing").share == wilson(2, 6)


def test_the_summary_in_plain_words(tmp_path: Path) -> None:
    assert compared(tmp_path, LIVED).summary().splitlines() == [
        "2 of 6 customers kept to the plan as far as they came; 1 of them came to its end.",
        '1 of 6 customers (17 %, likely 3 to 56) did something that was not planned: "help page".',
        '1 of 6 customers (17 %, likely 3 to 56) took a step out of order: "Cart".',
        '1 of 6 customers (17 %, likely 3 to 56) had a touchpoint fail: "Check out".',
        '2 of 6 customers (33 %, likely 9.7 to 70) missed a planned step: most often "Cart" (1) and "Look" (1).',
        'Nothing in the log is called "Coupon Entered", so the step "Voucher" was not compared.',
    ]


def test_one_customer_and_none_read_well(tmp_path: Path) -> None:
    one = compared(tmp_path / "one", told("anna", "Product Viewed")).summary().splitlines()
    assert one[:2] == [
        "The one customer kept to the plan as far as they came.",  # whether to its end is not known
        "No customer did something that was not planned.",
    ]
    assert compared(tmp_path / "none", []).summary().startswith("There are no customers to compare with the plan.")


def test_each_planned_step_says_who_reached_it_and_who_did_not(tmp_path: Path) -> None:
    steps = {step.id: step for step in compared(tmp_path, LIVED).steps}
    assert [(s.reached, s.missing, s.not_reached) for s in steps.values()] == [
        (5, 1, 0),
        (4, 1, 1),
        (4, 0, 2),
        (4, 0, 2),
    ]
    assert list(steps) == ["product", "cart", "checkout", "order"]


def test_steps_of_exits_are_neither_planned_nor_extra(tmp_path: Path) -> None:
    found = compared(tmp_path, told("anna", "Product Viewed", "Account Deleted"))
    assert (found.fits, found.deviations) == (wilson(1, 1), ())


def test_again_is_extra_unless_the_step_is_repeatable_or_was_tried_again_after_a_failure(tmp_path: Path) -> None:
    again = told("anna", "Product Viewed", "Product Added", "Product Viewed", "Product Added")
    found = compared(tmp_path / "again", again)
    assert [(row.kind, row.step, row.name) for row in found.deviations] == [("extra", "cart", "Cart")]
    assert 'did something that was not planned: "Cart" again.' in found.summary()
    retried = compared(
        tmp_path / "retried", told("cora", "Product Viewed", "Product Added", "Form Error", "Product Added")
    )
    assert table(retried) == {("failed", "Cart"): 1}


def test_two_events_of_one_touchpoint_are_one_visit_and_the_same_event_twice_are_two(tmp_path: Path) -> None:
    one = compared(
        tmp_path / "one", told("anna", "Product Viewed", "Product Added", "Checkout Started", "Checkout Step Viewed")
    )
    two = compared(
        tmp_path / "two", told("anna", "Product Viewed", "Product Added", "Checkout Started", "Checkout Started")
    )
    assert (table(one), table(two)) == ({}, {("extra", "Check out"): 1})


def test_a_property_may_say_that_a_step_failed(tmp_path: Path) -> None:
    events: list[Story] = [
        ("anna", "Product Viewed", "2026-01-01"), ("anna", "Product Added", "2026-01-02", {"status": "Failed"}),
        ("ben", "Product Viewed", "2026-01-01", {"success": "true"}),
        ("ben", "Help Viewed", "2026-01-02", {"success": "false"}),
    ]  # fmt: skip
    assert table(compared(tmp_path, events)) == {
        ("failed", "Cart"): 1,
        ("failed", "help page"): 1,
        ("extra", "help page"): 1,
    }


def test_an_unknown_error_event_fails_the_touchpoint_before_it_and_is_extra_where_there_is_none(tmp_path: Path) -> None:
    found = compared(tmp_path, [*told("anna", "Product Viewed", "Zoom Failed"), *told("ben", "Zoom Failed")])
    assert table(found) == {("failed", "Look"): 1, ("extra", "Zoom Failed"): 1}


def test_a_planned_error_is_no_failure(tmp_path: Path) -> None:
    document = MapDocument(title="I get my money back", phases=(
        Phase("p", "P", steps=(MapStep("order", "Order Completed"), MapStep("back", "Money back", "refund"))),
    ))  # fmt: skip
    found = compared(tmp_path, told("anna", "Order Completed", "Order Refunded"), document)
    assert (found.deviations, found.completed) == ((), wilson(1, 1))


def test_a_planned_step_that_the_log_does_not_know_is_named_with_near_names_and_missed_by_nobody(
    tmp_path: Path,
) -> None:
    document = MapDocument(title="I buy", phases=(Phase("p", "P", steps=(
        MapStep("a", "See", events=("Product Viewd",)), MapStep("b", "Pay", events=("Order Completed",)),
    )),))  # fmt: skip
    found = compared(tmp_path, told("anna", "Order Completed"), document)
    assert [(step.step, step.names, step.proposals) for step in found.missing_in_log] == [("a", ("Product Viewd",), ())]
    assert found.fits == wilson(1, 1)
    near = compared(tmp_path / "near", told("anna", "Product Viewed", "Order Completed"), document)
    assert near.missing_in_log[0].proposals == ("Product Viewed", "product page")
    assert table(near) == {("extra", "product page"): 1}
    assert near.summary().endswith('was not compared. Did you mean "Product Viewed" or "product page"?')


def test_where_a_touchpoint_is_planned_twice_the_stage_of_the_step_decides_then_the_order(tmp_path: Path) -> None:
    again = MapDocument(title="I come back", phases=(Phase("p", "P", steps=(
        MapStep("first", "First look", events=("Product Viewed",)), MapStep("buy", "Buy", events=("Order Completed",)),
        MapStep("second", "Second look", events=("Product Viewed",)),
    )),))  # fmt: skip
    found = compared(tmp_path, told("anna", "Product Viewed", "Order Completed", "Product Viewed"), again)
    assert (found.completed, [step.reached for step in found.steps]) == (wilson(1, 1), [1, 1, 1])
    letters = MapDocument(title="I read", phases=(
        Phase("awareness", "A", steps=(MapStep("ad", "Ad", "newsletter"),)),
        Phase("purchase", "B", steps=(MapStep("buy", "Buy", events=("Order Completed",)),)),
        Phase("loyalty", "C", steps=(MapStep("mail", "Mail", "newsletter"),)),
    ))  # fmt: skip
    late = compared(tmp_path / "late", told("ben", "Order Completed", "Email Opened"), letters)
    assert [step.reached for step in late.steps] == [0, 1, 1]


def test_parallel_neighbours_come_in_any_order_and_a_lone_parallel_step_is_pointed_out(tmp_path: Path) -> None:
    def planned(*parallel: bool) -> MapDocument:
        names = ("Product Viewed", "Help Viewed", "Product Added", "Order Completed")
        steps = tuple(MapStep(n, n, parallel=p) for n, p in zip(names, parallel, strict=True))
        return MapDocument(title="I buy", phases=(Phase("p", "P", steps=steps),))

    events = told("anna", "Help Viewed", "Product Viewed", "Product Added", "Order Completed")
    assert table(compared(tmp_path / "a", events, planned(True, True, False, False))) == {}
    lone = compared(tmp_path / "b", events, planned(True, False, False, False))
    assert (table(lone), len(lone.notes)) == ({("out_of_order", "Product Viewed"): 1}, 1)


def test_trends_compare_the_first_with_the_latest_complete_period(tmp_path: Path) -> None:
    def month(number: int, missing: int) -> list[Story]:
        start = ("Product Viewed", "Checkout Started"), ("Product Viewed", "Product Added")
        return [e for k in range(20) for e in told(f"{number}-{k}", *start[k >= missing], month=number)]

    events = [*month(1, 2), *month(2, 18), *month(3, 20)]
    with shop(tmp_path, events) as ws:
        found = conformance(ws.journeys().units(), BUYING, CALENDAR, every="month")
    missing = found.kind("missing")
    assert [(p.start, p.units, p.n, p.open) for p in missing.trend] == [
        (date(2026, 1, 1), 2, 20, False), (date(2026, 2, 1), 18, 20, False), (date(2026, 3, 1), 20, 20, True),
    ]  # fmt: skip
    assert [(p.customers, p.people) for p in missing.trend] == [(2, 20), (18, 20), (20, 20)]
    assert (missing.change, found.kind("failed").change) == ("up", "same")
    assert "The share that missed a planned step rose from 10 % (period from 2026-01-01) to 90 %" in found.summary()
    with shop(tmp_path / "short", told("anna", "Product Viewed")) as ws:
        assert conformance(ws.journeys().units(), BUYING, CALENDAR, every="month").kind("extra").change == "cannot tell"


@pytest.mark.parametrize(
    ("low", "high", "wanted"),
    [(0.21, 0.31, "same"), (0.24, 0.34, "same"), (0.26, 0.36, "up"), (0.0, 0.04, "up"), (0.05, 0.15, "same")],
)
def test_a_change_is_told_where_the_gap_is_half_as_wide_as_the_ranges(low: float, high: float, wanted: str) -> None:
    def point(share: Estimate) -> Point:
        return Point(date(2026, 1, 1), 10, 100, share, 10, 100)

    first = Estimate(0.15, 0.1, 0.2, 100, "") if low else Estimate(0.0, 0.0, 0.0, 100, "")
    last = Estimate((low + high) / 2, low, high, 100, "") if low else Estimate(0.04, 0.03, 0.05, 100, "")
    assert change((point(first), point(last))) == wanted
    assert change((point(last), point(first))) == {"up": "down"}.get(wanted, wanted)


def test_journeys_that_are_still_open_have_not_missed_what_may_come(tmp_path: Path) -> None:
    events = [*told("anna", "Product Viewed", "Product Added"), *told("finn", "Product Viewed")]
    with shop(tmp_path, [*events, *told("ben", "Product Viewed", month=3)]) as ws:
        found = conformance(ws.journeys(gap="7d").units(), BUYING, CALENDAR)
    assert [(step.id, step.reached, step.not_reached, step.open) for step in found.steps] == [
        ("product", 3, 0, 0), ("cart", 1, 1, 1),
    ]  # fmt: skip
    assert (found.unit, found.open, found.fits.value) == ("journey", 1, 1)
    assert found.summary().endswith("1 journey is still open and counts with what it did so far.")


def test_a_period_whose_journeys_may_still_go_on_is_not_compared(tmp_path: Path) -> None:
    events = [e for month in (1, 3) for k in range(10) for e in told(f"{month}-{k}", "Help Viewed", month=month)]
    with shop(tmp_path, [*events, *told("late", "Product Viewed", month=4)]) as ws:
        found = conformance(ws.journeys(gap="60d").units(), BUYING, CALENDAR, every="month").kind("extra")
    assert [(point.start.month, point.n, point.open) for point in found.trend] == [
        (1, 10, False), (3, 10, True), (4, 1, True),
    ]  # fmt: skip
    assert found.change == "cannot tell"


def test_where_customers_repeat_the_range_is_by_customer(tmp_path: Path) -> None:
    events = [
        e
        for k in range(40)
        for m in (1, 3, 5)
        for e in told(f"c{k}", *(["Help Viewed"] if k % 2 else ["Product Viewed"]), month=m)
    ]
    with shop(tmp_path, events) as ws:
        found = conformance(ws.journeys(gap="7d").units(), BUYING, CALENDAR)
    extra = found.kind("extra")
    assert (extra.units, extra.customers, extra.share.value, extra.share.method) == (
        60,
        20,
        0.5,
        "bootstrap by customer",
    )
    assert extra.share.high - extra.share.low > wilson(60, 120).high - wilson(60, 120).low


def test_greps_a_sign_up_as_it_was_planned_and_as_33_lived_it(shared: Path, tmp_path: Path) -> None:
    names = [
        "start",
        "registered",
        "activated",
        "vpcAssignInstance",
        "vpcCreateUserOnInstance",
        "readyToStart",
        "started",
    ]
    names += [word for k in range(5) for word in (f"Task event: {k}", f"Give feedback {k}")]
    names += ["Task event: 5", "waitingForManualScores", "waitingForScores", "waitingForResultApproval"]
    names += ["waitingForActivityReport", "finished"]
    optional = ("Give feedback 4", "Task event: 5")
    steps = tuple(MapStep(f"s{n}", word, optional=word in optional) for n, word in enumerate(names))
    with sojourn.open(tmp_path / "greps") as ws:
        ws.load(shared / "data/journeys/greps_traces.csv")
        found = conformance(
            ws.journeys().units(), MapDocument(title="I sign up", phases=(Phase("p", "P", steps=steps),)), CALENDAR
        )
        assert found.members("missing", "registered") == ["32"]
        assert found.members("missing", "waitingForManualScores") == ["31", "8"]
        assert found.members("extra", "started") == ["1"]  # the one whose machine had to be set up twice
        assert found.members("extra", "waiting for subject acceptance") == ["1", "19", "20", "3", "30", "31", "7", "8"]
    assert found.steps[-1].reached == 17
    assert (found.fits, found.kind("missing").units, found.kind("out of order").units) == (wilson(24, 33), 3, 0)


def test_names_kinds_and_maps_that_are_not_there_are_refused(tmp_path: Path) -> None:
    with shop(tmp_path, LIVED) as ws:
        found = conformance(ws.journeys().units(), BUYING, CALENDAR)
        with pytest.raises(UnknownName, match=r'called "help pge". Did you mean "help page"'):
            found.members("extra", "help pge")
        with pytest.raises(UnknownName, match='not "wrong"'):
            found.members("wrong")
        with pytest.raises(UsageError, match="no steps to compare with"):
            conformance(ws.journeys().units(), MapDocument(title="Empty"), CALENDAR)
    with pytest.raises(UsageError, match="lost its customers"):
        msgspec.structs.replace(found).members("extra")


# The kernel against its definition in plain Python. Code 4 ("d") is an error event.

flags = st.tuples(st.booleans(), st.booleans(), st.booleans())
plans = st.permutations(("a", "b", "c")).flatmap(
    lambda names: st.tuples(st.just(names[:2]) | st.just(names), flags, flags, flags)
)
Plan = tuple[Sequence[str], tuple[bool, ...], tuple[bool, ...], tuple[bool, ...]]
logs = st.lists(
    st.builds(Took, st.integers(0, 5), st.integers(0, 30).map(SECOND.__mul__), st.integers(1, 4)), max_size=30
)


def document_of(plan: Plan) -> MapDocument:
    rows = zip(*plan, strict=False)
    steps = (MapStep(n, n, events=(n,), optional=o, repeatable=r, parallel=p) for n, o, r, p in rows)
    return MapDocument(title="I", phases=(Phase("p", "P", steps=tuple(steps)),))


def ranks(plan: Plan) -> dict[str, int]:
    names, parallel = plan[0], plan[3]
    found = {names[0]: 0}
    for k in range(1, len(names)):
        found[names[k]] = found[names[k - 1]] + (not (parallel[k - 1] and parallel[k]))
    return found


def deviations(journey: list[str], plan: Plan) -> set[tuple[str, str]]:
    names, optional, repeatable, _ = plan
    rank, found, first = ranks(plan), set(), []
    for i in range(len(journey)):
        word = journey[i]
        so_far = [w for w in journey[:i] if w != "d"]
        if word == "d":
            found.add(("failed", so_far[-1]) if so_far else ("extra", "d"))
            if not so_far:
                journey = [*journey[:i], "d!", *journey[i + 1 :]]
        elif word not in names:
            found.add(("extra", word))
        elif word not in so_far:
            first.append(word)
        elif not repeatable[names.index(word)] and not (journey[i - 1] == "d" and so_far[-1] == word):
            found.add(("extra", word))
    runs = (run for size in range(len(first), -1, -1) for run in combinations(first, size))
    kept = next(run for run in runs if all(rank[a] <= rank[b] for a, b in pairwise(run)))
    found |= {("out_of_order", word) for word in first if word not in kept}
    furthest = max((rank[word] for word in first), default=-1)
    skipped = (n for n, o in zip(names, optional, strict=False) if not o and n not in first and rank[n] < furthest)
    return {(kind, word.rstrip("!")) for kind, word in found} | {("missing", word) for word in skipped}


@given(logs, plans, st.integers(1, 3), st.booleans())
def test_equals_plain_python(log: list[Took], plan: Plan, partitions: int, cut: bool) -> None:
    definition = BY_GAP if cut else msgspec.structs.replace(BY_GAP, gap=None)
    units = units_of(log, definition, partitions=partitions, roles={"problem": (4,)})
    found = conformance(units, document_of(plan), CALENDAR)
    lived = [(took[0].who, deviations([name(step) for step in took], plan)) for took in journeys(log, definition)]
    assert found.units == len(lived)
    for row in found.deviations:
        who = [customer for customer, own in lived if (row.kind, row.name) in own]
        assert (row.units, row.customers) == (len(who), len(set(who)))
        assert found.members(row.kind, row.name) == sorted({f"customer {customer}" for customer in who})
    assert {(row.kind, row.name) for row in found.deviations} == set().union(*(own for _, own in lived))
    assert [row.units for row in found.kinds] == [sum(kind in dict(own) for _, own in lived) for kind in KINDS]
    assert sum(not own for _, own in lived) == found.fitting
    for row in found.deviations:
        units = [(view.customers.ids[view.customer[unit]].as_py(), view.steps["occurred_at"][view.begin[unit]])
                 for view, unit in found.behind(row, 2)]  # fmt: skip
        pairs = zip(journeys(log, definition), lived, strict=True)
        deviating = [(f"customer {c}", took[0].at) for took, (c, own) in pairs if (row.kind, row.name) in own]
        assert len(units) == min(2, row.customers)
        for who, at in units:  # the first of the customer's journeys that deviates
            assert at == next(begun for customer, begun in deviating if customer == who)
    reaching = journeys(log, definition)
    for step in found.steps:
        who = [took[0].who for took in reaching if step.title in [name(one) for one in took]]
        assert (step.reached, step.customers) == (len(who), len(set(who)))
        assert step.reached + step.missing + step.not_reached + step.open <= found.units


def test_a_plan_that_the_log_knows_nothing_of_is_compared_with_nothing(tmp_path: Path) -> None:
    names = ("Browse the catalogue", "Order Completeds")
    steps = tuple(MapStep(f"s{k}", name) for k, name in enumerate(names))
    elsewhere = MapDocument("Another shop", phases=(Phase("buy", "Buy", steps=steps),))
    with shop(tmp_path, [row for k in range(60) for row in told(f"c{k}", *USUAL[: 2 + k % 2])]) as ws:
        found = ws.journeys().conformance(elsewhere)
        assert found.members("extra") == []
    assert found.notes == ("Nothing in the log is called like a step of the map, so nothing can be compared.",)
    assert (found.deviations, found.kinds, found.outcome) == ((), (), None)
    assert (found.units, found.customers, found.fits.n) == (60, 60, 60)
    assert isnan(found.fits.value)
    assert [line.rpartition("step ")[2] for line in found.summary().splitlines()] == [
        '"Browse the catalogue" was not compared.',
        '"Order Completeds" was not compared. Did you mean "Order Completed"?',
    ]
    with pytest.raises(UsageError, match="so nothing can be compared"):
        found.kind("missing")


def test_a_plan_may_be_given_by_its_file(tmp_path: Path) -> None:
    file = tmp_path / "plan.map.yaml"
    Map(BUYING).save(file)
    with shop(tmp_path, LIVED) as ws:
        j = ws.journeys()
        assert j.conformance(file) == j.conformance(str(file)) == j.conformance(BUYING)
        with pytest.raises(UsageError, match=r"A dict is no map.*sojourn.load_map"):
            j.conformance({"title": "I buy a present"})  # type: ignore[arg-type]
        with pytest.raises(DefinitionError, match=r"no\.map\.yaml cannot be read"):
            j.conformance(tmp_path / "no.map.yaml")
