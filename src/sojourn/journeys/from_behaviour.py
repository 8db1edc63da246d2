"""Attributes of customers that were made of what they did: they say what came afterwards as well.

Beside such an attribute NAME there is another one, NAME_from, which is "behaviour" for each customer who has one. It is
a mark and no segment. Whoever loads scores that were made of whole histories can load that mark with them.
"""

from __future__ import annotations

from collections.abc import Mapping

FOUND_IN = "persona_found"
"""The attribute in which segments that were found are kept, if no other is named: it needs no mark."""
ENDING, BEHAVIOUR = "_from", "behaviour"

Words = Mapping[str, tuple[str, ...]]


def is_mark(name: str, attributes: Words) -> bool:
    """Whether an attribute only marks another one; `attributes` are the values of all, by name (the first: none)."""
    marked = name.removesuffix(ENDING)
    return marked != name and marked in attributes and attributes[name][1:] == (BEHAVIOUR,)


def segments_of(attributes: Words) -> dict[str, tuple[str, ...]]:
    """Attributes that people can break down and filter by: all but marks."""
    return {name: words for name, words in attributes.items() if not is_mark(name, attributes)}


def before_all(attributes: Words) -> list[str]:
    """Names of the attributes that may be taken for known before anything was done, in the order of the alphabet."""
    made = {FOUND_IN, *(name.removesuffix(ENDING) for name in attributes if is_mark(name, attributes))}
    return [name for name in sorted(segments_of(attributes)) if name not in made]
