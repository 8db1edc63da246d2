from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from msgspec.structs import replace

from sojourn.documents.cells import Binding, Cell, Score
from sojourn.documents.map import MapDocument
from sojourn.documents.persona import Persona, Quote
from sojourn.documents.plain import plain
from sojourn.documents.text import (
    json_text,
    map_text,
    parse_map,
    parse_persona,
    persona_text,
    read_map,
    read_persona,
    read_personas,
    write_map,
    write_persona,
)
from sojourn.errors import DefinitionError, UsageError
from tests.documents.groceries import FASTER, GROCERIES, SIZES, TEXT, WAITING, groceries
from tests.documents.made import TRAPS, documents, personas


def test_a_map_is_read_changed_and_written_and_keeps_its_comments(tmp_path: Path) -> None:
    path = tmp_path / "groceries.map.yaml"
    path.write_text(TEXT, "utf-8")
    assert read_map(path) == GROCERIES

    write_map(path, groceries(replace(WAITING, measured=FASTER), SIZES))

    line = "          measured: {value: 0.201, low: 0.195, high: 0.206, n: 21480}   # of last year\n"
    fresh = "          measured: {value: 0.174, low: 0.17, high: 0.178, n: 21000}  # of last year\n"
    assert path.read_text("utf-8") == TEXT.replace(line, fresh)


def test_a_fresh_map_reads_well() -> None:
    scored = Cell("Offer\ntwo slots", id="slots", score=Score(reach=1800.0, kano="must-be"), about=("waiting",))
    assert map_text(groceries(WAITING, scored)) == (
        "title: I buy my groceries\n"
        "\n"
        "phases:\n"
        "  - {id: want, title: I want something}\n"
        "  - id: buy\n"
        "    title: Purchase\n"
        "    steps:\n"
        "      - {id: checkout, title: checkout}\n"
        "\n"
        "lanes:\n"
        "  - id: pains\n"
        "    kind: pain_points\n"
        "    title: Pain points\n"
        "    cells:\n"
        "      checkout:\n"
        "        - text: Waiting for delivery\n"
        "          id: waiting\n"
        "          binding: {measure: late_orders, where: value > 10}\n"
        "          measured: {value: 0.201, low: 0.195, high: 0.206, n: 21480}\n"
        "        - text: |-\n"
        "            Offer\n"
        "            two slots\n"
        "          id: slots\n"
        "          about: [waiting]\n"
        "          score: {reach: 1800.0, kano: must-be}\n"
    )


@given(documents(nameless=True))
def test_a_map_comes_back_from_yaml_and_json_as_it_was(document: MapDocument) -> None:
    assert parse_map(map_text(document), "any.map.yaml") == document
    assert plain(parse_map(json_text(document), "any.map.json")) == plain(document)


@given(personas)
def test_a_persona_comes_back_as_it_was(persona: Persona) -> None:
    assert parse_persona(persona_text(persona), "any.yaml") == persona
    assert parse_persona(json_text(persona), "any.json") == persona


@pytest.mark.parametrize("text", TRAPS)
def test_readers_of_yaml_1_1_see_the_same_texts(text: str) -> None:
    document = MapDocument(text, scenario=text, tags=(text, text), note=text)
    assert yaml.safe_load(map_text(document)) == plain(replace(document, tags=[text, text]))


@pytest.mark.parametrize("title", ["no", "on", "2026-01-01", "12:30", "1_000", "0x1F"])
def test_what_only_yaml_1_1_takes_for_something_else_is_text(title: str) -> None:
    assert parse_map(f"title: {title}", "any.map.yaml").title == title


def test_numbers_in_options_keep_their_kind() -> None:
    options = {"within": "14d", "deep": [1, 1.0, 1e-05, 1e16, True, None, {"1": "1"}], "big": 2**70}
    document = groceries(Cell(binding=Binding("funnel", options=options)))
    for read in (parse_map(map_text(document), "a.yaml"), parse_map(json_text(document), "a.json")):
        (_, _, cell) = next(read.cells())
        assert cell.binding
        assert repr(cell.binding.options) == repr(options)


def test_writing_what_a_file_holds_changes_not_a_byte(tmp_path: Path) -> None:
    path = tmp_path / "a.map.yml"
    for text in (TEXT, TEXT.replace("\n", "\r\n"), TEXT.rstrip("\n"), "\ufeff" + TEXT):
        path.write_bytes(text.encode())
        write_map(path, read_map(path))
        assert path.read_bytes().decode("utf-8-sig") == text.removeprefix("\ufeff")


