"""Mermaid journeys in and out, held to a second reading of the grammar."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given

from sojourn.documents.cells import Cell
from sojourn.documents.map import Lane, MapDocument, MapStep, Phase
from sojourn.errors import DefinitionError, UnreadableSource
from sojourn.maps.formats.mermaid import read, write
from tests.maps.formats.documents import heads, maps, numbers, texts, whole

DAY = """\
journey
    title My working day
    section Go to work
      Make tea: 5: Me
      Go upstairs: 3: Me
      Do work: 1: Me, Cat
    section Go home
      Go downstairs: 5: Me
"""


def test_a_diagram_becomes_a_map():
    taken = read(DAY.encode(), "day.mmd")
    document = taken.document
    assert (document.title, document.personas) == ("My working day", ("Me", "Cat"))
    assert heads(document) == [("Go to work", ["Make tea", "Go upstairs", "Do work"]), ("Go home", ["Go downstairs"])]
    assert numbers(document) == [2.0, 0.0, -2.0, 2.0]
    assert document.lanes[0].cells["make-tea"] == (Cell("Make tea", provenance="asserted", source="day.mmd"),)
    assert taken.losses == ("A map has personas for the whole of it: who takes part in 3 tasks was left out.",)


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: My working day\nconfig:\n  theme: dark\n---\njourney\n  section A\n    Tea: 4: Me\n",
        '%%{init: {"theme":\n "dark"}}%%\n%% a comment\njourney\n title My working day\nsection A\nTea: 4: Me\n',
        "JOURNEY\n\tTitle My working day\n\taccTitle: x\n\taccDescr {\n two\n }\n\tSECTION A\n\tTea : 4 : Me %% so\n",
        "# Notes\n\n```mermaid\njourney\ntitle My working day\nsection A\nTea: 4: Me;\n```\n\nmore\n",
        "journey\r\ntitle My working day\r\nsection A\r\nTea: 4.0: Me # really\r\n",
    ],
)
def test_configuration_comments_fences_and_any_indentation_are_read(text):
    document = read(text.encode(), "a.mmd").document
    assert document.title == "My working day"
    assert heads(document) == [("A", ["Tea"])]
    assert (document.personas, numbers(document)) == (("Me",), [1.0])


def test_entity_codes_and_colons_in_a_task_are_read():
    text = "journey\nsection A#58; b\nPay#59; fast#33;: 3: J#44; Me, Ann\nPay: by card: 2\n#quot;Hi#quot;: 4\n"
    assert heads(read(text.encode(), "a.mmd").document) == [("A: b", ["Pay; fast!", "Pay: by card", '"Hi"'])]


def test_tasks_before_any_section_are_phases():
    assert heads(read(b"journey\nSearch: 3\nPay: 4\nsection Use\nWear: 5", "a.mmd").document) == [
        ("Search", []),
        ("Pay", []),
        ("Use", ["Wear"]),
    ]


def test_of_several_diagrams_the_first_is_read_and_it_is_said():
    text = f"```mermaid\n{DAY}```\n\n```mermaid\n{DAY}```\n"
    assert read(text.encode(), "a.md").losses[0] == "Only the first of 2 diagrams was read."


BROKEN = {
    "empty": (b"", UnreadableSource, "a.mmd is empty."),
    "only comments": (
        b"%% nothing\n",
        UnreadableSource,
        "a.mmd holds no diagram. A Mermaid journey begins with the word",
    ),
    "another diagram": (
        b"\nflowchart LR\nA-->B",
        UnreadableSource,
        'a.mmd, line 2: it begins with "flowchart", not with journey.',
    ),
    "a slip": (b"journy\n", UnreadableSource, 'Did you mean "journey"?'),
    "no task": (b"journey\ntitle A\n", UnreadableSource, "a.mmd has no task. Write one below the title"),
    "no score": (
        b"journey\nsection A\n  Make tea\n",
        DefinitionError,
        'a.mmd, line 3: "Make tea" is no task with a score.',
    ),
    "a word for a score": (b"journey\nTea: good: Me", DefinitionError, 'a.mmd, line 2: "Tea: good: Me" is no task'),
    "a far score": (b"journey\nTea: 7: Me", DefinitionError, "a.mmd, line 2: scores run from 1 to 5, 7 is outside."),
    "no name": (b"journey\n: 3: Me", DefinitionError, "is no task with a score. Write for example: Make tea: 3: Me"),
    "binary": (b"journey\x00", UnreadableSource, "a.mmd is not text."),
    "in fences": (
        b"text\n```mermaid\njourney\nTea: 9\n```",
        DefinitionError,
        "a.mmd, line 4: scores run from 1 to 5, 9",
    ),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_file_is_refused_with_its_line_and_the_next_step(broken):
    content, error, message = BROKEN[broken]
    with pytest.raises(error) as refused:
        read(content, "a.mmd")
    assert message in str(refused.value)


def test_a_map_is_written_as_a_diagram():
    assert write(whole()).content.decode() == (
        "journey\n"
        "    title I buy my groceries and come back\n"
        "    section Awareness\n"
        "      See the flyer: 3.5: thrifty-tom\n"
        "    section I buy\n"
        "      Pay: 2.2: thrifty-tom\n"
        "      %% no feeling known\n"
        "      Leave: 3: thrifty-tom\n"
        "    section Loyalty\n"
        "      %% no feeling known\n"
        "      Loyalty: 3: thrifty-tom\n"
    )


def test_what_mermaid_cannot_hold_is_named_and_counted():
    assert write(whole()).losses[:6] == (
        (
            "Mermaid has no lanes but actions and feelings, and one of each a step: 9 cells of Actions, Reach, "
            "Feelings to be, Pains and Ideas were left out."
        ),
        "Hidden phases were left out: Leaving.",
        "Mermaid has a score for a feeling, no text: the words of 1 feeling were left out.",
        "Mermaid cannot say what was measured. Read back as assumed: 1 feeling.",
        "Mermaid needs a score everywhere: 2 steps without a feeling got 3, with a comment.",
        (
            "Mermaid has no place for the id, the status, the scenario, the goal, the owner, the review date, tags, "
            "the name of the data and the note of the map."
        ),
    )
    assert "Mermaid has no lanes without cells: Line of visibility was left out." in write(whole()).losses


def test_a_step_without_a_feeling_is_read_back_without_one():
    document = MapDocument("m", phases=(Phase("a", "A", steps=(MapStep("b", "B"),)),))
    assert numbers(read(write(document).content, "a.mmd").document) == []


def test_the_actions_of_a_phase_without_steps_are_tasks():
    lane = Lane("actions", "actions", "Actions", cells={"a": (Cell("look"), Cell("ask"))})
    document = MapDocument("m", phases=(Phase("a", "A"),), lanes=(lane,))
    assert heads(read(write(document).content, "a.mmd").document) == [("A", ["look", "ask"])]


def second_reading(text: str) -> tuple[str, list[tuple[str, list[tuple[str, float, list[str]]]]]]:
    """Title and sections with tasks, as Mermaid's lexer cuts them: at the first of these that fits, from each place."""
    tokens = [
        ("skip", r"%%(?!\{)[^\n]*|#[^\n]*|\s+"),
        ("journey", r"journey"),
        ("title", r"title\s[^#\n;]+"),
        ("section", r"section\s[^#:\n;]+"),
        ("name", r"[^#:\n;]+"),
        ("data", r":[^#\n;]+"),
    ]
    text = re.sub(r"#(\w+);", lambda code: f"\ufb02\xb0{code[1]}\xb6\xdf", text)
    title, sections, at, name = "", [], 0, ""
    while at < len(text):
        kind, found = next(
            (k, m) for k, r in tokens if (m := re.compile(r, re.IGNORECASE).match(text, at)) and m.end() > at
        )
        said, at = found[0], found.end()
        if kind == "title":
            title = shown(said[6:])
        elif kind == "section":
            sections.append((shown(said[8:]), []))
        elif kind == "name":
            name = shown(said)
        elif kind == "data":
            score, *people = said[1:].split(":")
            sections[-1][1].append(
                (name, float(score), [shown(one) for one in ",".join(people).split(",") if one.strip()])
            )
    return title, sections


