"""Markdown out, read again with markdown-it."""

from __future__ import annotations

from hypothesis import given
from markdown_it import MarkdownIt

from sojourn.documents.cells import Cell
from sojourn.documents.map import Lane, MapDocument, Phase
from sojourn.maps.formats.markdown import write
from tests.maps.formats.documents import maps, texts, whole


def shown(content: bytes) -> list[tuple[str, str]]:
    """Every line that a reader sees, with the kind of block that it stands in, outermost but one for lists."""
    found, kinds = [], []
    for token in MarkdownIt("commonmark").enable("table").enable("strikethrough").parse(content.decode()):
        if token.nesting == 1:
            kinds.append(token.tag)
        elif token.nesting == -1:
            kinds.pop()
        elif token.type == "inline":
            text = "".join(
                "\n" if child.type in ("hardbreak", "softbreak") else child.content for child in token.children
            )
            found += [(kinds[0] if kinds[0] != "ul" else "li", line) for line in text.split("\n")]
    return found


def test_a_map_is_a_readable_document():
    text = write(whole()).content.decode()
    assert text.startswith(
        "# I buy my groceries and come back\n\n> **Data: a grocer's till, 2017**\n\n"
        "- **Persona:** thrifty-tom, maria\n- **Scenario:** A week's shopping; on a Friday\n"
    )
    assert (
        "## Awareness\n\n### See the flyer\n\n- **Actions**\n  - See the flyer\\\n"
        "    *Assumption · workshop, 3 Nov 2026, Maria"
    ) in text
    assert "759 of 5,804\\\n    Data up to 1 Jan 2018\\\n    *Measured*\n" in text
    assert "### Pay (optional)" in text
    assert "Leaving" not in text
    assert text.endswith("## Loyalty\n")


def test_headings_are_the_phases_and_steps():
    found = shown(write(whole()).content)
    assert [line for kind, line in found if kind == "h2"] == ["Awareness", "I buy", "Loyalty"]
    assert [line for kind, line in found if kind == "h3"] == ["See the flyer", "Pay (optional)", "Leave"]


def test_simulated_data_are_said_first():
    document = MapDocument("m", data="made up", simulated=True)
    assert write(document).content.decode().startswith("# m\n\n> **SIMULATED DATA: made up**\n")


def test_what_markdown_cannot_hold_is_named_and_counted():
    assert write(whole()).losses == (
        "Hidden phases were left out: Leaving.",
        "Their phase or step is not on the map: 1 cell of Pains was left out.",
        "Markdown has no place for the id of the map.",
        (
            "Markdown has no place for ids (4 phases, 3 steps, 7 lanes and 1 cell), stages (1 phase), the sign of an "
            "exit (1 phase), touchpoints in the log (1 step), what is to be measured (3 cells), owners (1 cell), links "
            "between cells (1 cell) and scores for ranking (1 cell)."
        ),
        "Markdown has no lanes without cells: Line of visibility was left out.",
    )


def test_a_believed_number_outside_the_curve_is_named_as_a_loss():
    lane = Lane("r", "reach", "Reach", cells={"p": (Cell("half", asserted=0.5),)})
    losses = write(MapDocument("m", phases=(Phase("p", "P"),), lanes=(lane,))).losses
    assert "Markdown says beliefs in words only: 1 believed numbers of Reach were left out." in losses


@given(maps())
def test_every_text_is_shown_as_it_stands(document):
    lines = [line for _, line in shown(write(document).content)]
    for phase in document.phases:
        assert phase.title in lines
        assert all(step.title in lines for step in phase.steps)
    for _, _, said in texts(document):
        for line in (line for text in said for line in text.split("\n")):
            assert line in lines or any(seen.endswith(f" {line}") for seen in lines)
