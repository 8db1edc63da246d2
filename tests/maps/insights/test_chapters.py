"""What is told below a map, from results made by hand: a sentence each, with what lies behind it."""

from __future__ import annotations

import datetime as dt
from math import isnan, nan
from typing import Any, cast

import msgspec

from sojourn.documents.map import Lane, MapDocument, MapStep, Phase
from sojourn.effects import Effect
from sojourn.estimates import Estimate, unknown, wilson
from sojourn.feedback.records import Quote, Sentiment
from sojourn.feedback.themes.records import Impact, Spot, Theme, Themes
from sojourn.insights.attribution import Attribution
from sojourn.insights.attribution.records import PRESENCE, Attributed
from sojourn.insights.changes import ChangeRow, Changes, Forecasts
from sojourn.insights.drivers import Driver
from sojourn.insights.finding import Finding
from sojourn.insights.finding.records import Friction, Where
from sojourn.insights.influences import Influences
from sojourn.insights.moments import Moment, Moments
from sojourn.insights.personas.records import FoundPersona, FoundPersonas, Trait
from sojourn.insights.trends import Drift, Odd, Trends
from sojourn.insights.value import Value
from sojourn.maps.insights import changed, crediting, kinds, mattering, saying, turning, worth_of_customers
from sojourn.maps.telling import told

SHOP = MapDocument(
    "I buy", phases=(Phase("purchase", "Purchase", steps=(MapStep("pay", "Payment", "payment"),)),)
)  # fmt: skip


def drift(name: str, found: bool, why_not: str = "") -> Drift:
    change = Estimate(12, 10, 14, 200, "line")
    return Drift("customers", "touchpoint", name, 200, change, 0.001, found, f"More come to {name}.", why_not)


def odd(name: str, customers: float, day: int) -> Odd:
    expected = Estimate(40, 30, 50, 200, "expected")
    period = dt.date(2026, 3, day)
    return Odd("customers", "touchpoint", name, period, customers, expected, 1e-5, False, f"Few came to {name}.")


def test_what_changes_by_itself_is_told_period_by_period_with_its_place() -> None:
    rows = (odd("payment", 12, 9), odd("checkout", 11, 9), odd("payment", 3, 8))
    series = (drift("payment", True), drift("store", False), drift("app", False, "too little happens"))
    chapter = turning.chapter_of(SHOP, Trends(rows, series, "day", 400, 0.05), 5)
    assert chapter is not None
    assert chapter.lead == "2 series looked at, day by day. 1 is steadily rising or falling. 1 day stood out."
    assert [one.title for one in chapter.insights] == ["Payment", "Payment, 9 Mar 2026"], "3 customers are too few"
    assert chapter.insights[0].place == "Purchase, Payment"
    assert chapter.insights[1].remarks == ("Also: Checkout",)
    assert chapter.listing is not None
    assert ("App", "customers", "too little happens.") in chapter.listing.rows
    assert turning.chapter_of(SHOP, Trends((), (), "day", 0, 0.05), 5) is None


def around(value: float, off: float) -> Estimate:
    return Estimate(value, value - off, value + off, 100, "bootstrap")


def test_presence_is_never_called_an_effect() -> None:
    rows = tuple(
        Attributed("markov", name, around(100 * share, 2), around(share, 0.02))
        for name, share in (("web", 0.6), ("email", 0.395), ("chat", 0.005))
    )
    chapter = crediting.chapter_of(Attribution(rows, "Order Completed", "channel", 100, 3, 40, PRESENCE))
    assert chapter is not None
    assert chapter.lead.startswith("Before 100 times “Order Completed”, customers had most often been at “web” and")
    assert [one.title for one in chapter.insights] == ["Web", "Email"]
    assert "60.0\u202f% was here" in chapter.insights[0].sentence
    assert chapter.note == PRESENCE
    assert crediting.chapter_of(Attribution(rows[:1], "Order", "channel", 1, 0, 0, PRESENCE)) is None


def segment(name: str, customers: int) -> FoundPersona:
    trait = Trait("move", "cart > payment", wilson(60, 100), wilson(20, 100))
    return FoundPersona(
        name, f"{name} first", customers, wilson(customers, 1000), ("cart", "payment"), (trait,), (), wilson(1, 2),
        Estimate(4, 3, 5, 100, "t"), 0.9, "Long.",
    )  # fmt: skip


def test_segments_say_how_they_differ_and_how_sure_they_are() -> None:
    rows = (segment("cart", 600), segment("app", 397), segment("odd", 3))
    shaky = Estimate(0.4, 0.3, 0.5, 20, "resamples")
    chapter = kinds.chapter_of(FoundPersonas(rows, "touchpoint", 1000, shaky, ()), 5)
    assert chapter is not None
    assert chapter.lead == "2 behavioural segments among 1,000 customers."
    assert chapter.insights[0].remarks == ("Goes cart → payment: 60 % against 20 % of the others",)
    assert "come out differently" in chapter.note
    assert kinds.chapter_of(FoundPersonas(rows[:1], "touchpoint", 600, shaky, ()), 5) is None


