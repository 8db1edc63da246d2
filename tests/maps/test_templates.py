from __future__ import annotations

import datetime as dt

import pytest

from sojourn.documents.map import MapDocument
from sojourn.documents.text import json_text, map_text, parse_map
from sojourn.errors import UnknownName
from sojourn.events.vocabulary import standard
from sojourn.maps.checks import check
from sojourn.maps.prioritising import ranked
from sojourn.maps.templates import template, template_text, templates
from sojourn.measures.kpis import MEASURES

NAMES = [each.name for each in templates()]
LEFT_OPEN = {"persona", "owner", "review-date", "pain-point-owner", "not-measured"}
TODAY = dt.date(2026, 12, 1)


def test_a_template_is_a_map_to_begin_with() -> None:
    shop = template("e-commerce")
    assert shop.title == "I find what I need, order it and come back"
    assert [phase.title for phase in shop.phases] == ["Notice", "Choose", "Order", "Receive", "Come back"]


def test_the_gallery_is_the_one_that_is_promised() -> None:
    assert NAMES == [
        "blank", "e-commerce", "saas-trial", "bank-loan", "support", "store-visit", "service-blueprint",
    ]  # fmt: skip
    assert all(each.title and each.purpose.endswith(".") for each in templates())


@pytest.mark.parametrize("name", NAMES)
def test_a_template_leaves_open_what_only_its_users_know_and_nothing_else(name: str) -> None:
    report = check(template(name), today=TODAY)
    assert {found.code for found in report.findings} == LEFT_OPEN
    assert {each.code for each in report.not_checked} == {"persona-known", "step-in-log"}


@pytest.mark.parametrize("name", NAMES)
def test_everything_in_a_template_is_marked_as_an_assumption_or_waits_for_its_figure(name: str) -> None:
    document = template(name)
    assert (document.id, document.state) == (name, "assumption")
    for _, _, cell in document.cells():
        if cell.provenance == "measured":
            assert cell.binding
        else:
            assert (cell.provenance, cell.source) == ("asserted", "template: replace me")
        assert cell.measured is None


@pytest.mark.parametrize("name", NAMES)
def test_what_a_template_measures_is_there(name: str) -> None:
    stages = {stage.name for stage in standard().stages}
    bindings = [cell.binding for _, _, cell in template(name).cells() if cell.binding]
    assert len(bindings) >= 6
    for binding in bindings:
        assert set(binding.options) <= set(MEASURES[binding.measure].options)
        assert binding.stage is None or binding.stage in stages
    for phase in template(name).phases:
        assert (phase.stage or phase.id) in stages


@pytest.mark.parametrize("name", NAMES)
def test_touchpoints_events_and_channels_are_of_the_standard_vocabulary(name: str) -> None:
    rows = standard().rows
    touchpoints = {row.touchpoint for row in rows} | {row.otherwise.touchpoint for row in rows if row.otherwise}
    channels = {channel.name for channel in standard().channels}
    steps = [place.step for place in template(name).places() if place.step]
    assert {step.touchpoint for step in steps if step.touchpoint} <= touchpoints
    assert {channel for step in steps for channel in step.channels} <= channels
    assert all(standard().lookup(event) for step in steps for event in step.events)


@pytest.mark.parametrize("name", NAMES)
def test_opportunities_can_be_ranked(name: str) -> None:
    assert all(row.value for row in ranked(template(name), "ice").rows)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "blank"])
def test_every_step_says_what_customers_do_think_feel_and_need(name: str) -> None:
    document = template(name)
    steps = {place.id for place in document.places() if place.step}
    for kind in ("actions", "channels", "thoughts", "feelings", "needs"):
        (lane,) = document.lanes_of(kind)  # type: ignore[arg-type]
        assert set(lane.cells) == steps


def test_the_blueprint_has_its_lines_between_the_right_lanes() -> None:
    kinds = [lane.kind for lane in template("service-blueprint").lanes]
    order = [
        "evidence", "line_of_interaction", "frontstage", "line_of_visibility", "backstage",
        "line_of_internal_interaction", "systems",
    ]  # fmt: skip
    assert [kind for kind in kinds if kind in order] == order


@pytest.mark.parametrize("name", NAMES)
def test_a_template_is_written_and_read_without_loss(name: str) -> None:
    document: MapDocument = template(name)
    assert parse_map(map_text(document), "again.map.yaml") == document
    assert parse_map(json_text(document), "again.map.json") == document


@pytest.mark.parametrize("name", NAMES)
def test_the_text_says_what_to_replace_and_keeps_to_the_line(name: str) -> None:
    text = template_text(name)
    assert text.startswith("# ")
    assert "sojourn check" in text
    assert max(map(len, text.splitlines())) <= 120


def test_an_unknown_name_is_answered_with_those_there_are() -> None:
    with pytest.raises(UnknownName, match=r'No template is called "ecommerce"\. Did you mean "e-commerce"\?'):
        template("ecommerce")
