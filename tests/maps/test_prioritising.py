from __future__ import annotations

import datetime as dt
from math import isclose, isnan
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.documents.cells import Binding, Cell, Figure, Score
from sojourn.documents.map import Lane, MapDocument, Phase, Scope
from sojourn.errors import UnknownName, UsageError
from sojourn.insights.opportunities.filling import DAYS_A_MONTH
from sojourn.insights.opportunities.formulas import LONGEST, parse_formula
from sojourn.insights.opportunities.methods import FIELDS, METHODS
from sojourn.maps.measured_inputs import confidence_of
from sojourn.maps.prioritising import ranked

JANUARY = (dt.date(2026, 1, 1), dt.date(2026, 1, 31))
LATE = Figure(value=0.2, low=0.18, high=0.22, n=21550, count=4310, of="orders", first=JANUARY[0], last=JANUARY[1])


def a_map(*opportunities: Cell, pains: tuple[Cell, ...] = (), **fields: Any) -> MapDocument:
    lanes = (
        Lane("pains", "pain_points", "Pain points", cells={"service": pains}),
        Lane("chances", "opportunities", "Opportunities", cells={"service": opportunities}),
    )
    return MapDocument("I wait for my parcel", phases=(Phase("service", "Receive"),), lanes=lanes, **fields)


def chance(name: str, about: tuple[str, ...] = (), measured: Figure | None = None, **score: Any) -> Cell:
    return Cell(f"Do {name}", id=name, about=about, measured=measured, score=Score(**score) if score else None)


def test_rice_takes_reach_and_confidence_from_the_pain_point_that_was_measured() -> None:
    late = Cell("The parcel is late", id="late", measured=LATE)
    ranking = ranked(a_map(chance("promise", ("late",), impact=8, effort=4), pains=(late,)))
    (row,) = ranking.rows
    assert (row.rank, row.place, row.missing) == (1, "Receive", ())
    reach, impact, confidence, effort = row.inputs
    assert (reach.basis, impact.basis, confidence.basis, effort.basis) == ("measured", "given", "measured", "given")
    assert isclose(reach.value, 4310 * DAYS_A_MONTH / 31)
    assert reach.said == "4,232 a month: 4,310 orders in 31 days"
    assert isclose(confidence.value, 0.9)
    assert row.value is not None
    assert isclose(row.value, reach.value * 8 * 0.9 / 4)
    assert ranking.formula == "reach * impact * confidence / effort"


ALL = {
    "reach": 100, "impact": 8, "confidence": 0.5, "effort": 4, "ease": 5, "value": 3, "urgency": 6, "risk": 1,
    "importance": 9, "satisfaction": 4, "kano": "performance",
}  # fmt: skip


@pytest.mark.parametrize(
    ("method", "value"),
    [("rice", 100), ("ice", 20), ("wsjf", 2.5), ("impact_effort", 2), ("opportunity", 14), ("kano", 3)],
)
def test_each_method_has_its_known_answer(method: str, value: float) -> None:
    (row,) = ranked(a_map(chance("one", **ALL)), method).rows
    assert row.value == value


def test_satisfaction_above_importance_takes_nothing_away() -> None:
    (row,) = ranked(a_map(chance("one", importance=5, satisfaction=9)), "opportunity").rows
    assert row.value == 5


def test_every_method_is_tested_above() -> None:
    assert set(METHODS) == {"rice", "ice", "wsjf", "impact_effort", "opportunity", "kano", "gain"}


@pytest.mark.parametrize("name", ["Impact/effort", "impact-effort", "RICE"])
def test_a_method_may_be_written_as_people_write_it(name: str) -> None:
    assert ranked(a_map(chance("one", **ALL)), name).rows[0].value in (2, 100)


def test_what_is_missing_is_named_and_ranked_last() -> None:
    rows = ranked(a_map(chance("b", impact=9), chance("a", **ALL), chance("c"))).rows
    assert [(row.id, row.rank, row.missing) for row in rows] == [
        ("a", 1, ()),
        ("b", None, ("reach", "confidence", "effort")),
        ("c", None, ("reach", "impact", "confidence", "effort")),
    ]