def test_worth_is_told_of_all_together_or_not_at_all() -> None:
    ahead = dt.timedelta(days=365)
    found = Value((), ahead, 12, Estimate(20, 15, 25, 12, "bg"), unknown("none"), unknown("none"), {}, nan, None, "EUR")
    chapter = worth_of_customers.chapter_of(found)
    assert chapter is not None
    assert "12 customers are expected to order 20" in chapter.lead
    nothing = Value((), ahead, 0, unknown("none"), unknown("none"), unknown("none"), {}, nan, None, "EUR")
    assert worth_of_customers.chapter_of(nothing) is None


def change(verdict: str, realised: Estimate, within: bool | None, by: str | None = "experiment") -> ChangeRow:
    return ChangeRow(
        id="show-date", what="The date is shown earlier", date=dt.date(2026, 6, 1), touchpoint="payment", stage=None,
        about=("waiting:delivery",), owner="Jo", predicted=Estimate(9200, 5100, 13_600, 0, "given"), realised=realised,
        unit="EUR a month", within=within, verdict=verdict, by=by, recorded=dt.date(2026, 5, 1), sentence="",
        reasons=("Arms were compared after 4 weeks.",),
    )  # fmt: skip


def test_a_change_stands_where_it_was_made_with_its_verdict_and_both_gains() -> None:
    scored = Forecasts(1, wilson(1, 1), -0.12, 0.12, "Forecasts: 1 of 1 realised gain in the predicted range.")
    found = Changes(rows=(change("confirmed", Estimate(8100, 4000, 12_200, 900, "t"), True),), forecasts=scored)
    ((place, cell),) = changed.cells_of(SHOP, found)
    assert place == "pay"
    assert told(cell, Lane("changes", "changes", "Changes")).lines == (
        "The date is shown earlier",
        "It helped: shown by an experiment.",
        "Predicted: 9,200 EUR a month (likely 5,100 to 13,600)",
        "Realised: 8,100 EUR a month (likely 4,000 to 12,200)",
        "The prediction held: what came lies in its range",
    )
    chapter = changed.chapter_of(SHOP, found)
    assert chapter is not None
    assert (chapter.lead, chapter.note) == ("One change was made. It helped: shown by an experiment.", scored.sentence)
    assert chapter.insights[0].behind is not None
    assert ("How it was tested", "Arms were compared after 4 weeks.") in chapter.insights[0].behind.facts


def test_what_cannot_be_told_claims_nothing() -> None:
    unscored = Forecasts(0, unknown("none"), nan, nan, "No forecast can be scored yet.")
    row = change("cannot tell", unknown("none"), None, None)
    chapter = changed.chapter_of(SHOP, Changes(rows=(row,), forecasts=unscored))
    two = changed.chapter_of(SHOP, Changes(rows=(row, row), forecasts=unscored))
    assert two is not None
    assert two.lead == ("2 changes: none of them was shown to have helped; of 2 it cannot be told or was not tested.")
    assert chapter is not None
    assert chapter.lead == "One change was made. Whether it helped cannot be told."
    assert chapter.insights[0].sentence == "Whether it helped cannot be told."
    assert changed.chapter_of(SHOP, Changes(rows=(), forecasts=unscored)) is None


def driver(kind: str, name: str, found: bool, why_not: str = "") -> Driver:
    effect = Estimate(-0.07, -0.09, -0.05, 900, "doubly robust")
    return Driver(
        kind, name, "", wilson(200, 900), effect, effect, 200, 900, 0.31, 0.38, 1.2, 0.001, found,
        f"Journeys with {name} reach it less.", why_not,
    )  # fmt: skip


def test_moments_say_what_goes_with_coming_there_and_how_it_is_rated() -> None:
    felt = Estimate(-0.9, -1.1, -0.7, 40, "t")
    effect = Estimate(-0.31, -0.45, -0.16, 900, "doubly robust")
    sure = Moment("payment", 1, 1, 2, wilson(1, 2), effect, wilson(220, 1000), wilson(1, 2), felt, True, "")
    chance = msgspec.structs.replace(sure, touchpoint="chat", rank=2, found=False, felt=unknown("t"))
    chapter = mattering.moments_chapter(SHOP, Moments((sure, chance), "Order Completed"))
    assert chapter is not None
    assert chapter.lead == "What goes most with “Order Completed”: “payment”."
    assert chapter.insights[0].sentence == (
        "22.0\u202f% of journeys come there, and reach “Order Completed” less often than comparable ones: −31 points "
        "(likely −45 to −16). It is rated −0.9 of ±2."
    )
    assert (len(chapter.insights), chapter.insights[0].place) == (1, "Purchase, Payment")
    assert mattering.moments_chapter(SHOP, Moments((), "Order Completed")) is None


