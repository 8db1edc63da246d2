"""Sizes are the measured costs of one event, multiplied."""

from __future__ import annotations

from benchmarks.capacity import SIZES, TEXT, cores_for, costs_of, on_a_cluster, one_machine, page
from benchmarks.results import OnCluster, Scale, ScalePart


def scale() -> Scale:
    def part(name: str, counts: dict[str, int] | None = None, **seconds: float) -> ScalePart:
        return ScalePart(name, seconds, 100.0, counts or {})

    return Scale(
        1_000_000, "many", "2026-01-01", "abc", "a machine",
        [
            part("load", {"events": 1_000_000, "bytes": 40_000_000}, attributes=1.0, load=2.0),
            part("compile", {"customers": 100_000, "bytes": 50_000_000}, compile=0.5),
            part("ask transitions", cold=1.0, warm=0.003),
            part("ask funnel", cold=1.0, warm=0.007),
            part("refresh 100000", {"events": 100_000, "customers": 50_000}, load=1.0, refresh=0.5),
        ],
    )  # fmt: skip


CLUSTER = OnCluster(
    1_000_000, "2026-01-01", "abc", "a machine", 2, {"load": 10.0, "compile": 18.0, "funnel": 1.0}, {"log": 10**8}
)


def test_one_machine_pays_for_each_event_alike() -> None:
    costs = costs_of(scale())
    rows = {row[0]: row[1:] for row in one_machine(costs)}
    assert (costs.log, costs.journeys, costs.hot, costs.refresh) == (40, 50, 13.6, 1.5)
    assert rows["10<sup>7</sup>"] == ("900 MB", "136 MB", "60 MB", "20 s", "5 s", "0.03 s", "0.07 s")
    assert rows["10<sup>9</sup>"][3:5] == ("33.3 minutes", "8.33 minutes")


def test_cores_follow_from_the_time_there_is() -> None:
    assert cores_for(CLUSTER, 10**9, 3600) == 10
    assert cores_for(CLUSTER, 10**11, 3600) == 1000
    (first, *_) = on_a_cluster(CLUSTER)
    assert first == ("10<sup>9</sup>", "100 GB", "10", "16", "3.33 minutes")


def test_every_figure_of_the_page_is_filled_in() -> None:
    written = page(TEXT.read_text("utf-8"), scale(), CLUSTER)
    assert "{" not in written
    assert sum(line.startswith("| 10<sup>") for line in written.splitlines()) == len(SIZES) + 3
