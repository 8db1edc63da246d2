"""Flow: where units go from step to step, counted at each position from the start; what the Sankey chart shows."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from sojourn.compiled import compiled
from sojourn.engines.units import Units
from sojourn.errors import UsageError
from sojourn.journeys.definition import Step
from sojourn.journeys.view import View
from sojourn.measures.notes import unknown_names
from sojourn.results import Measured

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

OTHER, DROP_OFF = "other", "drop-off"
_NONE = np.zeros(0, np.bool_)


class FlowEdge(Struct, frozen=True):
    """`journeys` units were at `source` in position `step` (from 1) and at `target` in the next."""

    step: int
    source: str
    target: str
    journeys: int


class Flow(Measured, frozen=True):
    """Edges by step, most frequent first, ties by name.

    `journeys` units have a path, `reached` of them came to `end` within the steps shown. At each position the sum of
    edges into a node equals the sum of edges out of it, "drop-off" included; where `end` is given, those that reached
    it have no edge out.
    """

    edges: tuple[FlowEdge, ...]
    journeys: int
    reached: int = 0


class Partial(NamedTuple):
    """How many units took each edge. `edges` are numbers, as the kernel says."""

    edges: Ints
    units: Ints


@compiled
def _add(table: Ints, count: Ints, edge: int) -> None:
    """Count an edge in an open-addressing table of a power of two slots; -1 is a free slot."""
    mask = len(table) - 1
    slot = (edge * 0x9E3779B97F4A7C1 >> 20) & mask
    while table[slot] != edge and table[slot] >= 0:
        slot = (slot + 1) & mask
    table[slot] = edge
    count[slot] += 1


@compiled
def kernel(codes, begin, end, starts, stops, depth, size, collapse, slots):  # type: ignore[no-untyped-def]
    """One pass over the first steps of each unit; `starts` and `stops` are bool[steps], or empty where not asked for.

    A node is a code; `size` stands for "drop-off", `size + 1` for "reached the end". Edge from `source` at `step` to
    `target`: (step * (size + 2) + source) * (size + 2) + target.
    """
    table, count = np.full(slots, -1, np.int64), np.zeros(slots, np.int64)
    for unit in range(len(begin)):
        first, stop = begin[unit], end[unit]
        while len(starts) and first < stop and not starts[first]:
            first += 1
        if first == stop:
            continue
        step, source, target = 1, np.int64(codes[first]), size
        i = first
        if len(stops) and len(starts) == 0 and stops[i]:
            target = size + 1
        while target == size and step <= depth:
            i += 1
            if i == stop:
                break
            following = np.int64(codes[i])
            if not collapse or following != source:
                _add(table, count, (step * (size + 2) + source) * (size + 2) + following)
                step, source = step + 1, following
            if len(stops) and stops[i]:
                target = size + 1
        if step <= depth or target > size:
            _add(table, count, (step * (size + 2) + source) * (size + 2) + target)
    used = np.flatnonzero(table >= 0)
    return table[used], count[used]


def merge(partials: list[Partial]) -> Partial:
    """Add up what partitions counted for the same edge."""
    edges, place = np.unique(np.concatenate([partial.edges for partial in partials]), return_inverse=True)
    count = np.zeros(len(edges), np.int64)
    np.add.at(count, place, np.concatenate([partial.units for partial in partials]))
    return Partial(edges, count)


def flow(
    units: Units,
    start: Step | None = None,
    end: Step | None = None,
    depth: int = 5,
    top: int = 10,
    collapse: bool = False,
    over: str = "event",
    by: str | None = None,
) -> Flow:
    """The first `depth` moves of each unit.

    `start` begins a unit at its first such step and leaves out units without one; `end` cuts it after the first such
    step that follows (without `start`: after the first such step). Both are names of `over`, or conditions. A unit
    that stops at a position up to `depth` goes to "drop-off", unless it reached `end`. At each position the `top` most
    frequent nodes keep their names, the others are "other". `collapse` merges immediate repeats.
    Raises UsageError where depth or top is below 1.
    """
    if depth < 1 or top < 1:
        raise UsageError(f"depth and top are at least 1, not {depth} and {top}.")
    names = units.names(over)
    size = len(names)

    def task(view: View) -> Partial:
        starts, stops = (_NONE if step is None else units.matching(step, view, over) for step in (start, end))
        slots = _slots(min(len(view.begin), (size + 1) * (size + 2)) * (depth + 1))
        return Partial(*kernel(view.steps[over], view.begin, view.end, starts, stops, depth, size, collapse, slots))

    notes = unknown_names(units, start, end, over=over)
    return units.measure(task, lambda partials: result(merge(partials), names, depth, top, notes), by)


def _slots(edges: int) -> int:
    """A power of two, so large that half of the table stays free."""
    return 1 << max(2 * edges, 16).bit_length()


def result(total: Partial, names: tuple[str, ...], depth: int, top: int, notes: tuple[str, ...] = ()) -> Flow:
    """Names for codes, and "other" for the nodes that are not among the `top` of their position."""
    drop_off, reached, nodes = len(names), len(names) + 1, len(names) + 2
    step, source, target = total.edges // nodes // nodes, total.edges // nodes % nodes, total.edges % nodes
    label = _labels(step, source, target, total.units, names, depth, top)
    shown = (step <= depth) & (target <= drop_off)
    called = (step * nodes + label[step, source]) * nodes + label[step + 1, target]
    summed = merge([Partial(called[shown], total.units[shown])])
    words = (*names, DROP_OFF, OTHER)
    edges = [
        FlowEdge(edge // nodes // nodes, words[edge // nodes % nodes], words[edge % nodes], count)
        for edge, count in zip(summed.edges.tolist(), summed.units.tolist(), strict=True)
    ]
    edges.sort(key=lambda edge: (edge.step, -edge.journeys, edge.source, edge.target))
    begun, ended = int(total.units[step == 1].sum()), int(total.units[target == reached].sum())
    return Flow(tuple(edges), begun, ended, notes=notes)


def _labels(step: Ints, source: Ints, target: Ints, count: Ints, names: tuple[str, ...], depth: int, top: int) -> Ints:
    """What each node is called at each position, int64[depth + 3, nodes]: itself, or the last node for "other"."""
    size = len(names)
    units = np.zeros((depth + 2, size), np.int64)
    moves, last = step <= depth, (step == depth) & (target < size)
    np.add.at(units, (step[moves], source[moves]), count[moves])
    np.add.at(units, (depth + 1, target[last]), count[last])
    label = np.full((depth + 3, size + 2), size + 1, np.int64)
    label[:, size] = size
    rank = np.argsort(sorted(range(size), key=names.__getitem__))
    for position in range(1, depth + 2):
        kept = np.lexsort((rank, -units[position]))[:top]
        label[position, kept] = kept
    return label
