from __future__ import annotations

from collections.abc import Iterator
from math import inf
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.documents.cells import Binding, Cell, Figure
from sojourn.documents.map import Lane, LaneKind, MapDocument, MapStep, Phase
from sojourn.engines.units import Units
from sojourn.insights.beliefs import Known, Rated, Verdict, believed, known_of, verdict_of
from sojourn.measures.kpis import measure
from sojourn.periods import Calendar
from tests.shops import Story, shop

KNOWN = Known(
    stages=("consideration", "purchase", "service", "loyalty"),
    touchpoints=("product page", "cart", "checkout", "live chat", "newsletter", "support call"),
    channels=("web", "app", "email", "phone"),
    events=("Product Viewed", "Checkout Started", "Order Completed"),
)
PHASES = (
    Phase("find", "Find", stage="consideration"),
    Phase("buy", "Buy", stage="purchase", steps=(MapStep("pay", "Pay", "checkout"), MapStep("box", "Unboxing"))),
    Phase("service", "Help"),
    Phase("elsewhere", "Elsewhere"),
)


def grid(*cells: tuple[LaneKind, str, str | Cell]) -> MapDocument:
    """A map with one lane for each cell; a text is an assumption."""
    lanes = tuple(
        Lane(f"l{n}", kind, kind, cells={at: (cell if isinstance(cell, Cell) else Cell(cell, provenance="asserted"),)})
        for n, (kind, at, cell) in enumerate(cells)
    )
    return MapDocument(title="I buy", phases=PHASES, lanes=lanes)


def read(text: str | Cell, kind: LaneKind = "actions", at: str = "buy", known: Known = KNOWN) -> Cell:
    (lane,) = believed(grid((kind, at, text)), known).lanes
    return lane.cells[at][0]


def bound(text: str, kind: LaneKind = "actions", at: str = "buy") -> dict[str, Any] | None:
    """What a text is bound to, without what is not said."""
    binding = read(text, kind, at).binding
    return None if binding is None else msgspec.to_builtins(binding)


# A workshop's map, ten beliefs of which three are wrong, put to the test on a shop that is known.


def a_shop() -> Iterator[Story]:
    """400 customers look at a product; 240 go to the checkout, 200 order (40 in the app), 100 of these order again.

    Ten chat with support. All who ordered rate the checkout with 3 to 5.
    """
    for n in range(400):
        who, channel = f"c{n}", {"channel": "app" if n % 5 == 0 else "web"}
        yield who, "Product Viewed", "2026-01-01 10:00", channel
        if n < 240:
            yield who, "Checkout Started", "2026-01-01 11:00", channel
        if n < 200:
            yield who, "Order Completed", "2026-01-01 12:00", channel
            yield (
                who,
                "Survey Answered",
                "2026-01-01 13:00",
                {"score": 3 + n % 3, "score_kind": "csat", "about": "checkout"},
            )
        if n < 100:
            yield who, "Order Completed", "2026-02-01 12:00", channel
        if n < 10:
            yield who, "Live Chat Conversation Started", "2026-01-02 12:00"


WORKSHOP = (
    ("confirmed", "actions", "find", "Everybody looks at the product page"),
    ("confirmed", "touchpoints", "buy", "Checkout"),
    ("contradicted", "touchpoints", "buy", "Live chat"),  # chats are all in service
    ("confirmed", "metrics", "buy", "6 in 10 customers reach checkout"),
    ("contradicted", "pain_points", "service", "Most customers contact the live chat"),
    ("confirmed", "metrics", "find", "40 % drop off"),
    ("confirmed", "feelings", "pay", "+1"),
    ("contradicted", "notes", "find", "8 of 10 customers use the app"),
    ("confirmed", "metrics", "buy", "half of customers buy again"),
    ("confirmed", "channels", "find", "Website"),
)


def test_a_workshop_map_with_three_wrong_beliefs_among_ten(tmp_path: Path) -> None:
    document = grid(*((kind, at, text) for _, kind, at, text in WORKSHOP))
    with shop(tmp_path, list(a_shop())) as ws:
        units = ws.journeys().units()
        document = believed(document, known_of(units))
        verdicts = [verdict_of(measured(cell, units)) for _, _, cell in document.cells()]
    assert [verdict.status for verdict in verdicts] == [status for status, *_ in WORKSHOP]
    assert verdicts[3].reason == "believed 60 %, measured 60 % (likely 55 to 65 %)"
    assert verdicts[4].reason == "believed at least 50 %, measured 2.5 % (likely 1.4 to 4.5 %)"
    assert verdicts[6].reason == "believed +1, measured +1 (likely +0.9 to +1.1)"


