"""Pictures of the page: plain SVG on white, readable without colour."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from math import floor, log10

from benchmarks.environments import PEERS
from benchmarks.jobs import JOBS
from benchmarks.marks import Rival, rival
from benchmarks.results import Run, Scale
from benchmarks.scale_report import refreshes

WIDTH, LEFT, RIGHT, TOP, BAR, GAP = 860, 190, 70, 64, 12, 14
COLOURS = {
    "retentioneering": "#b5532a",
    "pm4py": "#d9a441",
    "duckdb": "#3a6ea5",
    "polars": "#5b9aa0",
    "chdb": "#7d5ba6",
}
STYLE = "font: 12px system-ui, sans-serif; fill: #222"


def bars(run: Run) -> str:
    """How many times as long as Sojourn each tool takes, job by job, on a logarithmic axis; 1 is Sojourn."""
    jobs = [(job.title, ratios_of(run, job.name)) for job in JOBS]
    jobs = [(title, ratios) for title, ratios in jobs if ratios]
    every = [ratio for _, ratios in jobs for _, ratio, _ in ratios] or [1.0]
    low, high = floor(log10(min(0.5, *every))), log10(max(2.0, *every)) + 0.1

    def x(ratio: float) -> float:
        return LEFT + (log10(ratio) - low) / (high - low) * (WIDTH - LEFT - RIGHT)

    y, drawn = TOP, []
    for title, ratios in jobs:
        drawn.append(text(LEFT - 10, y + len(ratios) * BAR / 2 + 4, title, "end"))
        for tool, ratio, more in ratios:
            drawn.append(bar(x(1), x(ratio), y, tool))
            drawn.append(text(max(x(1), x(ratio)) + 4, y + BAR - 2, f"{'> ' if more else ''}{ratio:.3g}", size=10))
            y += BAR
        y += GAP
    grid = [rule(x(10**power), y, f"{10.0**power:g}") for power in range(low, floor(high) + 1)]
    head = text(LEFT, 18, f"Times as long as Sojourn (1), {run.events:,} events, {run.shape} customers", weight="bold")
    return svg(WIDTH, y + 10, [head, *legend(), *grid, *drawn, line(x(1), TOP - 6, x(1), y, "#222", 1.5)])


def ratios_of(run: Run, job: str) -> list[Rival]:
    """Tool, ratio, and whether it is at least that much."""
    found = [run.figure(tool, job) for tool in PEERS]
    return [one for one in (rival(run, figure) for figure in found if figure) if one]


def curve(scale: Scale) -> str:
    """Seconds of a refresh (load apart) against the events taken in; both axes begin at nothing."""
    parts = refreshes(scale)
    height, most = 320, max((part.counts["events"] for part in parts), default=1)
    longest = max((sum(part.seconds.values()) for part in parts), default=1) * 1.1

    def at(events: int, seconds: float) -> tuple[float, float]:
        return 70 + events / most * (WIDTH - 160), height - 50 - seconds / longest * (height - 110)

    drawn = [text(70, 20, f"Seconds to take in further events, {scale.events:,} events before", weight="bold")]
    drawn += [line(70, height - 50, WIDTH - 90, height - 50, "#888"), line(70, 60, 70, height - 50, "#888")]
    series = ((("load",), "load", "#3a6ea5"), (("load", "refresh"), "load + refresh", "#b5532a"))
    for names, label, colour in series:
        points = [at(part.counts["events"], sum(part.seconds[name] for name in names)) for part in parts]
        drawn.append(polyline(points, colour))
        drawn.append(text(points[-1][0] + 6, points[-1][1] + 4, label, size=11) if points else "")
    free = 0.0
    for part in parts:
        left, _ = at(part.counts["events"], 0)
        if left >= free:
            drawn.append(text(left, height - 32, f"{part.counts['events']:,}", "middle", 10))
            free = left + 70
    drawn += [text(64, at(0, value)[1] + 4, f"{value:.3g}", "end", 10) for value in (0, longest / 2, longest)]
    return svg(WIDTH, height, drawn)


def svg(width: float, height: float, parts: Iterable[str]) -> str:
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" role="img">'
    return "\n".join([head, f'<rect width="{width:.0f}" height="{height:.0f}" fill="#fff"/>', *parts, "</svg>"]) + "\n"


def text(x: float, y: float, words: str, anchor: str = "start", size: int = 12, weight: str = "normal") -> str:
    style = STYLE.replace("12px", f"{weight} {size}px")
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" style="{style}">{escape(words)}</text>'


def line(x1: float, y1: float, x2: float, y2: float, colour: str, width: float = 1) -> str:
    place = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
    return f'<line {place} stroke="{colour}" stroke-width="{width}"/>'


def rule(x: float, bottom: float, label: str) -> str:
    return line(x, TOP - 6, x, bottom, "#ddd") + text(x, TOP - 10, label, "middle", 10)


def bar(start: float, stop: float, y: float, tool: str) -> str:
    left, width = min(start, stop), max(abs(stop - start), 1)
    return f'<rect x="{left:.1f}" y="{y}" width="{width:.1f}" height="{BAR - 2}" fill="{COLOURS[tool]}"/>'


def polyline(points: Sequence[tuple[float, float]], colour: str) -> str:
    where = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline points="{where}" fill="none" stroke="{colour}" stroke-width="2"/>'


def legend() -> list[str]:
    """The tools in the order of their bars."""
    places = [LEFT + 125 * number for number in range(len(PEERS))]
    return [
        f'<rect x="{x}" y="28" width="10" height="10" fill="{COLOURS[tool]}"/>' + text(x + 14, 37, tool, size=11)
        for x, tool in zip(places, PEERS, strict=True)
    ]
