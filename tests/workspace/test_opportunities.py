from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from sojourn.documents.cells import Score
from sojourn.documents.opportunity import Opportunity
from sojourn.errors import DefinitionError, UnknownName, UsageError
from tests.shops import shop


def test_an_opportunity_is_written_down_and_changed_where_it_stands(tmp_path: Path) -> None:
    with shop(tmp_path, []) as ws:
        path = ws.save_opportunity(
            "show-date", title="Show the delivery date earlier", about=("waiting:delivery",), score={"impact": 7}
        )
        path.write_text(f"# Agreed in May.\n{path.read_text('utf-8')}", "utf-8")
        ws.save_opportunity("show-date", owner="Jo", due=dt.date(2026, 9, 30), score={"effort": 4})
        found = ws.opportunity("show-date")
        assert (found.owner, found.due, found.score) == ("Jo", dt.date(2026, 9, 30), Score(impact=7, effort=4))
        assert path.read_text("utf-8").startswith("# Agreed in May.\ntitle: Show the delivery date earlier")
        ws.save_opportunity("show-date", owner=None)
        assert ws.opportunity("show-date").owner is None


def test_a_whole_one_gets_an_id_from_its_title(tmp_path: Path) -> None:
    with shop(tmp_path, []) as ws:
        assert ws.save_opportunity(Opportunity("Share call notes")).name == "share-call-notes.yaml"
        assert ws.save_opportunity(Opportunity("Share call notes")).name == "share-call-notes-2.yaml"


def test_what_is_wrong_is_named(tmp_path: Path) -> None:
    with shop(tmp_path, []) as ws:
        with pytest.raises(UsageError, match="Use small letters, digits and -: do-it"):
            ws.save_opportunity("Do it", title="Do it")
        with pytest.raises(DefinitionError, match='"ownr" is not known here'):
            ws.save_opportunity("do-it", title="Do it", ownr="Jo")
        with pytest.raises(DefinitionError, match="`title` is missing"):
            ws.save_opportunity("do-it", owner="Jo")
        with pytest.raises(DefinitionError, match="2 is no share"):
            ws.save_opportunity("do-it", title="Do it", fixable=2)
        with pytest.raises(UnknownName, match="None is written down yet"):
            ws.opportunity("do-it")