def measured(cell: Cell, units: Units) -> Cell:
    """The cell with the figure that its binding asks for."""
    binding = cell.binding
    assert binding is not None, cell.text
    places = {n: getattr(binding, n) for n in ("stage", "touchpoint", "channel", "event") if getattr(binding, n)}
    options = places | {n: option for n, option in binding.options.items() if n == "score"}
    (row,) = measure(units, Calendar(), binding.measure, options=options).rows
    found, scale = row.estimate, "feeling" if binding.measure == "feeling" else "share"
    figure = Figure(scale, found.value, found.low, found.high, found.n)  # type: ignore[arg-type]
    return msgspec.structs.replace(cell, measured=figure)


# What is understood, and how.


def test_a_column_of_a_grid_without_phases_may_be_a_step_of_the_log() -> None:
    document = MapDocument(
        "I buy",
        phases=(Phase("checkout", "Checkout"),),
        lanes=(
            Lane("feelings", "feelings", "Feelings", cells={"checkout": (Cell(asserted=1.0, provenance="asserted"),)}),
        ),
    )
    (cell,) = believed(document, KNOWN).lanes[0].cells["checkout"]
    assert cell.binding == Binding("feeling", touchpoint="checkout", options={"score": "csat"})


@pytest.mark.parametrize(
    ("text", "measure_named", "value", "limits"),
    [
        ("60 % of customers use the app", "reach", 0.6, {}),
        ("About 60% of all customers use our app.", "reach", 0.6, {}),
        ("6 in 10 customers use the app", "reach", 0.6, {}),
        ("six out of ten use the app", "reach", 0.6, {}),
        ("3 of 4 customers see the newsletter", "reach", 0.75, {}),
        ("half of customers visit the product page", "reach", 0.5, {}),
        ("Two thirds of shoppers open the newsletter", "reach", 2 / 3, {}),
        ("The app is used by 12,5 % of customers", "reach", 0.125, {}),
        ("Most customers read the newsletter", "reach", 0.5, {"at_least": 0.5}),
        ("more than a quarter use the app", "reach", 0.25, {"at_least": 0.25}),
        ("Up to 10 percent talk to live chat", "reach", 0.1, {"at_most": 0.1}),
        ("50-60 % of users see the product page", "reach", 0.55, {"at_least": 0.5, "at_most": 0.6}),
        ("Few customers use the live chat", "reach", 0.1, {"at_most": 0.1}),
        ("Nobody reads the newsletter here", "reach", 0.01, {"at_most": 0.01}),
        ("Everyone goes through checkout", "reach", 0.95, {"at_least": 0.95}),
        ("Almost everyone goes through checkout", "reach", 0.9, {"at_least": 0.9}),
        ("Most customers go on", "onward", 0.5, {"at_least": 0.5}),
        ("70 % drop off", "onward", 0.3, {}),
        ("Most customers leave", "onward", 0.5, {"at_most": 0.5}),
        ("10 % of customers order", "reach", 0.1, {}),
        ("A third of customers buy again", "repeat_purchase", 1 / 3, {}),
        ("40 % come back to the cart", "repeat", 0.4, {}),
        ("40 % return to the cart", "repeat", 0.4, {}),
        ("40 % return to order again", "repeat_purchase", 0.4, {}),
        ("40 % reorder", "repeat_purchase", 0.4, {}),
        ("10 % contact us via live chat", "reach", 0.1, {}),
        ("It usually takes 3 days", "duration", 259_200, {}),
        ("takes 1-2 weeks", "duration", 907_200, {"at_least": 604_800, "at_most": 1_209_600}),
        ("NPS 40", "nps", 40, {}),
        ("NPS: -10", "nps", -10, {}),
        ("Net Promoter Score of at least 40", "nps", 40, {"at_least": 40}),
        ("CSAT 84 %", "csat", 0.84, {}),
        ("average order value € 85", "aov", 85, {}),
        ("repeat purchase rate: 30 %", "repeat_purchase", 0.3, {}),
    ],
)
def test_a_claim_in_words_becomes_a_figure_to_measure(
    text: str, measure_named: str, value: float, limits: dict[str, float]
) -> None:
    cell = read(text)
    assert cell.binding is not None
    assert (cell.binding.measure, cell.binding.options) == (measure_named, limits)
    assert cell.asserted == pytest.approx(value)
    assert cell.text == text
    assert (cell.note or "").startswith("Read as: ")


