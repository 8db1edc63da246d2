"""The section of the page about a large log: Sojourn alone."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.jobs import CORE
from benchmarks.markdown import table
from benchmarks.results import Scale, ScalePart


def scale_section(scale: Scale) -> Iterator[str]:
    """Load, compile, ask, refresh, and compile with little memory."""
    yield f"## Sojourn alone: {scale.events:,} events, {scale.shape} customers\n"
    yield f"`python -m benchmarks.scale`, {scale.date}, commit {scale.commit}, {scale.machine}.\n"
    yield table(("", "seconds", "events a second", "peak memory, MB"), _making(scale))
    asked = [part for part in (scale.part(f"ask {job}") for job in CORE) if part]
    if asked:
        rows = [(part.name.removeprefix("ask "), _s(part, "warm"), _s(part, "cold"), _mb(part)) for part in asked]
        yield table(("analysis", "warm, s", "cold, s", "peak memory, MB"), rows)
    if refreshes(scale):
        yield "### Refresh: time against how much is touched\n"
        yield table(("events", "customers", "load, s", "refresh, s", "peak memory, MB"), _refreshed(scale))
        yield "![Seconds of a refresh against the events taken in](benchmarks-refresh.svg)\n"


def refreshes(scale: Scale) -> list[ScalePart]:
    """From few events to many."""
    found = [part for part in scale.parts if part.name.startswith("refresh ")]
    return sorted(found, key=lambda part: part.counts["events"])


def _making(scale: Scale) -> Iterator[tuple[str, str, str, str]]:
    for name in ("generate", "load", "compile", "compile in 2 GB"):
        part = scale.part(name)
        if part:
            seconds = sum(part.seconds.values())
            yield name, f"{seconds:,.1f}", f"{scale.events / seconds:,.0f}", _mb(part)


def _refreshed(scale: Scale) -> Iterator[tuple[str, ...]]:
    for part in refreshes(scale):
        counts = (f"{part.counts['events']:,}", f"{part.counts['customers']:,}")
        yield (*counts, f"{part.seconds['load']:.2f}", f"{part.seconds['refresh']:.2f}", _mb(part))


def _s(part: ScalePart, name: str) -> str:
    return f"{part.seconds[name]:.3f}"


def _mb(part: ScalePart) -> str:
    return f"{part.peak_mb:,.0f}"
