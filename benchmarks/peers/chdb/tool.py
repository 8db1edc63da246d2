"""chdb (ClickHouse in the process): a MergeTree ordered by customer and time, `windowFunnel` and arrays.

Histories are arrays that are sorted by time. Without sorting, with `optimize_aggregation_in_order`, they are up to
twice as fast and sometimes in another order: answers were wrong. `neighbor` is wrong at the edges of blocks.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from chdb import session

from benchmarks.jobs import BUCKETS, DEVICE, GAP_US, MONDAY_US, STEPS, TOP, WEEK_US, WEEKS, WITHIN_US
from benchmarks.peers.funnels import cohorts, filled, ranges, reached

MATCHES = ", ".join(f"event = '{step}'" for step in STEPS)
NAMES = ", ".join(f"'{step}'" for step in STEPS)
TABLES = (
    """CREATE TABLE customers (customer UInt32, user_id String, plan LowCardinality(String))
    ENGINE MergeTree ORDER BY user_id""",
    """CREATE TABLE events (customer UInt32, t UInt64, event LowCardinality(String), device LowCardinality(String),
    plan LowCardinality(String)) ENGINE MergeTree ORDER BY (customer, t)""",
)
TAKE_IN = """
INSERT INTO events SELECT c.customer, toUnixTimestamp64Micro(assumeNotNull(l.occurred_at)), assumeNotNull(l.event),
  assumeNotNull(l.device), c.plan
FROM file('{file}') AS l JOIN customers AS c ON assumeNotNull(l.user_id) = c.user_id
"""
TRANSITIONS = """
SELECT move.1 AS a, move.2 AS b, count() AS n FROM (
  SELECT arraySort(groupArray((t, event))).2 AS path FROM events GROUP BY customer)
ARRAY JOIN arrayZip(arrayPopBack(path), arrayPopFront(path)) AS move GROUP BY a, b
"""
FUNNEL = f"""
SELECT {{group}} AS g, step, count() AS n FROM (
  SELECT customer, any(plan) AS plan, windowFunnel({WITHIN_US})(t, {MATCHES}) AS step
  FROM events WHERE event IN ({NAMES}) AND {{only}} GROUP BY customer)
GROUP BY g, step
"""
VARIANTS = f"""
WITH paths AS (SELECT arraySort(groupArray((t, event))).2 AS path FROM events GROUP BY customer),
counted AS (SELECT path, count() AS taken FROM paths GROUP BY path)
SELECT path, taken, count() OVER () AS total FROM counted ORDER BY taken DESC, path LIMIT {TOP}
"""
RETENTION = f"""
SELECT mask, count() AS n FROM (
  SELECT groupBitOr(bitShiftLeft(toUInt32(1), intDiv(t - {{begin}}, {WEEK_US}))) AS mask
  FROM events WHERE t < {{begin}} + {2 * WEEKS * WEEK_US} GROUP BY customer)
GROUP BY mask
"""
SESSIONS = f"""
SELECT sum(1 + arrayCount(pause -> pause > {GAP_US}, pauses)) AS sessions, sum(length(pauses) + 1) AS events,
  sum(arraySum(pause -> if(pause <= {GAP_US}, pause, 0), pauses)) AS spent
FROM (SELECT arrayPopFront(arrayDifference(arraySort(groupArray(t)))) AS pauses FROM events GROUP BY customer)
"""
BOOTSTRAP = f"""
SELECT cityHash64(customer) % {BUCKETS} AS bucket, step, count() AS n FROM (
  SELECT customer, number, windowFunnel({2**60})(t, {MATCHES}) AS step FROM (
    SELECT customer, visit.1 AS t, visit.2 AS event, visit.3 AS number FROM (
      SELECT customer, arraySort(groupArray((t, event))) AS steps, steps.1 AS ts, steps.2 AS es,
        arrayCumSum(pause -> pause > {GAP_US}, arrayDifference(ts)) AS numbers
      FROM events GROUP BY customer)
    ARRAY JOIN arrayZip(ts, es, numbers) AS visit)
  WHERE event IN ({NAMES}) GROUP BY customer, number)
GROUP BY bucket, step
"""


class Chdb:
    asked: dict[str, str] = {}  # noqa: RUF012 - read only

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.answers: dict[str, Callable[[], Any]] = {
            "transitions": lambda: sorted([row["a"], row["b"], int(row["n"])] for row in self.rows(TRANSITIONS)),
            "funnel": lambda: self.funnels("''", "1")[""],
            "variants": self.variants,
            "retention": self.retention,
            "sessions": self.sessions,
            "by_segment": lambda: self.funnels("plan", "1"),
            "by_property": lambda: self.funnels("''", f"device = '{DEVICE}'")[""],
            "bootstrap": self.bootstrap,
        }

    def rows(self, query: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(str(self.session.query(query, "JSON")) or '{"data": []}')["data"]
        return found

    def load(self, log: Path, customers: Path) -> Any:
        """Parts of the MergeTree are sorted as they are written."""
        self.open()
        for table in TABLES:
            self.session.query(table)
        self.session.query(
            "INSERT INTO customers SELECT toUInt32(rowNumberInAllBlocks()), assumeNotNull(user_id), "
            f"assumeNotNull(plan) FROM (SELECT * FROM file('{customers}') ORDER BY user_id)"
        )
        self.session.query(TAKE_IN.format(file=log))
        return int(self.rows("SELECT count() AS n FROM events")[0]["n"])

    def compile(self) -> Any:
        """Merge the parts into one."""
        self.session.query("OPTIMIZE TABLE events FINAL")
        return int(self.rows("SELECT count() AS n FROM customers")[0]["n"])

    def keep(self) -> None:
        self.session.close()

    def open(self) -> None:
        self.session = session.Session(str(self.folder))
        self.session.query("CREATE DATABASE IF NOT EXISTS bench ENGINE = Atomic")
        self.session.query("USE bench")

    def refresh(self, more: Path) -> Any:
        """A further part: questions read it beside the others, in order. Nothing is merged."""
        before = int(self.rows("SELECT count() AS n FROM events")[0]["n"])
        self.session.query(TAKE_IN.format(file=more))
        return int(self.rows("SELECT count() AS n FROM events")[0]["n"]) - before

    def funnels(self, group: str, only: str) -> dict[str, list[int]]:
        found: dict[str, list[Any]] = {}
        for row in self.rows(FUNNEL.format(group=group, only=only)):
            found.setdefault(row["g"], []).append((int(row["step"]), int(row["n"])))
        return {value: reached(levels) for value, levels in sorted(found.items())}

    def variants(self) -> Any:
        found = self.rows(VARIANTS)
        return {"total": int(found[0]["total"]), "rows": [[row["path"], int(row["taken"])] for row in found]}

    def retention(self) -> Any:
        first = (int(self.rows("SELECT min(t) AS t FROM events")[0]["t"]) - MONDAY_US) // WEEK_US
        rows = self.rows(RETENTION.format(begin=first * WEEK_US + MONDAY_US))
        return cohorts(((int(row["mask"]), int(row["n"])) for row in rows), first)

    def sessions(self) -> Any:
        sessions, events, spent = (int(value) for value in self.rows(SESSIONS)[0].values())
        return {"sessions": sessions, "mean_steps": events / sessions, "mean_seconds": spent / 1e6 / sessions}

    def bootstrap(self) -> Any:
        """Sums by bucket of customers, drawn again in numpy."""
        return ranges(filled((int(row["bucket"]), int(row["step"]), int(row["n"])) for row in self.rows(BOOTSTRAP)))


def make(folder: Path) -> Chdb:
    return Chdb(folder)