@pytest.mark.parametrize(
    "text",
    [
        "60 % of customers are annoyed by the app", "Most customers struggle with the checkout",
        "60 % don't use the app", "60 % of customers who use the app buy", "60 % of app users see the newsletter",
        "On the web 60 % see the newsletter", "Do 60 % of customers use the app?", "60 % should use the app",
        "If 60 % use the app we are happy", "60 % use the chatbot", "60 % use the app and the newsletter of a friend",
        "60 % use the app on Sundays", "Many customers use the app", "A few customers use the app", "Some use the app",
        "Customers use the app", "300 customers use the app", "60 % or 70 % use the app", "120 % use the app",
        "Most customers abandon the cart", "80 % go on to Consideration", "Conversion 3 %", "NPS 140", "CSAT 9",
        "Goal: NPS 40", "NPS 40, CSAT 4", "The app", "", "6 von 10 Kunden nutzen die App", "2026-01-03",
        "12 of 5 use it", "60 % use the live chat or the newsletter for help", "60 %",
        "Customers never contact us here", "Nobody contacts us", "60 % reach us in this stage", "Nobody calls here",
        "60 % contact us by email", "Nobody clicks here", "At least 20 % of users return to us", "40 % come back",
        "Average order value ₹ 850", "Average order value 85 € or 92 $",
    ],
)  # fmt: skip
def test_what_is_not_understood_to_the_last_word_stays_as_it_is(text: str) -> None:
    assert read(text) == Cell(text, provenance="asserted")


def test_the_note_says_how_it_was_read_and_keeps_what_was_noted() -> None:
    assert read("60 % go through checkout").note == 'Read as: share of customers who meet "checkout" in Buy is 60 %.'
    cell = read(Cell("Nobody uses the app", provenance="asserted", note="Maria doubts it."))
    assert cell.note == (
        'Maria doubts it. Read as: share of customers who meet the channel "app" in Buy is at most 1 %.'
    )


def test_touchpoints_and_channels_in_their_lane_are_met_by_more_than_almost_nobody() -> None:
    met = {"options": {"at_least": 0.01}}
    assert bound("Checkout", "touchpoints") == {"measure": "reach", "stage": "purchase", "touchpoint": "checkout"} | met
    assert bound("E-mail", "channels") == {"measure": "reach", "stage": "purchase", "channel": "email"} | met
    # At a step that the log knows, a channel is believed to be that step's.
    assert bound("the Website", "channels", "pay") == {"measure": "reach", "touchpoint": "checkout"} | met | {
        "channel": "web"
    }
    assert bound("Live chat (20 %)", "touchpoints") == {
        "measure": "reach", "stage": "purchase", "touchpoint": "live chat",
    }  # fmt: skip
    assert bound("Chatbot", "touchpoints") is None
    assert bound("Checkout, live chat", "touchpoints") is None


def test_a_channel_of_a_place_that_the_log_does_not_know_is_not_judged_by_the_whole_log() -> None:
    assert read("E-mail", "channels", "elsewhere").binding is None


def test_where_the_log_does_not_know_the_stage_the_note_says_that_anywhere_counts() -> None:
    cell = read("Checkout", "touchpoints", "elsewhere")
    assert cell.binding == Binding("reach", touchpoint="checkout", options={"at_least": 0.01})
    assert "anywhere (the log does not know this stage)" in (cell.note or "")


@pytest.mark.parametrize(
    ("entry", "value"),
    [("+1", 1), ("−2", -2), ("0,5", 0.5), ("+1: found it quickly", 1), ("-1 annoyed", -1), ("2 (happy)", 2),
     (Cell("🙂", provenance="asserted", asserted=1), 1)],
)  # fmt: skip
def test_a_feeling_is_held_to_what_customers_answered_there(entry: str | Cell, value: float) -> None:
    step, phase = read(entry, "feelings", "pay"), read(entry, "feelings", "buy")
    assert step.binding == Binding("feeling", touchpoint="checkout", options={"score": "csat"})
    assert phase.binding == Binding("feeling", stage="purchase", options={"score": "csat"})
    assert (step.asserted, phase.asserted) == (value, value)


