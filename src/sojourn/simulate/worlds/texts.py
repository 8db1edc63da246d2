"""What customers of a world write: a beginning, what they say of a theme, an ending, combined by chance."""

from __future__ import annotations

from itertools import product

import numpy as np

from sojourn.simulate.arrays import Mask, Rng
from sojourn.simulate.log import Words

BAD = {
    "delivery": (
        "the delivery takes far too long", "the shipping date keeps moving", "no delivery slot suits me",
        "the parcel would arrive much too late", "shipping is slow and unreliable", "delivery costs me two weeks",
    ),
    "price": (
        "the price is much too high", "it is far too expensive", "hidden fees make it cost more than promised",
        "the discount did not apply and it is overpriced", "the price went up without a reason",
        "such a cost is not worth it",
    ),
    "quality": (
        "the quality looks poor", "the material feels cheap and flimsy", "the product seems badly made",
        "it looks defective in every picture", "the quality is disappointing", "the product does not look durable",
    ),
    "website": (
        "the website is confusing and slow", "the page kept hanging and I could not find anything",
        "the site is broken and hard to use", "navigation on the website is awful", "the website froze on me",
        "I got lost on this terrible page",
    ),
    "account": (
        "the login did not accept my password", "my account was locked for no reason",
        "registration asks for far too much", "verifying my account is a nightmare",
        "the account form rejected my address", "I could not log in to my account",
    ),
    "payment": (
        "the payment was declined again and again", "my card was refused without a reason",
        "the payment page is a mess", "I was charged twice", "paying by invoice did not work",
        "the payment failed and nobody could say why",
    ),
    "support": (
        "nobody in support answered me", "customer service was rude", "the agent on the hotline knew nothing",
        "support kept me waiting for ages", "customer service never called back", "the support staff was unhelpful",
    ),
    "advice": (
        "the advice was useless", "the recommendation did not fit at all", "the guide gave wrong information",
        "the information is contradictory", "the description is misleading", "the instructions are incomplete",
    ),
}  # fmt: skip
GOOD = {
    "delivery": ("delivery was fast", "the shipping options are great", "the parcel date suits me perfectly"),
    "price": ("the price is fair", "it is good value for money", "a great discount"),
    "quality": ("the quality looks excellent", "the product is lovely", "the material feels great"),
    "website": ("the website is easy to use", "the page is clear and quick", "navigation is a pleasure"),
    "account": ("the registration was quick", "logging in to my account was easy", "the account form is simple"),
    "payment": ("the payment worked at once", "paying was easy", "the payment page is clear"),
    "support": ("the support was friendly", "customer service helped at once", "the agent was great"),
    "advice": ("the advice was helpful", "the guide explained it well", "the information is excellent"),
}
THEMES = tuple(BAD)
_BEGIN = ("", "Honestly, ", "I must say ", "To be clear: ", "For me ", "This time ")
_END_BAD = (".", ", very annoying.", ", I am disappointed.", " and that is a pity.", "!", ", please fix this.")
_END_GOOD = (".", ", thank you!", ", I am happy.", ", well done.", "!", ", keep it up.")


def write(rng: Rng, theme: str, bad: Mask, says: Mask) -> Words:
    """A text about a theme for each answer, by whether it was bad; nothing where somebody `says` nothing."""
    sentences = (_sentences(GOOD[theme], _END_GOOD), _sentences(BAD[theme], _END_BAD))
    good, every = len(sentences[0]), len(sentences[0]) + len(sentences[1])
    draw = rng.random(len(bad))
    codes = np.where(bad, good + draw * (every - good), draw * good).astype(np.int64)
    return Words(np.where(says, codes, -1), sentences[0] + sentences[1])


def other_theme(rng: Rng, theme: str) -> str:
    """Another theme, by chance."""
    return str(rng.choice([other for other in THEMES if other != theme]))


def _sentences(phrases: tuple[str, ...], endings: tuple[str, ...]) -> tuple[str, ...]:
    made = (f"{begin}{phrase}{end}" for begin, phrase, end in product(_BEGIN, phrases, endings))
    return tuple(sentence[0].upper() + sentence[1:] for sentence in made)
