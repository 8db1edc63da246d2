"""Time the page of a large map: `python -m benchmarks.page [STEPS]`, 200 steps unless told otherwise.

Exits with 1 where the mark is missed; with another number of steps it is shown and not held to.
"""

from __future__ import annotations

import statistics
import sys
import time

from benchmarks.__main__ import line
from sojourn.documents.cells import Binding, Cell, Figure
from sojourn.documents.map import Lane, LaneKind, MapDocument, MapStep, Phase
from sojourn.maps.map import Map

STEPS, IN_A_PHASE = 200, 10
RUNS = 7
SECONDS = 0.3
MEGABYTES = 1.5
TEXTS: tuple[LaneKind, ...] = ("actions", "thoughts", "needs", "pain_points", "opportunities", "backstage", "systems")


def main(steps: int) -> int:
    """Render the page and print median seconds and size. Returns how many marks were missed."""
    document = large(steps)
    size = len(Map(document).to_html())
    seconds = statistics.median(_timed(document) for _ in range(RUNS))
    print(f"{steps} steps, {sum(1 for _ in document.cells()):,} cells; median of {RUNS} runs")
    return line("render the page", seconds, SECONDS) + line("its file, MB", size / 1e6, MEGABYTES)


def _timed(document: MapDocument) -> float:
    begun = time.perf_counter()
    Map(document).to_html()
    return time.perf_counter() - begun


def large(steps: int = STEPS) -> MapDocument:
    """A map whose every step has a reach, a touchpoint, a feeling, and a cell in each of seven lanes of texts."""
    numbers = range(steps)
    figures = (
        Lane("reach", "reach", "Step", cells={_id(n): (_share("reach", n, 1000),) for n in numbers}),
        Lane("places", "touchpoints", "Touchpoints", cells={_id(n): (_share("touchpoint", n, 500),) for n in numbers}),
        Lane("feelings", "feelings", "Feelings", cells={_id(n): (_feeling(n),) for n in numbers}),
    )
    texts = (Lane(kind, kind, kind, cells={_id(n): (_text(kind, n),) for n in numbers}) for kind in TEXTS)
    firsts = range(0, steps, IN_A_PHASE)
    phases = tuple(_phase(first, min(first + IN_A_PHASE, steps)) for first in firsts)
    return MapDocument("I get a great many things done", phases=phases, lanes=(*figures, *texts))


def _id(number: int) -> str:
    return f"step-{number}"


def _phase(first: int, stop: int) -> Phase:
    steps = tuple(MapStep(_id(number), f"Does the thing number {number}") for number in range(first, stop))
    return Phase(f"phase-{first}", f"Phase {first // IN_A_PHASE + 1}", steps=steps)


def _share(name: str, number: int, count: int) -> Cell:
    figure = Figure(value=count / 2000, low=count / 2000 - 0.02, high=count / 2000 + 0.02, n=2000, count=count)
    return Cell(f"{name} {number}", f"{name}-{number}", "measured", binding=Binding("reach"), measured=figure)


def _feeling(number: int) -> Cell:
    value = (number % 9 - 4) / 2
    figure = Figure("feeling", value, value - 0.1, value + 0.1, 300, "answers")
    return Cell("", f"feeling-{number}", "measured", binding=Binding("feeling"), measured=figure)


def _text(kind: str, number: int) -> Cell:
    said = f"What is known of {kind.replace('_', ' ')} at step {number}, said in a sentence"
    return Cell(said, f"{kind}-{number}", "asserted", "workshop")


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else STEPS
    sys.exit(1 if main(size) and size == STEPS else 0)