def test_windows_line_ends_stay(tmp_path: Path) -> None:
    path = tmp_path / "a.map.yaml"
    path.write_bytes(TEXT.replace("\n", "\r\n").encode())
    write_map(path, replace(GROCERIES, note="one\ntwo"))
    assert b"\n" not in path.read_bytes().replace(b"\r\n", b"")
    assert read_map(path) == replace(GROCERIES, note="one\ntwo")


def test_a_shared_anchor_never_changes_what_else_it_is_used_for(tmp_path: Path) -> None:
    path = tmp_path / "a.map.yaml"
    figure = "{value: 0.201, low: 0.195, high: 0.206, n: 21480}"
    path.write_text(
        TEXT.replace(figure, f"&figure {figure}").replace("id: sizes}", "id: sizes, measured: *figure}"), "utf-8"
    )
    both = groceries(WAITING, replace(SIZES, measured=WAITING.measured))
    assert read_map(path) == both
    one = groceries(replace(WAITING, measured=FASTER), replace(SIZES, measured=WAITING.measured))
    write_map(path, one)
    assert read_map(path) == one


def test_a_file_of_comments_keeps_them(tmp_path: Path) -> None:
    path = tmp_path / "a.map.yaml"
    path.write_text("# Ours.\n", "utf-8")
    write_map(path, GROCERIES)
    assert path.read_text("utf-8") == "# Ours.\n" + map_text(GROCERIES)


def test_json_keeps_the_order_of_its_keys(tmp_path: Path) -> None:
    path = tmp_path / "a.map.json"
    path.write_text('{"version": 2, "title": "A", "phases": [{"title": "B", "id": "b"}]}', "utf-8")
    write_map(path, replace(read_map(path), title="C", goal="D"))
    written = json.loads(path.read_text("utf-8"))
    assert list(written) == ["version", "title", "phases", "goal"]
    assert list(written["phases"][0]) == ["title", "id"]
    assert read_map(path).title == "C"


def test_a_file_that_cannot_be_read_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "a.map.yaml"
    for text in ("title: [", "title: A\nformat: 2\n", "titel: A\n"):
        path.write_text(text, "utf-8")
        with pytest.raises(DefinitionError, match=r"a\.map\.yaml, line"):
            write_map(path, GROCERIES)
        assert path.read_text("utf-8") == text


def test_what_could_not_be_read_again_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "a.map.yaml"
    wrong: Any = groceries(Cell("x", asserted=float("nan")))
    for write in (lambda: write_map(path, wrong), lambda: map_text(wrong), lambda: json_text(wrong)):
        with pytest.raises(DefinitionError, match=r"lanes\[0\]\.cells\.checkout\[0\]\.asserted"):
            write()
    assert not path.exists()


def test_names_of_files_say_the_format(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"\.yaml, \.yml, \.json"):
        read_map(tmp_path / "map.txt")
    with pytest.raises(DefinitionError, match="cannot be read: No such file"):
        read_map(tmp_path / "none.map.yaml")
    with pytest.raises(UsageError, match="cannot be written"):
        write_map(tmp_path / "no-folder" / "a.map.yaml", GROCERIES)
    (tmp_path / "latin.yaml").write_bytes(b"name: Andr\xe9")
    with pytest.raises(DefinitionError, match="not UTF-8"):
        read_persona(tmp_path / "latin.yaml")


def test_the_personas_of_a_folder(tmp_path: Path) -> None:
    assert read_personas(tmp_path / "none") == ()
    tom = Persona("Tom", id="tom", quotes=(Quote("It took a week.", source="Interview"),))
    write_persona(tmp_path / "b.yaml", tom)
    write_persona(tmp_path / "Frequent Buyer.json", Persona("Maria", customers="plan = 'pro'"))
    assert read_persona(tmp_path / "b.yaml") == tom
    assert [persona.id for persona in read_personas(tmp_path)] == ["frequent-buyer", "tom"]
    write_persona(tmp_path / "c.yaml", tom)
    with pytest.raises(DefinitionError, match=r'c\.yaml: the id "tom" is taken by .*b\.yaml'):
        read_personas(tmp_path)
