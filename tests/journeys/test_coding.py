from __future__ import annotations

from pathlib import Path

import numpy as np

from sojourn.journeys.coding import OTHER, code_triples
from sojourn.journeys.stages import StageModel


def test_names_become_codes_and_back() -> None:
    coded = code_triples(StageModel(), [("Completed Order", None, "pos"), ("Order Completed", None, None)])
    assert coded.events == ("Order Completed",)
    assert [coded.events[code] for code in coded.event] == ["Order Completed"] * 2
    assert [coded.channels[code] for code in coded.channel] == ["store", "unknown"]
    assert [coded.stages[code] for code in coded.places.stage] == ["purchase", "purchase"]
    assert [coded.touchpoints[code] for code in coded.places.touchpoint] == ["order", "order"]
    assert list(coded.places.order) == [1, 1]
    assert (coded.stages[0], coded.channels[0]) == ("unstaged", "unknown")


def test_both_places_of_an_event_that_depends_on_the_history() -> None:
    places = code_triples(StageModel(), [("login", None, None)]).places
    assert places.stage[0] != places.other_stage[0]
    assert places.touchpoint[0] != places.other_touchpoint[0]


def test_hidden_events(tmp_path: Path) -> None:
    (tmp_path / "stages.yaml").write_text("rows: [{match: ^debug, hide: true}]")
    model = StageModel.read(tmp_path / "stages.yaml")
    assert list(code_triples(model, [("debug_a", None, None), ("a", None, None)]).hidden) == [True, False]


def test_what_no_code_is_left_for_is_other() -> None:
    triples = [("a", f"t{i}", f"c{i}") for i in range(70_000)]
    coded = code_triples(StageModel(), triples)
    assert (len(coded.touchpoints), len(coded.channels)) == (65_536, 256)
    assert coded.touchpoints[coded.places.touchpoint[-1]] == coded.channels[coded.channel[-1]] == OTHER
    assert coded.touchpoints[coded.places.touchpoint[100]] == "t100"


def test_an_empty_log() -> None:
    coded = code_triples(StageModel(), [])
    assert coded.events == ()
    assert coded.event.dtype == np.uint32


def test_which_events_measures_take_for_an_order(tmp_path: Path) -> None:
    (tmp_path / "stages.yaml").write_text("rows: [{event: basket, role: order}]")
    model = StageModel.read(tmp_path / "stages.yaml")
    coded = code_triples(model, [("page", None, None), ("basket", None, None), ("Completed Order", None, None)])
    assert coded.roles["order"] == (1, 2)
    assert coded.roles["page_view"] == (0,)
