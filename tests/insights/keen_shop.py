"""A shop in which keen customers buy more and need help less, so that help seems to cost more than it does."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from tests.shops import Story

COST = 0.1
"""What help takes from the chance of an order, of everybody."""


def visits(n: int = 1200, seed: int = 1, cost: float = COST) -> list[Story]:
    """Keen customers come by their wishlist. From the product page some go to the help page, the others to the cart.

    Every second customer says by whom they heard of the shop; friends' friends buy more often. Prices are raised for
    every fourth. All rate their help, and the shop.
    """
    rng = np.random.default_rng(seed)
    found: list[Story] = []
    for k in range(n):
        who, day = f"c{k}", str(date(2026, 1, 5) + timedelta(days=int(rng.integers(0, 60))))
        keen, friend, dear = rng.random() < 0.5, k % 2 == 0, k % 4 == 0
        helped = rng.random() < (0.2 if keen else 0.6)
        chance = (0.55 if keen else 0.2) - cost * helped + 0.15 * friend
        opening = "Product Added to Wishlist" if keen else "Product List Viewed"
        heard = {"heard_from": "a friend" if friend else "an ad", "channel": "web"}
        found.append((who, opening, f"{day} 09:00", heard))
        price = {"product_id": "lamp", "price": 24 if dear else 20, "channel": "web"}
        found.append((who, "Product Viewed", f"{day} 09:05", price))
        found.append((who, "Help Viewed" if helped else "Product Added", f"{day} 09:10", {"channel": "web"}))
        ordered = bool(rng.random() < chance)
        if helped:
            rating = {"score": int(rng.integers(1, 4)), "score_kind": "csat", "channel": "survey", "about": "help page"}
            found.append((who, "CSAT Answered", f"{day} 09:20", rating))
        if ordered:
            found.append((who, "Order Completed", f"{day} 12:00", {"value": 30, "channel": "web"}))
        nps = {"score": int(rng.integers(7, 11) if ordered else rng.integers(0, 9)), "score_kind": "nps"}
        found.append((who, "NPS Answered", f"{day} 18:00", nps))
    return [*found, ("last", "Page Viewed", "2026-06-30")]
