"""polars: one frame sorted by customer and time, kept as Arrow IPC and in memory while asked; lazy queries.

Because the rows of a customer lie together, `shift` and `forward_fill` over the whole frame, with a look whether the
customer is still the same, do what a window `over("customer")` does, several times as fast.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks.jobs import BUCKETS, DEVICE, GAP_US, MONDAY_US, STEPS, TOP, WEEK_US, WEEKS, WITHIN_US
from benchmarks.peers.funnels import cohorts, filled, listed, ranges, reached

FOREVER = 2**60
COLUMNS = ("customer", "event", "t", "device", "plan")


class Polars:
    asked: dict[str, str] = {}  # noqa: RUF012 - read only

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.kept, self.people = folder / "events.arrow", folder / "customers.arrow"
        self.answers: dict[str, Callable[[], Any]] = {
            "transitions": self.transitions,
            "funnel": lambda: reached(self.levels(self.frame.lazy()).group_by("level").len().collect().rows()),
            "variants": self.variants,
            "retention": self.retention,
            "sessions": self.sessions,
            "by_segment": self.by_segment,
            "by_property": self.by_property,
            "bootstrap": self.bootstrap,
        }

    def load(self, log: Path, customers: Path) -> Any:
        self.log = pl.read_parquet(log, columns=["user_id", "event", "occurred_at", "device"])
        self.customers = pl.read_parquet(customers).sort("user_id").with_row_index("customer")
        return len(self.log)

    def compile(self) -> Any:
        names = [pl.col(column).cast(pl.Enum(self.log[column].unique().sort())) for column in ("event", "device")]
        plans = pl.col("plan").cast(pl.Enum(self.customers["plan"].unique().sort()))
        lazy = self.log.lazy().with_columns(*names, t=pl.col("occurred_at").dt.epoch("us"))
        joined = lazy.join(self.customers.lazy().with_columns(plans), on="user_id")
        self.frame = joined.select(COLUMNS).sort("customer", "t").collect()
        return len(self.customers)

    def keep(self) -> None:
        self.frame.write_ipc(self.kept)
        self.customers.write_ipc(self.people)

    def open(self) -> None:
        self.frame = pl.read_ipc(self.kept).with_columns(pl.col("customer").set_sorted())

    def refresh(self, more: Path) -> Any:
        """The further rows are laid below the sorted frame, and it is sorted again."""
        customers = pl.read_ipc(self.people)
        added = pl.read_parquet(more, columns=["user_id", "event", "occurred_at", "device"])
        kinds = {column: self.frame.schema[column] for column in ("event", "device", "plan")}
        rows = added.join(customers, on="user_id").with_columns(t=pl.col("occurred_at").dt.epoch("us")).cast(kinds)
        self.frame = pl.concat([self.frame, rows.select(COLUMNS)]).sort("customer", "t")
        return len(added)

    def transitions(self) -> Any:
        pairs = self.frame.lazy().select(
            "customer", source="event", target=pl.col("event").shift(-1), whose=pl.col("customer").shift(-1)
        )
        moves = pairs.filter(pl.col("customer") == pl.col("whose")).group_by("source", "target").len()
        return sorted([source, target, count] for source, target, count in moves.collect().iter_rows())

    def levels(self, lazy: pl.LazyFrame, unit: str = "customer", within: int = WITHIN_US) -> pl.LazyFrame:
        """The furthest step of each unit, 1 to 4.

        `start` is the row in which the latest attempt began that has come so far; it is none of another unit's when it
        is no earlier than the first row of this one.
        """
        rows = lazy.filter(pl.col("event").is_in(STEPS)).with_row_index("row")
        is_first = (pl.col(unit) != pl.col(unit).shift(1)).fill_null(value=True)
        begins = pl.col("event") == STEPS[0]
        rows = rows.with_columns(
            first=pl.when(is_first).then("row").forward_fill(),
            start=pl.when(begins).then("row"),
            level=pl.when(begins).then(1),
        )
        for level, step in enumerate(STEPS[1:], 2):
            before = pl.col("before")
            in_time = pl.col("t") - pl.col("t").gather(before) <= within
            rows = rows.with_columns(before=pl.col("start").forward_fill())
            rows = rows.with_columns(goes_on=(pl.col("event") == step) & (before >= pl.col("first")) & in_time)
            rows = rows.with_columns(
                start=pl.when("goes_on").then(before), level=pl.when("goes_on").then(level).otherwise("level")
            )
        return rows.group_by(unit).agg(pl.col("level").max(), pl.col("customer", "plan").first().name.prefix("its_"))

    def by_segment(self) -> Any:
        counts = self.levels(self.frame.lazy()).group_by("its_plan", "level").len().collect()
        return {
            plan: reached(rows.select("level", "len").rows())
            for (plan,), rows in sorted(counts.partition_by("its_plan", as_dict=True).items())
        }

    def by_property(self) -> Any:
        on_device = self.frame.lazy().filter(pl.col("device") == DEVICE)
        return reached(self.levels(on_device).group_by("level").len().collect().rows())

    def variants(self) -> Any:
        """Of all that are as frequent as the fiftieth, names decide: those few are sorted outside."""
        counts = self.frame.lazy().group_by("customer").agg("event").group_by("event").len().collect()
        least = counts["len"].top_k(TOP).min()
        return {"total": len(counts), "rows": listed(counts.filter(pl.col("len") >= least).iter_rows(), TOP)}

    def retention(self) -> Any:
        first = (self.frame["t"].min() - MONDAY_US) // WEEK_US
        begin = first * WEEK_US + MONDAY_US
        week = ((pl.col("t") - begin) // WEEK_US).cast(pl.UInt32)
        weeks = self.frame.lazy().filter(pl.col("t") < begin + 2 * WEEKS * WEEK_US).select("customer", week=week)
        anew = (pl.col("week") != pl.col("week").shift(1)) | (pl.col("customer") != pl.col("customer").shift(1))
        bits = weeks.filter(anew.fill_null(value=True)).select("customer", bit=pl.lit(2, pl.UInt32).pow(pl.col("week")))
        return cohorts(bits.group_by("customer").agg(pl.col("bit").sum()).group_by("bit").len().collect().rows(), first)

    def sessions(self) -> Any:
        pause = pl.col("t") - pl.col("t").shift(1)
        goes_on = (pl.col("customer") == pl.col("customer").shift(1)) & (pause <= GAP_US)
        counts = (
            self.frame.lazy()
            .select(pause=pause, goes_on=goes_on.fill_null(value=False))
            .select((~pl.col("goes_on")).sum().alias("sessions"), pl.col("pause").filter("goes_on").sum(), pl.len())
        )
        sessions, spent, events = counts.collect().row(0)
        return {"sessions": sessions, "mean_steps": events / sessions, "mean_seconds": spent / 1e6 / sessions}

    def bootstrap(self) -> Any:
        """Sessions get a number, then the same funnel; sums by bucket of customers are drawn again in numpy."""
        other = (pl.col("customer") != pl.col("customer").shift(1)).fill_null(value=True)
        paused = pl.col("t") - pl.col("t").shift(1) > GAP_US
        numbered = self.frame.lazy().with_columns(session=(other | paused).cum_sum())
        bucket = (pl.col("its_customer").hash(1) % BUCKETS).alias("bucket")
        return ranges(
            filled(self.levels(numbered, "session", FOREVER).group_by(bucket, "level").len().collect().rows())
        )


def make(folder: Path) -> Polars:
    return Polars(folder)