def test_ties_go_by_id_also_where_products_differ_in_the_last_bit() -> None:
    assert 6 * 0.6 * 8 != 9 * 0.4 * 8
    rows = ranked(
        a_map(chance("z", impact=6, confidence=0.6, ease=8), chance("a", impact=9, confidence=0.4, ease=8)), "ice"
    ).rows
    assert [(row.id, row.rank) for row in rows] == [("a", 1), ("z", 2)]
    assert rows[0].value == rows[1].value


def test_an_opportunity_without_an_id_goes_by_where_it_stands() -> None:
    assert ranked(a_map(Cell("Do it", score=Score(**ALL)))).rows[0].id == "lanes[1].cells.service[0]"


def test_what_people_give_goes_before_what_is_measured() -> None:
    (row,) = ranked(a_map(chance("one", measured=LATE, reach=7, impact=1, confidence=1, effort=1))).rows
    assert row.value == 7


def test_its_own_figure_goes_before_that_of_a_pain_point() -> None:
    own = msgspec.structs.replace(LATE, count=31)
    late = Cell("The parcel is late", id="late", measured=LATE)
    (row,) = ranked(a_map(chance("one", ("late",), own), pains=(late,)), formula="reach").rows
    assert row.value == pytest.approx(DAYS_A_MONTH)


def test_of_several_pain_points_the_largest_speaks_and_either_may_name_the_other() -> None:
    small = Cell("Torn", id="torn", measured=msgspec.structs.replace(LATE, count=31))
    large = Cell("Late", id="late", measured=msgspec.structs.replace(LATE, count=310), about=("one",))
    (row,) = ranked(a_map(chance("one", ("torn",)), pains=(small, large)), formula="reach").rows
    assert row.value == pytest.approx(10 * DAYS_A_MONTH)


def test_customers_are_counted_rather_than_what_they_did() -> None:
    figure = msgspec.structs.replace(LATE, customers=3100)
    (row,) = ranked(a_map(chance("one", measured=figure)), formula="reach").rows
    assert row.inputs[0].said == "3,044 a month: 3,100 customers in 31 days"


@pytest.mark.parametrize("where", ["binding", "scope"])
def test_the_period_may_stand_elsewhere(where: str) -> None:
    figure = msgspec.structs.replace(LATE, first=None, last=None)
    binding = Binding("loss", window=JANUARY) if where == "binding" else None
    cell = msgspec.structs.replace(chance("one", measured=figure), binding=binding)
    scope = Scope(between=JANUARY) if where == "scope" else Scope()
    (row,) = ranked(a_map(cell, scope=scope), formula="reach").rows
    assert row.value == pytest.approx(4310 * DAYS_A_MONTH / 31)


def test_where_no_period_is_known_the_count_says_so() -> None:
    figure = msgspec.structs.replace(LATE, first=None, last=None)
    (row,) = ranked(a_map(chance("one", measured=figure)), formula="reach").rows
    assert (row.value, "the period is not known" in row.inputs[0].said) == (4310, True)


@pytest.mark.parametrize(
    "figure", [Figure(hidden=5), Figure(value=None, n=10), Figure(value=0.0, n=0)], ids=["hidden", "no value", "nobody"]
)
def test_a_figure_that_says_nothing_fills_nothing(figure: Figure) -> None:
    assert ranked(a_map(chance("one", measured=figure)), formula="reach * confidence").rows[0].missing == (
        "reach",
        "confidence",
    )


@pytest.mark.parametrize(
    ("figure", "confidence"),
    [
        (Figure(value=0.2, low=0.19, high=0.21), 0.95),
        (Figure(value=0.2, low=0.0, high=0.6), 0.1),
        (Figure(value=0.2, low=0.2, high=0.2), 1),
        (Figure(value=0.2), None),
        (Figure(value=0.0, low=0.0, high=0.1), None),
        (Figure(scale="feeling", value=0.0, low=-0.5, high=0.5), 0.75),
        (Figure(scale="points", value=-10, low=-20, high=0), 0.9),
        (Figure(scale="seconds", value=100, low=80, high=120), 0.8),
    ],
)
def test_confidence_comes_from_the_width_of_the_likely_range(figure: Figure, confidence: float | None) -> None:
    assert confidence_of(figure) == (None if confidence is None else pytest.approx(confidence))


