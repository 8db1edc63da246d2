"""The page, its pictures and the file that they are made of."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

from benchmarks import report
from benchmarks.plot import bars, curve
from benchmarks.results import Figure, Found, read, write
from tests.benchmarks.made_up import figure, run, scale

PEERS = (
    figure("duckdb", "funnel", 0.25),
    figure("retentioneering", "funnel", 2.0, asked="funnel, no window"),
    figure("duckdb", "variants", 0.02, agrees=False),
    Figure("retentioneering", "variants", "not offered"),
    Figure("retentioneering", "sessions", "timed out", limit=600, spent=600),
    Figure("duckdb", "sessions", "failed", note="out of memory"),
)


def row(page: str, section: str, title: str) -> str:
    return next(line for line in page.split(section)[1].splitlines() if line.startswith(f"| {title}"))


def test_ratios_stand_first_and_nothing_is_hidden() -> None:
    page = report.page(Found([run(*PEERS)]))
    assert row(page, "### Ratios", "4-step funnel") == "| 4-step funnel, 7 days | **20.0** other question | **2.5** |"
    assert row(page, "### Ratios", "top-50") == "| top-50 variants | not offered | **0.2** differs |"
    assert row(page, "### Ratios", "30-minute") == "| 30-minute sessions | over **600.0** | failed |"
    assert page.index("## Marks") < page.index("### Ratios") < page.index("### Seconds")
    assert "funnel, 3x the best engine | 2.5x (duckdb; polars not run, chdb not run) | **missed** |" in page


def test_the_limit_is_said_in_every_reading() -> None:
    page = report.page(Found([run(limit=0.04)]))
    assert "names of events are uint32" in page
    assert row(page, "### The limit", "transitions") == (
        "| transitions | 80 | 0.1000 | 0.0400 | 2.5 | 0.0200 | 5.0 | 0.0800 | 1.2 |"
    )


def test_a_run_takes_the_place_of_one_of_its_size_and_shape_alone(tmp_path: Path) -> None:
    path = tmp_path / "benchmarks.json"
    write(path, Found().with_run(run()).with_run(run(shape="few")).with_scale(scale(1.0)))
    write(path, read(path).with_run(run(figure("duckdb", "funnel", 0.123456))))
    found = read(path)
    assert [(one.events, one.shape) for one in found.runs] == [(10_000_000, "many"), (10_000_000, "few")]
    assert found.runs[0].figures[-1].warm == 0.1235
    assert found.scale is not None


def test_the_page_of_a_large_log() -> None:
    page = report.page(Found(scale=scale(1.0)))
    assert row(page, "## Sojourn alone", "compile |") == "| compile | 39.0 | 2,564,103 | 1,900 |"
    assert "| 100,000 | 50,000 | 2.00 | 1.00 | 900 |" in page


def test_pictures_are_well_formed() -> None:
    for picture in (bars(run(*PEERS)), curve(scale(1.0))):
        assert ET.fromstring(picture).tag.endswith("svg")


def test_what_is_committed_is_what_the_results_say() -> None:
    assert report.PAGE.read_text("utf-8") == report.page(read(report.JSON)), "Run: python -m benchmarks --page"
