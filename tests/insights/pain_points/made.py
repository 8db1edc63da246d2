"""A small shop with a planted pain point, its consequence, and a decoy."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

START = datetime(2026, 1, 1, tzinfo=UTC)
LOST = 0.35
"""Of those who would have ordered, the error at the payment turns so many away."""


def events(customers: int = 1500, seed: int = 1) -> list[dict[str, Any]]:
    """Customers see a product, go to the checkout and to the payment; some meet an error there and pay again or leave.

    Those on the plan "free" order less and call more often: calls go with fewer orders, and cost none.
    """
    rng = np.random.default_rng(seed)
    rows: list[dict[str, Any]] = []
    for number in range(customers):
        rows += _journey(rng, f"c{number}", START + timedelta(days=float(rng.uniform(0, 150))))
    return rows


def _journey(rng: np.random.Generator, who: str, at: datetime) -> list[dict[str, Any]]:
    free = rng.random() < 0.5
    willing = rng.random() < (0.4 if free else 0.75)
    steps: list[tuple[str, str, str, dict[str, Any]]] = [("Product Viewed", "product page", "web", {})]
    if rng.random() < (0.3 if free else 0.1):
        steps.append(("Support Call", "support call", "phone", {}))
    steps.append(("Checkout Started", "checkout", "web", {}))
    steps.append(("Payment Info Entered", "payment", "web", {}))
    if rng.random() < 0.25:
        steps.append(("Payment Failed", "payment", "web", {}))
        if rng.random() < 0.4:
            steps.append(("Payment Info Entered", "payment", "web", {}))
        if rng.random() < 0.5:
            text = "The payment failed and nobody helped me, write to anna@example.com!"
            steps.append(("Survey Answered", "survey", "survey", {"score": 1, "score_kind": "csat", "text": text}))
        willing = willing and rng.random() >= LOST
    elif rng.random() < 0.3:
        score = {"score": int(rng.integers(3, 6)), "score_kind": "csat", "text": "Paying was easy."}
        steps.append(("Survey Answered", "survey", "survey", score))
    if willing:
        steps.append(("Order Completed", "order", "web", {"value": float(rng.uniform(20, 60)), "currency": "EUR"}))
    return [
        {
            "user_id": who, "event": event, "touchpoint": touchpoint, "channel": channel,
            "occurred_at": (at + timedelta(hours=place)).isoformat(), "traits": {"plan": "free" if free else "pro"},
            **more,
        }
        for place, (event, touchpoint, channel, more) in enumerate(steps)
    ]  # fmt: skip
