"""A made-up shop in Parquet files: skewed, shuffled, with everything that an event can say."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

EVENTS = ("Product Viewed", "Product Added", "Checkout Started", "Order Completed", "Coffee", "Survey Sent")
CUSTOMERS, HEAVY, FILES = 220, 500, 4
SCHEMA = pa.schema(
    [
        ("event_id", pa.string()),
        ("user_id", pa.string()),
        ("email", pa.string()),
        ("anonymous_id", pa.string()),
        ("case_id", pa.string()),
        ("event", pa.string()),
        ("channel", pa.string()),
        ("occurred_at", pa.timestamp("us")),
        ("sequence", pa.int64()),
        ("value", pa.float64()),
        ("currency", pa.string()),
        ("csat", pa.float64()),
        ("text", pa.string()),
        ("plan", pa.string()),
        ("properties", pa.string()),
    ]
)


def write_shop(folder: Path) -> None:
    """`events/` with Parquet files of several row groups, and `customers.csv`."""
    random = Random(20)
    rows = [row for customer in range(CUSTOMERS) for row in history(random, customer)]
    # Later records of the same events: one says the same, one contradicts.
    rows += [{**rows[5], "sequence": rows[5]["sequence"]}, {**rows[9], "event": "Tampered"}]
    random.shuffle(rows)
    (folder / "events").mkdir()
    for number in range(FILES):
        table = pa.Table.from_pylist(rows[number::FILES], SCHEMA)
        pq.write_table(table, folder / "events" / f"part-{number}.parquet", row_group_size=200)
    lines = [f"user-{n},{('gold', 'silver', 'bronze', '')[n % 4]},{n % 50 + 18}" for n in range(CUSTOMERS)]
    (folder / "customers.csv").write_text("\n".join(["user_id,tier,age", *lines, ""]), "utf-8")


def history(random: Random, customer: int) -> list[dict[str, Any]]:
    """The events of one customer; number 0 has many, some of all happen at the same time."""
    count = HEAVY if customer == 0 else random.randint(1, 12)
    at = datetime(2026, 1, 5) + timedelta(hours=random.randint(0, 900))
    found = []
    for number in range(count):
        at += timedelta(minutes=random.choice((0, 0, 7, 55, 3000)))
        found.append(event(random, customer, number, at))
    return found


def event(random: Random, customer: int, number: int, at: datetime) -> dict[str, Any]:
    name = random.choices(EVENTS, (9, 5, 3, 2, 2, 1))[0]
    known = customer % 5 or number > 2
    order, rated = name == "Order Completed", random.random() < 0.08
    return {
        "event_id": f"e-{customer}-{number}",
        "user_id": f"user-{customer}" if known and customer % 7 else None,
        "email": f"c{customer}@example.com" if customer % 7 == 0 else None,
        "anonymous_id": f"anon-{customer // 2}" if customer % 11 == 0 or not known else None,
        "case_id": f"case-{customer}-{number // 4}" if customer % 3 else None,
        "event": name,
        "channel": random.choice(("web", "app", "store", None)),
        "occurred_at": at,
        "sequence": number if customer % 2 else None,
        "value": random.randint(100, 90_000) / 7 if order else None,
        "currency": random.choice(("EUR", "EUR", "USD", None)) if order else None,
        "csat": float(random.randint(1, 5)) if rated else None,
        "text": random.choice(("slow delivery", "nice", "it broke again")) if rated else None,
        "plan": random.choice(("pro", "free", None)),
        "properties": json.dumps({"utm": {"term": random.choice(("a", "b"))}, "depth": number}),
    }
