"""docs/how-to/scale.md, from what was measured: `python -m benchmarks.capacity`.

The arithmetic is here: costs of one event as `benchmarks.scale` and `benchmarks.cluster` measured them, multiplied.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from benchmarks.markdown import table
from benchmarks.report import DOCS, JSON
from benchmarks.results import OnCluster, Scale, read
from sojourn.journeys.plan import STEPS_A_PARTITION

PAGE = DOCS / "how-to" / "scale.md"
TEXT = DOCS / "how-to" / "scale.template"
SIZES = tuple(10**power for power in range(7, 12))
HOT_BYTES = 4 + 8
"""A step's name and time: what most questions read."""
BOUNDS_BYTES = 2 * 8
"""Of a customer: where the history begins and ends."""
IDENTIFIER_BYTES = 60
"""What compiling everything holds in memory of an identifier: its place, its hash, its customer's id."""
HOUR = 3600.0
MOST_EVENTS = (2**16 - 1) * STEPS_A_PARTITION
"""As many partitions as a plan can number."""
ASKED = ("transitions", "funnel", "variants", "retention", "sessions")


class Costs(NamedTuple):
    """What one event costs on one machine: bytes of disk and memory, and seconds with all its cores."""

    log: float
    journeys: float
    hot: float
    load: float
    compile: float
    asked: dict[str, float]
    customers: float
    refresh: float


def costs_of(scale: Scale) -> Costs:
    """The costs of an event, from a run over many. Raises AssertionError where a part was not measured."""
    load, compiled, refresh = scale.part("load"), scale.part("compile"), scale.part("refresh 100000")
    assert load
    assert compiled
    assert refresh
    asked = {job: found.seconds["warm"] for job in ASKED if (found := scale.part(f"ask {job}"))}
    customers = compiled.counts["customers"] / scale.events
    return Costs(
        load.counts["bytes"] / scale.events,
        compiled.counts["bytes"] / scale.events,
        HOT_BYTES + BOUNDS_BYTES * customers,
        load.seconds["load"] / scale.events,
        compiled.seconds["compile"] / scale.events,
        {job: seconds / scale.events for job, seconds in asked.items()},
        customers,
        refresh.seconds["load"] + refresh.seconds["refresh"],
    )


def core_seconds(cluster: OnCluster, what: str) -> float:
    """What an event costs one core of a cluster."""
    return cluster.seconds[what] * cluster.cores / cluster.events


def cores_for(cluster: OnCluster, events: int, seconds: float) -> int:
    """How many cores compile so many events within a time."""
    return max(1, -(-int(events * core_seconds(cluster, "compile")) // int(seconds)))


def one_machine(costs: Costs) -> Iterator[tuple[str, ...]]:
    for events in SIZES:
        if events > MOST_EVENTS:
            yield (power(events), "more than one machine holds", *[""] * (len(ONE) - 2))
            continue
        yield (
            power(events),
            size(events * (costs.log + costs.journeys)),
            size(events * costs.hot),
            size(events * costs.customers * IDENTIFIER_BYTES),
            time(events * costs.load),
            time(events * costs.compile),
            time(events * costs.asked["transitions"]),
            time(events * costs.asked["funnel"]),
        )


def on_a_cluster(cluster: OnCluster) -> Iterator[tuple[str, ...]]:
    stored = sum(cluster.bytes.values()) / cluster.events
    for events in SIZES[2:]:
        hours = events * (core_seconds(cluster, "load") + core_seconds(cluster, "compile")) / HOUR
        cores = cores_for(cluster, events, HOUR)
        asking = events * core_seconds(cluster, "funnel") / cores
        yield power(events), size(events * stored), f"{cores:,}", f"{hours:,.0f}", time(asking)


def power(events: int) -> str:
    return f"10<sup>{len(str(events)) - 1}</sup>"


def size(amount: float) -> str:
    for unit, factor in (("TB", 1e12), ("GB", 1e9), ("MB", 1e6)):
        if amount >= factor:
            return f"{amount / factor:,.3g} {unit}"
    return f"{amount:,.0f} bytes"


def time(seconds: float) -> str:
    for unit, factor in (("days", 86_400.0), ("hours", HOUR), ("minutes", 60.0)):
        if seconds >= 2 * factor:
            return f"{seconds / factor:,.3g} {unit}"
    return f"{seconds:,.2g} s" if seconds < 10 else f"{seconds:,.0f} s"


ONE = ("events", "disk", "memory for quick answers", "memory to compile", "load", "compile", "transitions", "funnel")
MANY = ("events", "storage", "cores to compile in an hour", "core-hours to load and compile", "a funnel on these cores")


def page(text: str, scale: Scale, cluster: OnCluster) -> str:
    """The template with the figures in it."""
    costs, cores = costs_of(scale), f"{cluster.cores} executors of one core"
    return text.format(
        measured=f"{scale.events:,} events, {scale.date}, {scale.machine}",
        log=f"{costs.log:.0f}",
        journeys=f"{costs.journeys:.0f}",
        hot=f"{costs.hot:.0f}",
        load=f"{costs.load * 1e6:.2f}",
        compile=f"{costs.compile * 1e6:.2f}",
        asked=", ".join(f"{job} {seconds * 1e9:.1f}" for job, seconds in costs.asked.items()),
        refresh=f"{costs.refresh:.1f}",
        identifier=IDENTIFIER_BYTES,
        one=table(ONE, one_machine(costs)),
        cluster_measured=f"{cluster.events:,} events, {cores}, {cluster.date}, {cluster.machine}",
        cluster_load=f"{core_seconds(cluster, 'load') * 1e6:.1f}",
        cluster_compile=f"{core_seconds(cluster, 'compile') * 1e6:.1f}",
        cluster_bytes=f"{sum(cluster.bytes.values()) / cluster.events:.0f}",
        many=table(MANY, on_a_cluster(cluster)),
    )


if __name__ == "__main__":
    found = read(JSON)
    assert found.scale, "Run python -m benchmarks.scale first."
    assert found.cluster, "Run python -m benchmarks.cluster first."
    PAGE.write_text(page(TEXT.read_text("utf-8"), found.scale, found.cluster), "utf-8")
