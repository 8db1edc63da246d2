from __future__ import annotations

import datetime as dt
import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.documents.cells import UNASKED, Binding, Cell, Figure, Score
from sojourn.documents.map import Lane, MapDocument, MapStep, Phase
from sojourn.documents.persona import Persona
from sojourn.maps.checks import CHECKS, GROUPS, CheckReport, Finding, NamesOfLog, check
from tests.docs.pages import ROOT
from tests.maps.whole_map import FELT, REACH, TODAY, assumed, changed, whole, with_cell, with_cells

ANNA = Persona("Anna, buys lamps", id="anna")
LOG = NamesOfLog(events=("Checkout Started",), touchpoints=("checkout",))


def checked(document: MapDocument, **known: object) -> CheckReport:
    return check(document, today=TODAY, **{"personas": (ANNA,), "names": LOG} | known)  # type: ignore[arg-type]


def the_one(document: MapDocument, code: str, **known: object) -> Finding:
    """The one finding of a check; nothing else is found."""
    (found,) = checked(document, **known).findings
    assert found.code == code
    return found


def test_a_pain_point_without_an_owner_is_found_with_its_place_and_what_to_do() -> None:
    found = the_one(with_cell("pain_points", owner=None), "pain-point-owner")
    assert (found.place, found.lane, found.id) == ("Purchase > Check out", "Pain points", "fails")
    assert found.message == '"The payment fails" has no owner. Give it one: owner: NAME'
    assert found.path == "lanes[2].cells.pay[0]"
    assert found.level == "error"


def test_a_whole_map_passes_every_check() -> None:
    report = checked(whole())
    assert report.findings == ()
    assert report.not_checked == ()
    assert report.passed == tuple(each.code for each in CHECKS)
    assert report.ok


def test_the_table_has_no_code_twice_and_keeps_groups_together() -> None:
    codes = [each.code for each in CHECKS]
    assert len(set(codes)) == len(codes)
    assert [each.group for each in CHECKS] == [each.group for group in GROUPS for each in CHECKS if each.group == group]


def test_the_guide_has_every_check() -> None:
    guide = (ROOT / "docs/how-to/check-a-map.md").read_text("utf-8")
    rows = [f"| `{each.code}` | {each.level} | {each.title} |" for each in CHECKS]
    assert "\n".join(rows) in guide
    assert guide.count("| error |") + guide.count("| warning |") + guide.count("| hint |") == len(rows)


def test_an_empty_map_is_not_a_good_map() -> None:
    codes = {found.code for found in check(MapDocument(""), today=TODAY).findings}
    assert codes == {"persona", "title", "scenario", "goal", "owner", "review-date", "phases"}


@pytest.mark.parametrize("field", ["scenario", "goal", "owner"])
def test_what_the_map_is_about_is_asked_for(field: str) -> None:
    assert f"{field}: " in the_one(changed(**{field: "  "}), field).message


def test_a_persona_is_asked_for() -> None:
    assert the_one(changed(personas=()), "persona").path == "personas"


def test_a_persona_without_a_document_is_named() -> None:
    found = the_one(changed(personas=("ana",)), "persona-known")
    assert found.message == 'There is no persona "ana". Did you mean "anna"? Describe it in personas/ana.yaml.'


def test_with_several_personas_each_lane_says_whose_it_is() -> None:
    found = checked(changed(personas=("anna", "ben")), personas=(ANNA, Persona("ben"))).findings
    assert [(one.code, one.lane) for one in found] == [("lane-persona", "Actions"), ("lane-persona", "Feelings")]


def test_a_lane_of_somebody_else_is_found() -> None:
    lane = msgspec.structs.replace(whole().lanes[0], persona="ben")
    found = checked(changed(lanes=(lane, *whole().lanes[1:])), personas=(ANNA, Persona("ben"))).findings
    assert [one.code for one in found] == ["lane-persona"]


def test_a_review_that_is_due_is_found_the_day_after() -> None:
    assert checked(changed(review=TODAY)).ok
    late = the_one(changed(review=TODAY - dt.timedelta(days=1)), "review-past")
    assert late.message.startswith("The review was due on 30 Nov 2026, 1 day ago.")
    assert checked(changed(review=dt.date(2020, 1, 1), status="retired")).ok