def shown(text: str) -> str:
    coded = re.sub(
        "\ufb02\xb0(\\w+?)\xb6\xdf", lambda code: f"&#{code[1]};" if code[1].isdigit() else f"&{code[1]};", text
    )
    return html.unescape(coded).strip()


@given(maps())
def test_what_is_written_is_what_mermaid_reads(document):
    title, sections = second_reading(write(document).content.decode())
    plain = " ".join(document.title.split())
    assert title == (f"{plain} — SIMULATED DATA" if document.simulated else plain)
    assert [name for name, _ in sections] == [phase.title for phase in document.phases]
    for (_, tasks), phase in zip(sections, document.phases, strict=True):
        assert [name for name, _, _ in tasks] == [step.title for step in phase.steps] or not phase.steps
        assert all(1 <= score <= 5 for _, score, _ in tasks)


@given(maps())
def test_a_map_that_was_read_does_not_change_any_more(document):
    once = read(write(document).content, "a.mmd").document
    again = read(write(once).content, "a.mmd").document
    assert again == once
    assert again.simulated == document.simulated


@pytest.mark.parametrize(
    "text",
    [
        "title page",
        "R&amp; D &lt;",
        "fish & chips;",
        "Section 4",
        "journey's end",
        "50%% off",
        "a: b; c # d",
        "accTitle: x",
        "---",
        "```",
    ],
)
def test_names_that_mean_something_to_mermaid_stay_names(text):
    document = MapDocument(
        text, personas=("Ann, Ben",), phases=(Phase("p", text, steps=(MapStep("s", text), MapStep("t", "t"))),)
    )
    again = read(write(document).content, "a.mmd").document
    assert (again.title, heads(again), again.personas) == (text, heads(document), ("Ann, Ben",))
    assert second_reading(write(document).content.decode())[1][0][1][0][0] == text
    assert texts(again)[0][2] == [text]