@given(st.floats(-1e9, 1e9), st.floats(0, 1e9), st.floats(0, 1e9))
def test_confidence_keeps_to_its_range(value: float, below: float, above: float) -> None:
    confidence = confidence_of(Figure(scale="money", value=value, low=value - below, high=value + above))
    assert confidence is None or 0.1 <= confidence <= 1


def test_a_formula_of_ones_own() -> None:
    ranking = ranked(a_map(chance("one", **ALL)), formula="2 * min(impact, 10) - max(effort, ease, 1) / (1 + 1)")
    assert (ranking.method, ranking.rows[0].value) == ("formula", 13.5)
    assert [one.name for one in ranking.rows[0].inputs] == ["impact", "effort", "ease"]


def test_each_opportunity_may_carry_its_own_formula() -> None:
    rows = ranked(
        a_map(chance("a", impact=2, formula="impact * 3"), chance("b", impact=2), chance("c", formula="impact +")),
        "formula",
    ).rows
    assert [(row.id, row.value, row.missing, bool(row.problem)) for row in rows] == [
        ("a", 6, (), False),
        ("b", None, ("formula",), False),
        ("c", None, (), True),
    ]


def test_division_by_zero_is_a_problem_of_that_row_alone() -> None:
    rows = ranked(a_map(chance("a", impact=1, effort=0), chance("b", impact=1, effort=2)), "impact_effort").rows
    assert [(row.id, row.value, bool(row.problem)) for row in rows] == [("b", 0.5, False), ("a", None, True)]


def test_an_unknown_method_is_named_with_those_there_are() -> None:
    with pytest.raises(UnknownName, match=r'No method is called "rise"\. Did you mean "rice"'):
        ranked(a_map(), "rise")


def test_a_ranking_is_a_table() -> None:
    table = ranked(a_map(chance("one", **ALL))).to_arrow()
    assert table.column("value").to_pylist() == [100]
    assert ranked(a_map()).to_arrow().num_rows == 0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "impact +",
        "impact ** 2",
        "impact // 2",
        "impact % 2",
        "impact; effort",
        "impact, effort",
        "(impact, effort)",
        "impact(2)",
        "abs(impact)",
        "min()",
        "min(*impact)",
        "max(impact, key=effort)",
        "__import__('os')",
        "impact.real",
        "impact[0]",
        "impact if effort else 1",
        "impact and effort",
        "impact or 1",
        "not impact",
        "lambda: 1",
        "[impact]",
        "'impact'",
        "True",
        "1j",
        "1_000",
        "1e5",
        "0x10",
        "ımpact",
        "impact\x00",
        "formula",
        "1" * (LONGEST + 1),
        "(" * 150 + "1" + ")" * 150,
        "min",
        "(yield)",
        "a := 1",
        "f(impact)(effort)",
    ],
)
def test_nothing_but_the_little_language_is_understood(text: str) -> None:
    with pytest.raises(UsageError, match="cannot be used"):
        parse_formula(text, FIELDS)


def test_a_formula_may_be_nested_as_deep_as_it_is_long() -> None:
    assert parse_formula("-" * (LONGEST - 1) + "1", FIELDS).value({}) == -1


def test_a_misspelt_field_is_named() -> None:
    with pytest.raises(UsageError, match=r'"impcat" is not known\. Did you mean "impact"'):
        ranked(a_map(), formula="impcat * 2")


@given(st.text(max_size=40))
def test_any_text_is_a_formula_or_refused(text: str) -> None:
    try:
        found = parse_formula(text, FIELDS).value(dict.fromkeys(FIELDS, 2.0))
    except UsageError:
        return
    assert isinstance(found, float)


numbers = st.integers(1, 9).map(str) | st.sampled_from(["impact", "effort", "0.5"])
formulas = st.recursive(
    numbers,
    lambda part: st.one_of(
        st.builds("({} {} {})".format, part, st.sampled_from("+-*/"), part),
        st.builds("{}({}, {})".format, st.sampled_from(["min", "max"]), part, part),
        st.builds("-{}".format, part),
    ),
    max_leaves=8,
)


@given(formulas)
def test_a_formula_is_worked_out_as_python_does(text: str) -> None:
    values = {"impact": 3.0, "effort": 0.25}
    found = parse_formula(text, FIELDS).value(values)
    try:
        expected = eval(text, {"min": min, "max": max}, values)
    except ZeroDivisionError:
        assert isnan(found)
        return
    assert isclose(found, expected)
