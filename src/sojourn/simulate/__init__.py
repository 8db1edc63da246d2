"""Simulated shops with known truth: `shop(customers=20_000, seed=1)`.

Read in this order: world.py (what is true), people.py and calendar.py (who and when), shop.py (round by round),
arriving.py, browsing.py, checkout.py, stores.py, delivery.py, support.py, surveys.py, texts.py, mailings.py (what
happens), log.py and table.py (how it is written down), sums.py, telling.py and truth.py (the truth), saving.py (files).

`sojourn.simulate.worlds` has worlds with exact truths, by which insights are judged.
"""

from sojourn.simulate.saving import Saved, save, save_world
from sojourn.simulate.shop import Shop, shop
from sojourn.simulate.truth import BrightSpot, CheckoutStep, Fix, PainPoint, Personal, Truth
from sojourn.simulate.world import STANDARD, World

__all__ = [
    "STANDARD",
    "BrightSpot",
    "CheckoutStep",
    "Fix",
    "PainPoint",
    "Personal",
    "Saved",
    "Shop",
    "Truth",
    "World",
    "save",
    "save_world",
    "shop",
]