def test_friction_in_finding_tells_no_few_and_says_a_thing_once() -> None:
    goes = driver("finding", "empty search", True)
    where = (Where("payment", 40, 200, wilson(40, 200)), Where("chat", 2, 9, wilson(2, 9)))
    row = Friction("empty search", wilson(50, 200), 50, 60, where, goes, f"1 in 4 found nothing. {goes.sentence}")
    few = msgspec.structs.replace(row, kind="help loop", customers=3)
    chapter = mattering.finding_chapter(Finding((row, few), 200, 30), 5)
    assert chapter is not None
    assert chapter.lead == "200 customers searched, 30 looked for help."
    (one,) = chapter.insights
    assert (one.sentence, one.remarks) == ("1 in 4 found nothing.", (goes.sentence,))
    assert one.behind is not None
    assert [term for term, _ in one.behind.facts] == ["Held to", "After Payment"], "2 customers are too few"


def test_influences_say_of_what_the_log_says_nothing() -> None:
    rows = (driver("heard from", "word_of_mouth", True), driver("season", "June", False))
    found = Influences(rows, "Order Completed", {"price": (), "heard from": ("heard_from",)})
    chapter = mattering.influences_chapter(found)
    assert chapter is not None
    assert chapter.lead == (
        "Of 2 influences from outside, 1 clearly goes with more or fewer who reach “Order Completed”."
    )
    assert chapter.note == "The log says nothing of: price."
    assert chapter.insights[0].title == "Heard from: word of mouth"


def felt(value: float, n: int) -> Sentiment:
    return Sentiment(n, 0.5, 0.2, 0.3, Estimate(value, value - 0.2, value + 0.2, n, "bootstrap by customer"))


QUOTES = tuple(
    Quote(text, "en", alike)
    for text, alike in (("It came too late.", 12), ("Rare words.", 1), ("Then Anna Smith called.", 9))
)


def theme(name: str, customers: int, **more: Any) -> Theme:
    return Theme(
        name, name, "standard", False, ("late", "parcel"), customers, customers, wilson(customers, 100),
        unknown("none"),
        (Spot("payment", 9), Spot("chat", 2)), felt(-0.8, customers),
        QUOTES, more.get("impacts", ()),
    )  # fmt: skip


def test_themes_say_how_comments_feel_and_what_goes_with_them() -> None:
    goes = Impact(
        "nps", cast(Any, driver_effect()), "Comments on it go with lower scores. Associated, not proven.", True
    )
    more = Impact("csat", cast(Any, driver_effect()), "So do those on the price. Associated, not proven.", True)
    odd = Impact("stars", cast(Any, driver_effect()), "Whether so do the stars cannot be told from chance.", False)
    found = Themes(rows=(theme("delivery", 40, impacts=(odd, goes, more)), theme("odd", 3)), texts=100, rest=57)
    chapter = saying.chapter_of(SHOP, found, 5)
    assert chapter is not None
    assert chapter.lead == "100 comments. Most speak of “delivery”."
    (one,) = chapter.insights
    assert one.sentence == "40 comments of 40 customers speak of it; the feeling is −0.8 of ±2."
    assert (one.remarks, one.kind, one.place) == (
        ("Comments on it go with lower scores.", "So do those on the price. Associated, not proven."),
        "pain",
        "Purchase, Payment",
    )
    assert one.behind is not None
    assert one.behind.quotes == (("“It came too late.”", "1 of 12 like it"),)
    facts = dict(one.behind.facts)
    assert facts["Where"] == "payment (9)"
    assert facts["What goes with it (nps)"] == "Comments on it go with lower scores. Robustness: medium."
    assert [text for text in facts.values() if "not proven" in text] == ["Associated, not proven."]
    assert "comparable ones" in facts["Held to"]
    bare = msgspec.structs.replace(goes, effect=msgspec.structs.replace(driver_effect(), robustness=nan))
    chapter = saying.chapter_of(SHOP, Themes(rows=(theme("delivery", 40, impacts=(bare,)),), texts=100, rest=60), 5)
    assert chapter is not None
    assert chapter.insights[0].behind is not None
    assert "nothing else is known to adjust by" in dict(chapter.insights[0].behind.facts)["Held to"]
    assert saying.chapter_of(SHOP, Themes(rows=(), texts=0, rest=0), 5) is None


def driver_effect() -> Effect:
    effect = Estimate(-0.7, -0.9, -0.5, 90, "doubly robust")
    return Effect(effect, effect, 40, 90, 0.3, 0.4, 1.0, 1.4, 0.01, "")


def test_the_feeling_of_places_is_joined_by_how_many_commented() -> None:
    joined = saying._joined([Estimate(-1, -1.2, -0.8, 30, "b"), Estimate(1, 0.6, 1.4, 10, "b"), unknown("none")])
    assert (joined.value, joined.n) == (-0.5, 40)
    assert joined.low < -0.5 < joined.high
    assert isnan(saying._joined([]).value)
    few = saying._joined([Estimate(-1, nan, nan, 2, "b")])
    assert (few.low, few.high) == (-2.0, 1.0)
