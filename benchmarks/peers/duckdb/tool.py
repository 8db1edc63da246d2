"""DuckDB: one table sorted by customer and time, codes as ENUM, so that `lead(...) OVER ()` can stream over it.

It is kept in a file, and asked in memory.

DuckDB keeps the order of insertion (`preserve_insertion_order`, on by default), and a window without PARTITION and
ORDER reads it as it lies: several times as fast as one that sorts. The funnel joins each step to the latest attempt
that came before it (ASOF): that attempt has most of its window left, so nobody who could get further is missed.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.jobs import BUCKETS, DEVICE, GAP_US, MONDAY_US, STEPS, TOP, WEEK_US, WEEKS, WITHIN_US
from benchmarks.peers.funnels import cohorts, filled, ranges, reached

KINDS = {"name": ("log", "event"), "device": ("log", "device"), "plan": ("customers", "plan")}
"""Each ENUM, and the table and column that it is of."""
SORTED = """
CREATE TABLE events AS
SELECT customer, event::name AS event, epoch_us(occurred_at) AS t, device::device AS device, plan::plan AS plan
FROM log JOIN customers USING (user_id) ORDER BY customer, t
"""
TRANSITIONS = """
SELECT source, target, count(*) FROM (
  SELECT event AS source, lead(event) OVER () AS target, customer, lead(customer) OVER () AS whose FROM events)
WHERE customer = whose GROUP BY ALL
"""
FUNNEL = """
WITH a AS MATERIALIZED (SELECT {unit}, t, t AS start FROM events WHERE event = $a AND {only}),
b AS MATERIALIZED (SELECT e.{unit}, e.t, a.start FROM events e ASOF JOIN a ON e.{unit} = a.{unit} AND e.t > a.t
  WHERE event = $b AND {only} AND e.t - a.start <= $within),
c AS MATERIALIZED (SELECT e.{unit}, e.t, b.start FROM events e ASOF JOIN b ON e.{unit} = b.{unit} AND e.t > b.t
  WHERE event = $c AND {only} AND e.t - b.start <= $within),
d AS (SELECT e.{unit} FROM events e ASOF JOIN c ON e.{unit} = c.{unit} AND e.t > c.t
  WHERE event = $d AND {only} AND e.t - c.start <= $within),
levels AS (SELECT {unit}, max(step) AS step FROM (
  SELECT {unit}, 1 AS step FROM a UNION ALL SELECT {unit}, 2 FROM b
  UNION ALL SELECT {unit}, 3 FROM c UNION ALL SELECT {unit}, 4 FROM d) GROUP BY {unit})