def test_every_step_needs_an_action_and_a_channel() -> None:
    steps = (*whole().phases[0].steps, MapStep("leave", "Leave"))
    report = checked(changed(phases=(Phase("purchase", "Purchase", steps=steps),)), names=None)
    assert [(found.code, found.place, found.id) for found in report.findings] == [
        ("step-action", "Purchase > Leave", "leave"),
        ("step-channel", "Purchase > Leave", "leave"),
    ]


@pytest.mark.parametrize(
    "lane",
    [
        Lane("c", "channels", "Channels", cells={"pay": (assumed("web"),)}),
        Lane("t", "touchpoints", "Touchpoints", cells={"pay": (assumed("checkout", channels=("web",)),)}),
    ],
    ids=lambda lane: lane.kind,
)
def test_a_channel_may_stand_in_a_lane(lane: Lane) -> None:
    bare = (Phase("purchase", "Purchase", steps=(MapStep("pay", "Check out", "checkout"),)),)
    assert not checked(changed(phases=bare)).ok
    assert checked(changed(phases=bare, lanes=(*whole().lanes, lane))).ok


def test_a_phase_without_steps_is_held_to_the_same() -> None:
    phases = (*whole().phases, Phase("after", "Afterwards"))
    found = checked(changed(phases=phases)).findings
    assert {(one.code, one.place) for one in found} == {
        ("phase-metric", "Afterwards"),
        ("step-action", "Afterwards"),
        ("step-channel", "Afterwards"),
    }


def test_hidden_phases_are_left_out() -> None:
    hidden = Phase("after", "Afterwards", hidden=True)
    lane = Lane("n", "notes", "Notes", cells={"after": (Cell("nobody knows"),)})
    assert checked(changed(phases=(*whole().phases, hidden), lanes=(*whole().lanes, lane))).findings == ()


def test_every_phase_needs_a_metric() -> None:
    assert the_one(with_cells("metrics"), "phase-metric").place == "Purchase"


def test_a_cell_that_says_nothing_is_no_cell() -> None:
    assert checked(with_cells("metrics", Cell("  "))).of("phase-metric")
    assert not checked(with_cells("metrics", Cell("  "))).of("provenance")


def test_cells_and_what_they_are_about_must_be_there() -> None:
    lane = Lane("n", "notes", "Notes", cells={"payy": (assumed("odd", about=("failss",)),)})
    found = checked(changed(lanes=(*whole().lanes, lane))).of("reference")
    assert [one.message for one in found] == [
        'No phase or step has the id "payy". Did you mean "pay"? Move the cell to one that is there.',
        'It is about "failss", and no cell has that id. Did you mean "fails"? Mend or remove it.',
    ]


def test_ids_must_differ() -> None:
    twice = (assumed("I pay", id="fails"), assumed("I wait"))
    assert 'the id "fails"' in the_one(with_cells("actions", *twice), "same-id").message


def test_every_cell_says_what_it_rests_on() -> None:
    assert "provenance:" in the_one(with_cell("actions", provenance=None), "provenance").message


def test_a_cell_with_a_binding_is_measured_without_saying_so() -> None:
    assert checked(with_cell("metrics", provenance=None)).ok


@pytest.mark.parametrize("provenance", ["cited", "asserted", "measured"])
def test_what_a_cell_rests_on_is_named(provenance: str) -> None:
    assert the_one(with_cell("actions", provenance=provenance, source=None), "source").level == "warning"


def test_an_assumption_that_a_measurement_contradicts_is_an_error() -> None:
    found = the_one(with_cell("feelings", asserted=1, measured=FELT), "contradicted")
    assert found.level == "error"
    assert found.message.startswith('"Impatient" is contradicted: ')


def test_a_feeling_is_held_against_what_another_cell_measured() -> None:
    measured = Cell("", provenance="measured", binding=Binding("feeling"), measured=FELT)
    assert the_one(with_cells("feelings", assumed("Happy", asserted=1), measured), "contradicted").id == ""
    assert checked(with_cells("feelings", assumed("Cross", asserted=-0.8), measured)).ok


def test_a_belief_with_a_limit_is_put_to_the_test() -> None:
    promise = Binding("problems", options={"at_most": 0.05})
    found = the_one(with_cell("metrics", text="Few payments fail", binding=promise), "contradicted")
    assert found.message.startswith('"Few payments fail" is contradicted: ')


