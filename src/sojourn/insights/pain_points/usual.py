"""What logs commonly say of a step that went wrong: a search found nothing, something came late or failed."""

from __future__ import annotations

from collections.abc import Iterator

from sojourn.conditions import Compare, Condition, parse
from sojourn.engines.units import Units
from sojourn.insights.finding.finding import says_results

FLAGS = ("late", "delayed", "failed", "declined", "out_of_stock", "backordered")
"""Properties that say of a step that it went wrong, where they are true."""
TRUE = frozenset({"true", "yes", "1"})


def usual_problems(units: Units) -> Iterator[tuple[str, Condition]]:
    """By name, a condition for each of these that the log says of any step."""
    for name in says_results(units.whole)[:1]:
        yield "no result", parse(f"{name} = 0")
    for name in FLAGS:
        for word in _words(units, name):
            if word.casefold() in TRUE:
                yield name.replace("_", " "), Compare(name, "=", word)


def _words(units: Units, name: str) -> list[str]:
    """What the log says under a name."""
    return [str(word) for word in units.whole.field(name).names if word is not None]