"""
VARIANTS = """
WITH paths AS (SELECT list(event ORDER BY t) AS path FROM events GROUP BY customer),
counted AS (SELECT path, count(*) AS taken FROM paths GROUP BY path)
SELECT path, taken, (SELECT count(*) FROM counted) FROM counted ORDER BY taken DESC, path LIMIT $top
"""
RETENTION = """
WITH masks AS (SELECT bit_or(1::UINTEGER << ((t - $begin) // $week)::INT) AS mask FROM events
  WHERE t < $begin + 2 * $weeks * $week GROUP BY customer)
SELECT mask, count(*) FROM masks GROUP BY mask
"""
SESSIONS = """
WITH pauses AS (SELECT t - lag(t) OVER () AS pause, customer = lag(customer) OVER () AS same FROM events)
SELECT count(*) FILTER (same IS NULL OR NOT same OR pause > $gap), count(*),
  sum(pause) FILTER (same AND pause <= $gap) FROM pauses
"""
SESSION_STARTS = """
CREATE OR REPLACE TEMP VIEW sessions AS
SELECT event, t, customer, sum(starts::INT) OVER (ROWS UNBOUNDED PRECEDING)::INTEGER AS session FROM (
  SELECT event, t, customer, coalesce(customer <> lag(customer) OVER () OR t - lag(t) OVER () > {gap}, true) AS starts
  FROM events)
"""


class DuckDb:
    asked: dict[str, str] = {}  # noqa: RUF012 - read only

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / "events.duckdb"
        self.answers: dict[str, Callable[[], Any]] = {
            "transitions": lambda: sorted(map(list, self.rows(TRANSITIONS))),
            "funnel": lambda: self.funnel("true"),
            "variants": self.variants,
            "retention": self.retention,
            "sessions": self.sessions,
            "by_segment": self.by_segment,
            "by_property": lambda: self.funnel(f"device = '{DEVICE}'"),
            "bootstrap": self.bootstrap,
        }

    def rows(self, query: str, **values: Any) -> list[Any]:
        return self.connection.execute(query, values or None).fetchall()

    def load(self, log: Path, customers: Path) -> Any:
        self.path.unlink(missing_ok=True)
        self.open_to_refresh()
        self.rows(
            "CREATE TABLE customers AS SELECT row_number() OVER (ORDER BY user_id)::INTEGER AS customer, user_id, plan "
            f"FROM '{customers}'"
        )
        self.rows(f"CREATE TABLE log AS FROM '{log}'")
        return self.rows("SELECT count(*) FROM log")[0][0]

    def compile(self) -> Any:
        for kind, (table, column) in KINDS.items():
            self.rows(f"CREATE TYPE {kind} AS ENUM (SELECT DISTINCT {column} FROM {table} ORDER BY 1)")
        self.rows(SORTED)
        return self.rows("SELECT count(*) FROM customers")[0][0]

    def keep(self) -> None:
        self.connection.close()

    def open(self) -> None:
        """What was kept is copied into memory, uncompressed: a little faster than asking the file, see fair play."""
        self.connection = duckdb.connect(":memory:")
        self.rows(f"ATTACH '{self.path}' AS kept (READ_ONLY)")
        for kind in KINDS:
            self.rows(f"CREATE TYPE {kind} AS ENUM (SELECT unnest(enum_range(NULL::kept.{kind})))")
        self.rows("CREATE TABLE customers AS FROM kept.customers")
        self.rows("CREATE TABLE events AS FROM kept.events")
        self.rows("DETACH kept")

    def open_to_refresh(self) -> None:
        """The file: that is where further events are to stay."""
        self.connection = duckdb.connect(str(self.path))

    def refresh(self, more: Path) -> Any:
        """There is no order to keep up in place: the table is written anew, sorted."""
        added = self.rows(f"INSERT INTO log FROM '{more}'")[0][0]
        self.rows("DROP TABLE events")
        self.rows(SORTED)
        return added

    def funnel(self, only: str) -> Any:
        return reached(self.levels(only, "SELECT step, count(*) FROM levels GROUP BY step"))

    def levels(self, only: str, ask: str) -> list[Any]:
        query = FUNNEL.format(unit="customer", only=only) + ask
        return self.rows(query, **dict(zip("abcd", STEPS, strict=True)), within=WITHIN_US)

    def by_segment(self) -> Any:
        plans = "SELECT plan, step, count(*) FROM levels JOIN (SELECT customer, plan FROM customers) USING (customer)"
        found: dict[str, list[Any]] = {}
        for plan, *level in self.levels("true", f"{plans} GROUP BY ALL"):
            found.setdefault(plan, []).append(level)
        return {plan: reached(levels) for plan, levels in sorted(found.items())}

    def variants(self) -> Any:
        found = self.rows(VARIANTS, top=TOP)
        return {"total": found[0][2], "rows": [[path, taken] for path, taken, _ in found]}

    def retention(self) -> Any:
        first = (self.rows("SELECT min(t) FROM events")[0][0] - MONDAY_US) // WEEK_US
        begin = first * WEEK_US + MONDAY_US
        return cohorts(self.rows(RETENTION, begin=begin, week=WEEK_US, weeks=WEEKS), first)

    def sessions(self) -> Any:
        sessions, events, spent = self.rows(SESSIONS, gap=GAP_US)[0]
        return {"sessions": sessions, "mean_steps": events / sessions, "mean_seconds": int(spent) / 1e6 / sessions}

    def bootstrap(self) -> Any:
        """Sessions get a number, then the same funnel; sums by bucket of customers are drawn again in numpy."""
        self.rows(SESSION_STARTS.format(gap=GAP_US))
        query = FUNNEL.format(unit="session", only="true").replace("FROM events", "FROM sessions")
        query += (
            f"SELECT hash(customer) % {BUCKETS}, step, count(*) FROM levels "
            "JOIN (SELECT session, any_value(customer) AS customer FROM sessions GROUP BY session) USING (session) "
            "GROUP BY ALL"
        )
        return ranges(filled(self.rows(query, **dict(zip("abcd", STEPS, strict=True)), within=2**60)))


def make(folder: Path) -> DuckDb:
    return DuckDb(folder)
