"""Shops in which chance alone decides who meets something after the checkout; what follows from it is planted."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from tests.shops import Story

PAYS = 0.6
"""The chance to pay of whoever came to the checkout, without what is met there."""


def visits(event: str, effect: float = 0.0, shops: int = 1, customers: int = 250, seed: int = 7) -> list[Story]:
    """Customers put things into the cart, check out, meet the `event` or not, then pay or leave at once.

    `effect` is what it does to the chance to pay. Steps say of which shop they are: "shop 0", "shop 1" ...
    """
    rng = np.random.default_rng(seed)
    found: list[Story] = []
    for number in range(shops):
        for who in range(customers):
            met = rng.random() < 0.5
            steps = ["Product Added"]
            if rng.random() < 0.85:
                steps += ["Checkout Started"] + met * [event]
                steps += (rng.random() < PAYS + effect * met) * ["Order Completed"]
            day = date(2026, 1, 5) + timedelta(days=int(rng.integers(0, 40)))
            more = {"shop": f"shop {number}"}
            found += [(f"c{number}-{who}", step, f"{day} 10:{k:02}", more) for k, step in enumerate(steps)]
    return [*found, *(("last", "Page Viewed", "2026-06-30", {"shop": f"shop {k}"}) for k in range(shops))]
