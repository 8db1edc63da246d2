"""Names of events that say that something went wrong: for those that the vocabulary does not know."""

from __future__ import annotations

import re

from sojourn.events.names import humanise
from sojourn.events.vocabulary import standard

FAILED = r"fail(s|ed|ure|ures)?|errors?|crash(es|ed)?|exceptions?|time ?out|timed out"
"""Words that say so wherever they come; each question adds its own."""


def sounds_like(words: re.Pattern[str], name: str) -> bool:
    """Whether the name of an event that the vocabulary does not know holds some words (small letters)."""
    return standard().lookup(name) is None and words.search(humanise(name).casefold()) is not None
