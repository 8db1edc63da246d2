"""A flow as a picture: bars for what is reached at each position, bands for who goes from one to the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from sojourn.insights.words import capitalised
from sojourn.maps import words
from sojourn.measures.flow import DROP_OFF, OTHER, Flow, FlowEdge

WIDTH, HEIGHT, BAR, GAP, TOP = 1000.0, 300.0, 10.0, 10.0, 22.0
LONGEST = 18
"""Characters of a name in the picture."""
LEAST_LABELLED = 9.0
"""Bars lower than this have no label in the picture; the table beside it has them all."""


class Node(Struct, frozen=True):
    """A bar. `kind` is "" for a named node, "other" or "drop-off"; `anchor` says on which side its label stands."""

    x: float
    y: float
    height: float
    name: str
    label: str
    kind: str
    label_x: float
    label_y: float
    anchor: str


class Band(Struct, frozen=True):
    """Who goes from one node to one of the next position."""

    path: str
    kind: str
    title: str


class Sankey(Struct, frozen=True):
    """The picture, and its figures as rows: position, from, to, how many."""

    nodes: tuple[Node, ...]
    bands: tuple[Band, ...]
    rows: tuple[tuple[int, str, str, str], ...]
    heads: tuple[tuple[float, str], ...]
    width: float = WIDTH
    height: float = HEIGHT + TOP


class _Bar(Struct):
    name: str
    total: int
    y: float = 0.0
    left: float = 0.0
    right: float = 0.0


def sankey(flow: Flow, titles: Mapping[str, str], minimum: int, unit: str) -> Sankey | None:
    """The picture of a flow; None where nobody moves. Edges of fewer than `minimum` units are left out of it."""
    edges = _shown(flow.edges, minimum)
    if not edges:
        return None
    columns = _bars(edges)
    most = max(sum(bar.total for bar in column) for column in columns)
    tallest = max(len(column) for column in columns)
    scale = (HEIGHT - GAP * (tallest - 1)) / most
    for column in columns:
        _place(column, scale)
    at = {(position, bar.name): bar for position, column in enumerate(columns) for bar in column}
    step = (WIDTH - BAR - 170) / max(len(columns) - 1, 1)
    bands = tuple(
        _band(source, target, edge.journeys, edge.step, step, scale, unit, titles)
        for edge, source, target in sorted(
            ((edge, at[edge.step - 1, edge.source], at[edge.step, edge.target]) for edge in edges),
            key=lambda one: (one[0].step, one[1].y, one[2].y),
        )
    )
    nodes = tuple(
        _node(bar, position, step, scale, titles) for position, column in enumerate(columns) for bar in column
    )
    rows = tuple(
        (edge.step, titled(edge.source, titles), titled(edge.target, titles), words.count(edge.journeys))
        for edge in edges
    )
    heads = tuple((position * step, _ordinal(position + 1)) for position in range(len(columns)))
    return Sankey(nodes, bands, rows, heads)


def _shown(edges: Sequence[FlowEdge], minimum: int) -> list[FlowEdge]:
    """Edges of at least `minimum`; where those that are left out of a node are fewer than that, its next smallest goes
    too: the rest of a node must not tell about them."""
    kept: list[FlowEdge] = []
    by_source: dict[tuple[int, str], list[FlowEdge]] = {}
    for edge in edges:
        by_source.setdefault((edge.step, edge.source), []).append(edge)
    for siblings in by_source.values():
        shown = sorted((edge for edge in siblings if edge.journeys >= minimum), key=lambda edge: -edge.journeys)
        hidden = sum(edge.journeys for edge in siblings) - sum(edge.journeys for edge in shown)
        kept += shown[:-1] if 0 < hidden < minimum else shown
    return sorted(kept, key=lambda edge: (edge.step, -edge.journeys, edge.source, edge.target))


def _bars(edges: Sequence[FlowEdge]) -> list[list[_Bar]]:
    """The bars of each position, tallest first; "other" and "drop-off" at the foot."""
    depth = max(edge.step for edge in edges) + 1
    totals: list[dict[str, int]] = [{} for _ in range(depth)]
    for edge in edges:
        if edge.step == 1:
            totals[0][edge.source] = totals[0].get(edge.source, 0) + edge.journeys
        totals[edge.step][edge.target] = totals[edge.step].get(edge.target, 0) + edge.journeys
    for edge in edges:
        if edge.source not in totals[edge.step - 1]:
            totals[edge.step - 1][edge.source] = sum(
                other.journeys for other in edges if other.step == edge.step and other.source == edge.source
            )
    foot = {OTHER: 1, DROP_OFF: 2}
    return [
        [
            _Bar(name, total)
            for name, total in sorted(found.items(), key=lambda one: (foot.get(one[0], 0), -one[1], one[0]))
        ]
        for found in totals
    ]


def _place(column: list[_Bar], scale: float) -> None:
    y = TOP
    for bar in column:
        bar.y = bar.left = bar.right = y
        y += bar.total * scale + GAP


def _band(
    source: _Bar,
    target: _Bar,
    units: int,
    position: int,
    step: float,
    scale: float,
    unit: str,
    titles: Mapping[str, str],
) -> Band:
    height = units * scale
    x0, x1 = (position - 1) * step + BAR, position * step
    middle = (x0 + x1) / 2
    top0, top1 = source.right, target.left
    source.right += height
    target.left += height
    path = (
        f"M{x0:.1f} {top0:.1f}C{middle:.1f} {top0:.1f} {middle:.1f} {top1:.1f} {x1:.1f} {top1:.1f}"
        f"v{height:.1f}C{middle:.1f} {top1 + height:.1f} {middle:.1f} {top0 + height:.1f} {x0:.1f} "
        f"{top0 + height:.1f}z"
    )
    how_many = words.counted(units, words.singular(unit), unit)
    title = f"{titled(source.name, titles)} to {titled(target.name, titles)}: {how_many}"
    return Band(path, "stops" if target.name == DROP_OFF else "", title)


def _node(bar: _Bar, position: int, step: float, scale: float, titles: Mapping[str, str]) -> Node:
    height = max(bar.total * scale, 1.0)
    name = titled(bar.name, titles)
    short = name if len(name) <= LONGEST else f"{name[: LONGEST - 1].rstrip()}…"
    label = f"{short} {words.count(bar.total)}" if height >= LEAST_LABELLED else ""
    kind = bar.name if bar.name in (OTHER, DROP_OFF) else ""
    x = position * step
    return Node(
        round(x, 1), round(bar.y, 1), round(height, 1), bar.name, label, kind,
        round(x + BAR + 6, 1), round(bar.y + height / 2 + 4, 1), "start",
    )  # fmt: skip


def titled(name: str, titles: Mapping[str, str]) -> str:
    """The title of a stage; any other name with a capital letter."""
    if name == DROP_OFF:
        return "stop here"
    return titles.get(name, capitalised(name))


def _ordinal(number: int) -> str:
    return {1: "First", 2: "then", 3: "then", 4: "then"}.get(number, "then")
