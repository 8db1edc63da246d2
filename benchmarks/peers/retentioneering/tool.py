"""retentioneering 5: an `Eventstream` (pandas, with DuckDB inside), asked through its headless methods.

Its funnel has no window: it is compared with Sojourn's without one. It has no table of variants and no retention by
cohorts. Telemetry is switched off by the runner. The customer's plan is a segment column, the device another.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd
from retentioneering.eventstream.eventstream import Eventstream

from benchmarks.jobs import DEVICE, GAP_MINUTES, STEPS

warnings.simplefilter("ignore")
SCHEMA = {
    "path_cols": ["user_id"],
    "event_col": "event",
    "timestamp_col": "occurred_at",
    "segment_cols": ["plan", "device"],
}
BOUNDS = ("path_start", "path_end")


class Retentioneering:
    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.kept, self.raw, self.people = (folder / f"{name}.pickle" for name in ("stream", "raw", "customers"))
        self.asked = {job: f"{job}, no window" for job in ("funnel", "by_segment", "by_property")}
        self.asked["sessions"] = "sessions, count"
        self.answers: dict[str, Callable[[], Any]] = {
            "transitions": self.transitions,
            "funnel": lambda: reached(self.stream),
            "sessions": self.sessions,
            "by_segment": self.by_segment,
            "by_property": lambda: reached(self.stream.filter_events(keep={"device": [DEVICE]})),
        }

    def load(self, log: Path, customers: Path) -> Any:
        self.customers = pd.read_parquet(customers)
        self.log = self.read(log)
        return len(self.log)

    def read(self, path: Path) -> pd.DataFrame:
        events = pd.read_parquet(path, columns=["user_id", "event", "occurred_at", "device"])
        return events.merge(self.customers, on="user_id")

    def compile(self) -> Any:
        self.stream = Eventstream(self.log, dict(SCHEMA))
        return int(self.stream.df["user_id"].nunique())

    def keep(self) -> None:
        pd.to_pickle((self.stream.df, asdict(self.stream.schema)), self.kept)
        self.log.to_pickle(self.raw)
        self.customers.to_pickle(self.people)

    def open(self) -> None:
        frame, schema = pd.read_pickle(self.kept)
        self.stream = Eventstream(frame, schema, preprocess=False)

    def open_to_refresh(self) -> None:
        self.customers, self.log = pd.read_pickle(self.people), pd.read_pickle(self.raw)

    def refresh(self, more: Path) -> Any:
        """A stream is made once: with further events, it is made anew."""
        added = self.read(more)
        self.log = pd.concat([self.log, added])
        self.compile()
        return len(added)

    def transitions(self) -> Any:
        matrix = self.stream.transition_graph_data(edge_weight="count").astype(int)
        return sorted(
            [source, target, int(count)]
            for source, row in matrix.iterrows()
            for target, count in row.items()
            if count and source not in BOUNDS and target not in BOUNDS
        )

    def sessions(self) -> Any:
        split = self.stream.split_sessions(timeout=f"{GAP_MINUTES}m")
        return {"sessions": int(split.df["session_id"].nunique())}

    def by_segment(self) -> Any:
        """One funnel for each plan: its own comparison is of two groups at a time."""
        plans = sorted(self.stream.get_segment_levels()["plan"])
        return {plan: reached(self.stream.filter_events(keep={"plan": [plan]})) for plan in plans}


def reached(stream: Eventstream) -> list[int]:
    return [step["unique_paths"] for step in stream.funnel_data(list(STEPS))["steps"]]


def make(folder: Path) -> Retentioneering:
    return Retentioneering(folder)
