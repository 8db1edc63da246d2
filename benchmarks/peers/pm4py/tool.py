"""pm4py: a pandas frame, formatted once (sorted by case and time), and the simplified interface.

A case is a customer. pm4py has no funnel, no retention and no time-out sessions: they are not offered. Columns that no
question needs are left out, because every function carries them along.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pm4py

from benchmarks.jobs import TOP
from benchmarks.peers.funnels import listed

warnings.simplefilter("ignore")


class Pm4py:
    asked: dict[str, str] = {}  # noqa: RUF012 - read only

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.kept, self.raw = folder / "log.pickle", folder / "raw.pickle"
        self.answers: dict[str, Callable[[], Any]] = {"transitions": self.transitions, "variants": self.variants}

    def load(self, log: Path, customers: Path) -> Any:
        self.log = pd.read_parquet(log, columns=["user_id", "event", "occurred_at"])
        return len(self.log)

    def compile(self) -> Any:
        self.formatted = pm4py.format_dataframe(
            self.log, case_id="user_id", activity_key="event", timestamp_key="occurred_at"
        )
        return int(self.formatted["case:concept:name"].nunique())

    def keep(self) -> None:
        self.formatted.to_pickle(self.kept)
        self.log.to_pickle(self.raw)

    def open(self) -> None:
        self.formatted = pd.read_pickle(self.kept)

    def open_to_refresh(self) -> None:
        self.log = pd.read_pickle(self.raw)

    def refresh(self, more: Path) -> Any:
        """The whole frame is formatted again."""
        added = pd.read_parquet(more, columns=["user_id", "event", "occurred_at"])
        self.log = pd.concat([self.log, added])
        self.compile()
        return len(added)

    def transitions(self) -> Any:
        moves, _, _ = pm4py.discover_dfg(self.formatted)
        return sorted([source, target, int(count)] for (source, target), count in moves.items())

    def variants(self) -> Any:
        found = pm4py.get_variants(self.formatted)
        return {"total": len(found), "rows": listed(found.items(), TOP)}


def make(folder: Path) -> Pm4py:
    return Pm4py(folder)
