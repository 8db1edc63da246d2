"""A small shop whose figures can be counted by hand: 40 customers who all go the same way, but not all as far."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sojourn.workspace import Workspace
from tests.shops import Story, shop

CUSTOMERS = 40


def stories() -> list[Story]:
    """Of 40 customers all look, 30 start to check out, 20 get past the delivery options, 15 order, 12 are rated."""
    events: list[Story] = []
    for n in range(CUSTOMERS):
        who, plan = f"customer-{n:02}", "pro" if n % 2 else "free"
        day = f"2026-01-{1 + n % 20:02}"
        events.append((who, "Product Viewed", f"{day} 10:00", _at("web")))
        if n < 30:
            events.append((who, "Checkout Started", f"{day} 10:10", _at("web", "checkout")))
            events.append((who, "Checkout Step Viewed", f"{day} 10:11", _at("web", "delivery options")))
        if n < 20:
            events.append((who, "Payment Info Entered", f"{day} 10:12", _at("web", "payment")))
        if n < 15:
            events.append((who, "Order Completed", f"{day} 10:13", {**_at("web", "order"), "value": 20 + n}))
        if n < 12:
            said = {"score_kind": "csat", "score": 2, "about": "delivery options", "text": _text(n)}
            events.append((who, "Survey Answered", f"{day} 12:00", said))
        events.append((who, "Mystery Event", f"{day} 13:00", {"plan": plan}))
    return events


def _at(channel: str, touchpoint: str | None = None) -> dict[str, Any]:
    return {"channel": channel} if touchpoint is None else {"channel": channel, "touchpoint": touchpoint}


def _text(n: int) -> str:
    return (
        f"The date was too late for me, write to anna{n}@example.com"
        if n % 3 == 0
        else "The delivery date was too late."
    )


def forty(folder: Path) -> Workspace:
    """The shop, with a plan known of each customer."""
    workspace = shop(folder, stories())
    rows = [{"user_id": f"customer-{n:02}", "plan": "pro" if n % 2 else "free"} for n in range(CUSTOMERS)]
    workspace.load_customers(rows)
    return workspace