def test_a_wish_cannot_be_contradicted() -> None:
    wish = with_cell("feelings", asserted=1, measured=FELT)
    lanes = tuple(msgspec.structs.replace(lane, state="to-be") for lane in wish.lanes)
    assert checked(msgspec.structs.replace(wish, lanes=lanes)).ok
    assert checked(msgspec.structs.replace(wish, state="to-be")).ok


@pytest.mark.parametrize(("n", "code"), [(0, "too-few"), (4, "too-few"), (5, "few"), (29, "few")])
def test_figures_on_few_customers_are_found(n: int, code: str) -> None:
    figure = Figure(value=0.2, n=n, data_up_to=TODAY)
    assert the_one(with_cell("metrics", measured=figure), code).lane == "Metrics"


def test_the_minimum_is_that_of_the_workspace() -> None:
    figure = Figure(value=0.2, n=40, data_up_to=TODAY)
    assert checked(with_cell("metrics", measured=figure)).findings == ()
    assert the_one(with_cell("metrics", measured=figure), "too-few", minimum_cell=50).level == "error"


def test_a_binding_that_cannot_be_measured_is_an_error() -> None:
    figure = Figure(of=UNASKED, notes=('No measure is called "opens".',))
    found = the_one(with_cell("metrics", measured=figure), "measurable")
    assert (found.level, 'cannot be measured: No measure is called "opens".' in found.message) == ("error", True)


def test_a_hidden_figure_is_no_error() -> None:
    found = the_one(with_cell("metrics", measured=Figure(hidden=5)), "hidden")
    assert (found.level, "fewer than 5 customers" in found.message) == ("hint", True)


@pytest.mark.parametrize(("up_to", "stale"), [(90, False), (91, True)])
def test_old_data_are_found(up_to: int, stale: bool) -> None:
    figure = msgspec.structs.replace(REACH, data_up_to=TODAY - dt.timedelta(days=up_to))
    assert bool(checked(with_cell("metrics", measured=figure)).of("fresh")) == stale


def test_a_figure_without_a_date_is_not_taken_for_fresh() -> None:
    assert "up to when" in the_one(with_cell("metrics", measured=Figure(value=0.2, n=100)), "fresh").message


def test_bindings_without_figures_are_counted_once() -> None:
    bound = Cell("NPS", binding=Binding("nps"))
    assert the_one(with_cells("metrics", bound, bound), "not-measured").message.startswith(
        "2 cells say what to measure"
    )


def test_a_step_that_the_log_does_not_know_is_found() -> None:
    found = the_one(whole(), "step-in-log", names=NamesOfLog(events=("Checkout Begun",), touchpoints=("check-outs",)))
    assert found.message.startswith('Nothing in the log is called "checkout". Did you mean "check-outs"?')


@pytest.mark.parametrize(
    "step",
    [
        MapStep("pay", "Checkout", channels=("web",)),
        MapStep("pay", "Pay", touchpoint="Check_out", channels=("web",)),
        MapStep("pay", "Pay", events=("checkout started", "Paid"), channels=("web",)),
        MapStep("pay", "Pay", events=("Started Order",), channels=("web",)),
    ],
    ids=["title", "touchpoint", "event", "older name"],
)
def test_a_step_is_looked_up_by_its_events_touchpoint_or_title(step: MapStep) -> None:
    assert checked(changed(phases=(Phase("purchase", "Purchase", steps=(step,)),))).findings == ()


def test_what_cannot_be_checked_is_said_with_the_reason() -> None:
    report = check(whole(), today=TODAY)
    assert [(each.code, "workspace" in each.why) for each in report.not_checked] == [
        ("persona-known", True),
        ("step-in-log", True),
    ]
    assert "The planned steps happen in the log: no log was given; it needs a workspace." in report.summary()


@pytest.mark.parametrize(
    "pain",
    [
        assumed("The payment fails", id="fails", owner="Ben"),
        assumed("The payment fails", owner="Ben", about=("another",)),
    ],
    ids=["named by it", "names it"],
)
def test_a_pain_point_and_its_opportunity_find_each_other_either_way(pain: Cell) -> None:
    document = with_cells("pain_points", pain)
    if not pain.id:
        document = _without_about(document)
    assert not checked(document).of("pain-point-opportunity")


def test_an_opportunity_about_nothing_is_about_the_pain_points_of_its_place() -> None:
    assert checked(_without_about(whole())).ok


