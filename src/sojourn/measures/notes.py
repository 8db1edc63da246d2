"""What a reader should bear in mind about a result, in words that several measures share."""

from __future__ import annotations

from sojourn.engines.units import Units
from sojourn.errors import did_you_mean
from sojourn.journeys.definition import Step


def unknown_names(units: Units, *steps: Step | None, over: str = "event") -> tuple[str, ...]:
    """A note for each name that the log does not know: it counts zero, and is probably misspelt."""
    known = units.names(over)
    return tuple(
        f'No {over} is called "{word}".{did_you_mean(word, known)}'
        for word in dict.fromkeys(word for step in steps for word in _words(step))
        if not units.codes_named(word, over)
    )


def _words(step: Step | None) -> tuple[str, ...]:
    """The names in a step; none in a condition."""
    if isinstance(step, str):
        return (step,)
    return step if isinstance(step, tuple) else ()