@pytest.mark.parametrize(("entry", "at"), [("quite happy", "buy"), ("5", "buy"), ("2 days", "buy"), ("+1", "elsewhere"),
                                           ("+1", "box"), ("60 %", "buy")])  # fmt: skip
def test_a_feeling_without_a_number_or_a_known_place_stays_an_assumption(entry: str, at: str) -> None:
    assert read(entry, "feelings", at).binding is None


def test_a_mean_score_is_moved_to_the_scale_of_feelings_where_it_can_be_measured() -> None:
    for text, value, kind in (("CSAT 4.2", 1.2, "csat"), ("CSAT 4.2/5", 1.2, "csat"), ("CES 5.5 out of 7", 1.0, "ces")):
        cell = read(text, "metrics", "pay")
        of = f"{kind.upper()} answers"
        assert cell.binding == Binding("feeling", touchpoint="checkout", of=of, options={"score": kind})
        assert cell.asserted == pytest.approx(value)
    assert read("CSAT 4.2", "metrics", "elsewhere").binding is None


def test_a_share_of_satisfied_answers_is_tested_where_it_stands() -> None:
    assert bound("CSAT 69 %", "metrics") == {"measure": "csat", "stage": "purchase", "of": "CSAT answers"}
    assert bound("CSAT 69 %", "metrics", "pay") == {"measure": "csat", "touchpoint": "checkout", "of": "CSAT answers"}
    assert bound("CSAT 69 %", "metrics", "elsewhere") is None
    assert read("CSAT 69 %", "metrics").note == 'Read as: share of satisfied answers (CSAT) at "Buy" is 69 %.'


def test_nps_is_tested_where_it_was_asked_and_else_everywhere() -> None:
    asked = msgspec.structs.replace(KNOWN, rated=(Rated("stage", "purchase", ("nps",)),))
    assert read("NPS 40", "metrics", known=asked).binding == Binding("nps", stage="purchase", of="NPS answers")
    cell = read("NPS 40", "metrics")
    assert cell.binding == Binding("nps", of="NPS answers")
    assert cell.note == "Read as: net promoter score, everywhere, is +40."


def test_a_feeling_uses_the_kind_of_score_that_was_given_there() -> None:
    rated = (Rated("touchpoint", "checkout", ("ces", "nps")), Rated("stage", "consideration", ("stars",)))
    known = msgspec.structs.replace(KNOWN, rated=rated)
    for at, kind in (("pay", "ces"), ("find", "stars"), ("buy", "csat")):
        binding = read("+1", "feelings", at, known).binding
        assert binding is not None
        assert binding.options == {"score": kind}


def test_which_kinds_of_score_were_given_about_what_is_known(tmp_path: Path) -> None:
    events: list[Story] = [
        ("anna", "Checkout Started", "2026-01-01 10:00"),
        ("anna", "Survey Answered", "2026-01-01 11:00", {"score": 6, "score_kind": "ces"}),
        ("anna", "Survey Answered", "2026-01-01 12:00", {"score": 9, "score_kind": "nps"}),
        ("ben", "Survey Answered", "2026-01-01 12:00", {"score": 4, "score_kind": "csat", "about": "checkout"}),
        ("ben", "Feedback Given", "2026-01-01 13:00", {"text": "Nice", "about": "checkout"}),
    ]
    with shop(tmp_path, events) as ws:
        known = known_of(ws.journeys().units())
    assert known.scores_at(None, "checkout") == ("csat", "ces")
    assert known.scores_at("purchase", None) == ("csat", "ces")
    assert known.scores_at("loyalty", None) == ("nps",)
    assert known.scores_at("advocacy", None) == ()


@pytest.mark.parametrize(
    ("text", "currency", "reason"),
    [
        ("Average order value € 85", "USD", "believed in EUR, but sums here are in USD"),
        ("Average order value 85 GBP", "USD", "believed in GBP, but sums here are in USD"),
        ("Average order value $ 85", "EUR", "believed in $, but sums here are in EUR"),
        ("Average order value $ 85", "CAD", ""),
        ("Average order value € 85", "EUR", ""),
        ("Average order value 85", "USD", ""),
        ("Average order value € 85", None, ""),
    ],
)
def test_money_in_another_currency_is_not_compared(text: str, currency: str | None, reason: str) -> None:
    cell = read(text, "metrics")
    assert cell.binding == Binding("aov")
    figure = Figure("money", 85.0, 84.0, 86.0, 300, "orders", currency=currency)
    found = verdict_of(msgspec.structs.replace(cell, measured=figure))
    assert (found.status, found.reason if reason else "") == ("no data yet" if reason else "confirmed", reason)


