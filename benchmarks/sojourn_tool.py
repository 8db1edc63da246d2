"""Sojourn, as anybody would use it: a workspace, and one method for each question."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import sojourn
from benchmarks.jobs import DEVICE, GAP_MINUTES, STEPS, TOP, WEEKS, WITHIN_DAYS
from sojourn.measures.funnel.records import Funnel

WITHIN, GAP = f"{WITHIN_DAYS}d", f"{GAP_MINUTES}m"


class SojournTool:
    """`whole_history`, `funnel_anytime` and the like are what peers are held to that cannot be asked for a window."""

    asked: dict[str, str] = {}  # noqa: RUF012 - read only

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.answers: dict[str, Callable[[], Any]] = {
            "transitions": self.transitions,
            "funnel": lambda: reached(self.journeys.funnel(STEPS, within=WITHIN)),
            "variants": self.variants,
            "retention": self.retention,
            "sessions": self.sessions,
            "by_segment": lambda: by_group(self.journeys.funnel(STEPS, within=WITHIN, by="segment:plan")),
            "by_property": lambda: reached(self.on_device.funnel(STEPS, within=WITHIN)),
            "bootstrap": self.bootstrap,
            "map": self.map,
            "funnel, no window": lambda: reached(self.journeys.funnel(STEPS)),
            "by_segment, no window": lambda: by_group(self.journeys.funnel(STEPS, by="segment:plan")),
            "by_property, no window": lambda: reached(self.on_device.funnel(STEPS)),
            "sessions, count": lambda: {"sessions": self.journeys.sessions(gap=GAP).sessions},
        }

    def load(self, log: Path, customers: Path) -> Any:
        self.workspace = sojourn.open(self.folder)
        self.workspace.load_customers(customers)
        return self.workspace.load(log).accepted

    def compile(self) -> Any:
        return self.workspace.journeys().units().size

    def keep(self) -> None:
        self.workspace.close()

    def open(self) -> None:
        self.workspace = sojourn.open(self.folder)
        self.journeys = self.workspace.journeys()
        self.on_device = self.workspace.journeys(where=f"device = '{DEVICE}'")
        self.journeys.units()

    def refresh(self, more: Path) -> Any:
        """Load, and be ready to answer."""
        report = self.workspace.load(more)
        self.workspace.journeys().units()
        return report.accepted

    def transitions(self) -> Any:
        return sorted((edge.source, edge.target, edge.count) for edge in self.journeys.transitions().edges)

    def variants(self) -> Any:
        found = self.journeys.variants(top=TOP)
        return {"total": found.total, "rows": [[list(row.path), row.journeys] for row in found.rows]}

    def retention(self) -> Any:
        found = self.journeys.retention(period="week", periods=WEEKS)
        return [[str(cohort.start), cohort.size, cohort.retained] for cohort in found.cohorts]

    def sessions(self) -> Any:
        found = self.journeys.sessions(gap=GAP)
        return {
            "sessions": found.sessions,
            "mean_steps": found.mean_steps.value,
            "mean_seconds": found.mean_duration.value,
        }

    def bootstrap(self) -> Any:
        found = self.workspace.journeys(gap=GAP).funnel(STEPS, unit="journey")
        shares = [step.from_start for step in found.steps[1:]]
        return {"reached": reached(found), "ranges": [[share.low, share.high] for share in shares]}

    def map(self) -> Any:
        drawn = self.workspace.draft_map(self.journeys, "I find something and order it")
        assert drawn.to_html()
        return {"phases": len(drawn.document.phases)}


def reached(found: Funnel) -> list[int]:
    return [step.customers for step in found.steps]


def by_group(found: Any) -> dict[str, list[int]]:
    return {group.value: reached(group.result) for group in found.groups}


def make(folder: Path) -> SojournTool:
    return SojournTool(folder)
