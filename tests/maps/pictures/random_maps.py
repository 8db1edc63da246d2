"""Random maps: long words, many steps, empty lanes, hidden phases, cells of every kind at every place."""

from __future__ import annotations

from hypothesis import strategies as st

from sojourn.documents.cells import Binding, Cell, Figure
from sojourn.documents.map import Lane, MapDocument, MapStep, Phase

KINDS = (
    "reach", "touchpoints", "feelings", "pain_points", "thoughts", "actions", "line_of_visibility", "opportunities",
    "notes",
)  # fmt: skip

words = st.text("abcdefghijklmnopqrstuvwxyz ÄÖÜß-/é東京م", min_size=1, max_size=60) | st.sampled_from(
    ("Donaudampfschifffahrtsgesellschaftskapitänsmütze", "M" * 40, "short", "two words", "a " * 40, "line\nline")
)
feelings = st.floats(-2.5, 2.5)


@st.composite
def cells(draw: st.DrawFn) -> Cell:
    figure = None
    if draw(st.booleans()):
        value = draw(feelings)
        figure = Figure("feeling", value, value - 0.3, value + 0.4, 50, of="answers")
    elif draw(st.booleans()):
        share = draw(st.floats(0, 1))
        figure = Figure("share", share, max(share - 0.1, 0), min(share + 0.1, 1), 500, count=round(500 * share))
    return Cell(
        text=draw(words),
        provenance=draw(st.sampled_from((None, "measured", "cited", "asserted", "inferred"))),
        source=draw(st.none() | words),
        measured=figure,
        binding=Binding("share") if figure else None,
        asserted=None if figure else draw(st.none() | feelings),
        status=draw(st.sampled_from((None, "possible"))),
    )


@st.composite
def maps(draw: st.DrawFn, most_steps: int = 8) -> MapDocument:
    counts = draw(st.lists(st.integers(0, most_steps), max_size=5))
    phases = tuple(
        Phase(
            f"p{n}",
            draw(words),
            hidden=draw(st.integers(0, 5)) == 0,
            steps=tuple(MapStep(f"p{n}s{k}", draw(words), optional=k == 1) for k in range(count)),
        )
        for n, count in enumerate(counts)
    )
    places = [place for phase in phases for place in (phase.id, *(step.id for step in phase.steps))] + ["nowhere"]
    filled = st.dictionaries(st.sampled_from(places), st.lists(cells(), max_size=2).map(tuple), max_size=6)
    lanes = tuple(
        Lane(f"l{n}", kind, draw(words), note=draw(st.none() | words), cells=draw(filled))  # type: ignore[arg-type]
        for n, kind in enumerate(draw(st.lists(st.sampled_from(KINDS), max_size=6)))
    )
    return MapDocument(title=draw(words), phases=phases, lanes=lanes, simulated=draw(st.booleans()), note=draw(words))