def test_the_currency_of_a_belief_is_noted() -> None:
    assert read("AOV of at least 85 €", "metrics").note == "Read as: average order value is at least 85.00 EUR."


def test_times_belong_to_their_lane_or_to_words_for_taking_time() -> None:
    assert bound("3 days", "durations", "pay") == {"measure": "duration", "touchpoint": "checkout"}
    assert bound("within 24 h", "durations") == {
        "measure": "duration", "stage": "purchase", "options": {"at_most": 86_400},
    }  # fmt: skip
    assert bound("3 days") is None
    assert bound("Delivery takes 3 days") is None


def test_a_share_alone_says_who_comes_here_in_the_lane_of_reach() -> None:
    assert bound("60 %", "reach") == {"measure": "reach", "stage": "purchase"}
    assert bound("60 %", "reach", "pay") == {"measure": "reach", "touchpoint": "checkout"}
    assert bound("60 % reach this stage") == {"measure": "reach", "stage": "purchase"}


def test_only_assumptions_about_how_it_is_are_read() -> None:
    text = "60 % of customers use the app"
    for cell in (Cell(text, provenance="cited"), Cell(text, binding=Binding("aov")), Cell(text, measured=Figure())):
        assert read(cell) == cell
    for kind in ("thoughts", "needs", "questions", "opportunities", "voice"):
        assert read(text, kind).binding is None  # type: ignore[arg-type]
    wish = msgspec.structs.replace(grid(("actions", "buy", text)), state="to-be")
    assert believed(wish, KNOWN) == wish
    assert read(Cell(text)).provenance == "asserted"


def test_reading_twice_changes_nothing_more() -> None:
    once = believed(grid(*((kind, at, text) for _, kind, at, text in WORKSHOP)), KNOWN)
    assert believed(once, KNOWN) == once