def test_a_pain_point_without_an_opportunity_is_found() -> None:
    pains = (assumed("The payment fails", id="fails", owner="Ben"), assumed("I wait", id="wait", owner="Ben"))
    found = the_one(with_cells("pain_points", *pains), "pain-point-opportunity")
    assert found.message == '"I wait" has no opportunity. Write one down, and say there what it is about: about: [wait]'


def _without_about(document: MapDocument) -> MapDocument:
    lanes = tuple(
        msgspec.structs.replace(
            lane, cells={"pay": tuple(msgspec.structs.replace(cell, about=()) for cell in lane.cells["pay"])}
        )
        if lane.kind == "opportunities"
        else lane
        for lane in document.lanes
    )
    return msgspec.structs.replace(document, lanes=lanes)


def test_an_opportunity_that_no_method_can_rank_is_found() -> None:
    assert "is not scored" in the_one(with_cell("opportunities", score=None), "opportunity-score").message
    part = the_one(with_cell("opportunities", score=Score(impact=8)), "opportunity-score")
    assert (
        part.message == '"Offer another way" cannot be ranked yet. For Impact by effort its score still needs effort.'
    )
    assert checked(with_cell("opportunities", score=Score(kano="must-be"))).ok


def test_a_score_out_of_its_range_is_found() -> None:
    found = the_one(with_cell("opportunities", score=Score(impact=8, effort=4, confidence=80)), "score-range")
    assert "confidence is 80, not 0..1" in found.message


def test_the_summary_is_grouped_by_place_with_the_worst_first() -> None:
    broken = msgspec.structs.replace(with_cells("pain_points", Cell("It fails", id="fails")), owner=None)
    assert check(broken, today=TODAY).summary() == SUMMARY


SUMMARY = """\
I buy a lamp
2 errors and 1 warning; 25 checks passed, 2 not checked.

The map
  warning  Nobody looks after this map. Name somebody: owner: NAME

Purchase > Check out
  error    Pain points: "It fails" does not say what it rests on. Add provenance: measured, cited (from research), \
asserted (an assumption) or inferred (estimated).
  error    Pain points: "It fails" has no owner. Give it one: owner: NAME

Not checked
  Each persona is described in a document of its own: no persona documents were given; it needs a workspace with \
personas/NAME.yaml.
  The planned steps happen in the log: no log was given; it needs a workspace."""


def test_a_report_is_a_result() -> None:
    report = checked(with_cell("pain_points", owner=None))
    assert report.to_arrow().column("code").to_pylist() == ["pain-point-owner"]
    assert json.loads(msgspec.json.encode(report.to_dict()))["counts"]["error"] == 1
    assert checked(whole()).to_arrow().num_rows == 0


texts = st.text(max_size=30)
cells = st.builds(
    Cell,
    texts,
    id=st.sampled_from(["", "a", "b"]),
    provenance=st.sampled_from([None, "measured", "cited", "asserted", "inferred"]),
    asserted=st.none() | st.floats(-2, 2),
    about=st.lists(st.sampled_from(["a", "b", "c"]), max_size=2).map(tuple),
    measured=st.none() | st.builds(Figure, value=st.none() | st.floats(-2, 2), n=st.integers(0, 50)),
    score=st.none() | st.builds(Score, impact=st.none() | st.floats(0, 10), formula=st.none() | texts),
)
lanes = st.builds(
    Lane,
    id=texts,
    kind=st.sampled_from(["actions", "thoughts", "feelings", "pain_points", "opportunities", "metrics", "notes"]),
    title=texts,
    cells=st.dictionaries(st.sampled_from(["p", "s", "x"]), st.lists(cells, max_size=3).map(tuple)),
)


@given(st.lists(lanes, max_size=4), texts)
def test_any_map_can_be_checked(some: list[Lane], title: str) -> None:
    phases = (Phase("p", "P", steps=(MapStep("s", "S"),)), Phase("q", "Q"))
    report = check(MapDocument(title, phases=phases, lanes=tuple(some)), today=TODAY)
    levels = [found.level for found in report.findings]
    assert report.ok == ("error" not in levels)
    assert {found.code for found in report.findings}.isdisjoint(report.passed)
    assert len(report.passed) + len(report.not_checked) + len({f.code for f in report.findings}) == len(CHECKS)
    assert report.title in report.summary()
