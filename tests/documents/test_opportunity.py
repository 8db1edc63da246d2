from __future__ import annotations

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from sojourn.documents.cells import Score
from sojourn.documents.opportunity import Opportunity
from sojourn.documents.schema import opportunity_schema
from sojourn.documents.text import json_text, opportunity_text, parse_opportunity, read_opportunities, write_opportunity
from sojourn.documents.yaml_reading import read_yaml
from sojourn.errors import DefinitionError

TEXT = """\
# Agreed in the workshop of May.
title: Show the delivery date earlier
about: ["waiting:delivery"]   # see the map
status: planned
owner: Jo
due: 2026-09-30
fixable: 0.5
score:
  impact: 7
  effort: 4   # weeks
"""


def test_an_opportunity_is_a_text_that_people_write(tmp_path: Path) -> None:
    (tmp_path / "show-date.yaml").write_text(TEXT, "utf-8")
    path, found = read_opportunities(tmp_path)["show-date"]
    assert (found.title, found.about, found.fixable) == ("Show the delivery date earlier", ("waiting:delivery",), 0.5)
    assert found.score == Score(impact=7, effort=4)
    changed = parse_opportunity(TEXT.replace("owner: Jo", "owner: Ada"), "one.yaml")
    write_opportunity(path, changed)
    assert path.read_text("utf-8") == TEXT.replace("owner: Jo", "owner: Ada")


def test_it_comes_back_as_it_was_and_keeps_to_its_schema() -> None:
    one = parse_opportunity(TEXT, "one.yaml")
    assert parse_opportunity(opportunity_text(one), "again.yaml") == one
    assert parse_opportunity(json_text(one), "again.json") == one
    validator = Draft202012Validator(opportunity_schema())
    assert not list(validator.iter_errors(read_yaml(TEXT.replace("2026-09-30", "'2026-09-30'"), "one.yaml")))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("fixable: 50", "50 is no share"),
        ("status: doing", "cannot be"),
        ("titel: a", '"titel" is not known here'),
        ("format: 2", "newer Sojourn"),
        ("id: A b", "is no id"),
        ('title: " "', "title is empty"),
    ],
)
def test_what_is_wrong_is_named(wrong: str, said: str) -> None:
    text = wrong if wrong.startswith("title") else f"title: Do it\n{wrong}\n"
    with pytest.raises(DefinitionError, match=said):
        parse_opportunity(text, "one.yaml")


def test_two_of_the_same_id_are_refused(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        write_opportunity(tmp_path / name, Opportunity("Do it", "one"))
    with pytest.raises(DefinitionError, match="Give each opportunity its own"):
        read_opportunities(tmp_path)