PIECES = (
    "60", "%", "6 in 10", "most", "nobody", "half", "customers", "use", "the", "app", "checkout", "search", "again",
    "go on", "not", "who", "?", "-", "of", "leave", "3 days", "takes", "few", "every", "all", "NPS", "40", "/", "a",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_any_text_is_read_in_little_time_and_never_fails(words: list[str]) -> None:
    for kind in ("actions", "touchpoints", "durations"):
        cell = read(" ".join(words), kind)  # type: ignore[arg-type]
        assert (cell.binding is None) == (cell.asserted is None)


def test_names_that_do_not_happen_are_not_known(tmp_path: Path) -> None:
    events: list[Story] = [
        ("anna", "Product Viewed", "2026-01-01", {"channel": "web", "score": 9, "score_kind": "nps"})
    ]
    with shop(tmp_path, events) as ws:
        known = known_of(ws.journeys().units())
    rated = (Rated("stage", "consideration", ("nps",)), Rated("touchpoint", "product page", ("nps",)))
    assert known == Known(("consideration",), ("product page",), ("web",), ("Product Viewed",), ("nps",), rated)


# The verdicts.


def judged(asserted: float, figure: Figure, **options: float) -> Verdict:
    return verdict_of(Cell(asserted=asserted, binding=Binding("reach", options=options), measured=figure))


def share(value: float, low: float, high: float, n: int = 1000) -> Figure:
    return Figure("share", value, low, high, n)


@pytest.mark.parametrize(
    ("asserted", "figure", "status"),
    [
        (0.6, share(0.53, 0.5, 0.56), "confirmed"),  # +-8 points: a fifth of the 40 % to the nearer end
        (0.6, share(0.51, 0.49, 0.53), "no data yet"),  # outside, but its range is not
        (0.6, share(0.45, 0.43, 0.47), "contradicted"),
        (0.1, share(0.14, 0.13, 0.15), "confirmed"),  # +-5 points
        (0.1, share(0.16, 0.151, 0.17), "contradicted"),
        (0.9, share(0.86, 0.84, 0.88), "confirmed"),  # the same width at both ends
        (0.9, share(0.75, 0.72, 0.78), "contradicted"),
        (0.02, share(0.03, 0.025, 0.035), "confirmed"),  # +-2 points: half of it and one more
        (0.02, share(0.065, 0.06, 0.07), "contradicted"),
        (0.0, share(0.002, 0.001, 0.004), "confirmed"),
        (0.0, share(0.03, 0.02, 0.04), "contradicted"),
        (1.0, share(0.97, 0.96, 0.98), "contradicted"),
        (0.6, share(0.6, 0.4, 0.8, 20), "no data yet"),  # wider than the tolerance
        (1.0, Figure("feeling", 0.6, 0.4, 0.8, 90), "confirmed"),
        (1.0, Figure("feeling", -0.8, -1.0, -0.6, 90), "contradicted"),
        (40, Figure("points", 31, 25, 37, 900), "confirmed"),
        (40, Figure("points", 20, 12, 28, 300), "contradicted"),
        (4.2, Figure("score", 4.6, 4.5, 4.7, 300), "confirmed"),
        (85, Figure("money", 70, 69, 71, 300, currency="EUR"), "confirmed"),
        (85, Figure("money", 60, 55, 65, 300, currency="EUR"), "contradicted"),
        (86_400, Figure("seconds", 120_000, 110_000, 125_000, 300), "confirmed"),  # a factor of 1.5
        (86_400, Figure("seconds", 50_000, 40_000, 57_000, 300), "contradicted"),
        (100, Figure("count", 115, 110, 119, 300), "confirmed"),
    ],
)
def test_a_belief_holds_within_the_tolerance_of_its_scale(asserted: float, figure: Figure, status: str) -> None:
    assert judged(asserted, figure).status == status


def test_a_belief_with_a_limit_holds_on_one_side_of_it() -> None:
    assert judged(0.5, share(0.9, 0.88, 0.92), at_least=0.5).status == "confirmed"
    assert judged(0.5, share(0.52, 0.48, 0.56), at_least=0.5).status == "no data yet"
    assert judged(0.5, share(0.4, 0.35, 0.45), at_least=0.5) == Verdict(
        "contradicted", "believed at least 50 %, measured 40 % (likely 35 to 45 %)", 0.5, inf
    )
    assert judged(0.01, share(0.002, 0.001, 0.004), at_most=0.01).status == "confirmed"
    assert judged(0.55, share(0.56, 0.55, 0.57), at_least=0.5, at_most=0.6).status == "confirmed"


@pytest.mark.parametrize(
    ("figure", "reason"),
    [
        (None, "not measured yet"),
        (Figure("feeling", n=0, of="answers"), "nobody was asked here"),
        (Figure("share", n=0), "no customers here yet"),
        (Figure("share", hidden=5), "hidden: fewer than 5 customers"),
        (Figure(of="figures", notes=('No measure is called "x".',)), 'No measure is called "x"'),
        (Figure("share", 0.5, n=1), "too few to tell: believed 60 %, measured 50 %"),
        (share(0.6, 0.4, 0.8), "too few to tell: believed 60 %, measured 60 % (likely 40 to 80 %)"),
        (share(0.45, 0.35, 0.55), "too close to tell: believed 60 %, measured 45 % (likely 35 to 55 %)"),
        (Figure("points", n=0, of="CSAT answers"), "no CSAT answers here yet"),
    ],
)
def test_without_enough_data_the_reason_is_said(figure: Figure | None, reason: str) -> None:
    found = verdict_of(Cell(asserted=0.6, binding=Binding("reach"), measured=figure))
    assert (found.status, found.reason) == ("no data yet", reason)


def test_a_belief_that_nothing_measures_or_of_another_scale_is_not_judged() -> None:
    assert verdict_of(Cell("Slow", provenance="asserted")) == Verdict("no data yet", "nothing here measures it")
    assert judged(4.2, share(0.9, 0.89, 0.91)).reason == "the belief is no share from 0 to 1, but what is measured is"
    assert verdict_of(Cell(binding=Binding("aov"), measured=share(1, 1, 1))).status == "no data yet"


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 0.5))
def test_more_data_settle_every_belief_but_those_on_the_edge(asserted: float, value: float, width: float) -> None:
    wide, exact = share(value, value - width, value + width), share(value, value, value)
    assert judged(asserted, exact).status != "no data yet"
    if judged(asserted, wide).status != "no data yet":
        assert judged(asserted, wide).status == judged(asserted, exact).status
