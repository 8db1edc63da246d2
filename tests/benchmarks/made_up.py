"""Small made-up results, for tests of what is said about them."""

from __future__ import annotations

from benchmarks.jobs import CORE
from benchmarks.results import Figure, Limit, Run, Scale, ScalePart

OWN_SECONDS = 0.1


def run(*figures: Figure, events: int = 10_000_000, shape: str = "many", limit: float = 0.05) -> Run:
    """Sojourn takes a tenth of a second for each of the five; `limit` is what memory allows."""
    own = [Figure("sojourn", job, "ok", cold=1.0, warm=OWN_SECONDS, cpu=0.2, peak_mb=500, runs=7) for job in CORE]
    return Run(
        events=events,
        shape=shape,
        customers=events // 10,
        date="2026-01-31",
        commit="abc1234",
        machine="a processor, 2 cores",
        python="3.11.7",
        versions={"sojourn": "0.1.0", "retentioneering": "5.2.4", "duckdb": "2.0.1"},
        first_use=60.0,
        limit=Limit(
            threads=2,
            gigabytes_a_second=20.0,
            bytes=dict.fromkeys(CORE, 80_000_000),
            seconds=dict.fromkeys(CORE, limit),
            seconds_at_one_byte=dict.fromkeys(CORE, limit) | {"transitions": limit / 2},
            plain_passes=dict.fromkeys(CORE, 0.08),
        ),
        figures=[*own, *figures],
    )


def figure(tool: str, job: str, warm: float, *, agrees: bool = True, asked: str | None = None) -> Figure:
    return Figure(tool, job, "ok", warm * 2, warm, warm, 900, 7, agrees, asked)


def scale(refresh: float) -> Scale:
    """A hundred million events, everything well within its mark but perhaps the refresh."""
    parts = [
        ScalePart("generate", {"generate": 100.0}, 4000),
        ScalePart("load", {"attributes": 5.0, "load": 100.0}, 1500),
        ScalePart("compile", {"compile": 39.0}, 1900),
        *(ScalePart(f"ask {job}", {"cold": 1.0, "warm": 0.5}, 1500) for job in CORE),
        ScalePart("refresh 1000", {"load": 0.5, "refresh": 0.5}, 900, {"events": 1000, "customers": 500}),
        ScalePart("refresh 100000", {"load": 2.0, "refresh": refresh}, 900, {"events": 100_000, "customers": 50_000}),
        ScalePart("compile in 2 GB", {"compile": 60.0}, 1999),
    ]
    return Scale(100_000_000, "many", "2026-01-31", "abc1234", "a processor, 2 cores", parts)
