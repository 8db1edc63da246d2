"""What a reader should bear in mind about a result, in words that several measures share."""

from __future__ import annotations

from collections.abc import Iterable

from sojourn.engines.units import Units
from sojourn.errors import did_you_mean
from sojourn.journeys.definition import Step
from sojourn.journeys.fields import OF_LOG


def unknown_names(units: Units, *steps: Step | None, over: str = "event") -> tuple[str, ...]:
    """A note for each name that the log does not know: it counts zero, and is probably misspelt."""
    known = units.names(over)
    return tuple(
        f'No {over} is called "{word}".{did_you_mean(word, known)}'
        for word in dict.fromkeys(word for step in steps for word in _words(step))
        if not units.codes_named(word, over)
    )


def unknown_fields(units: Units, names: Iterable[str]) -> tuple[str, ...]:
    """A note for each name of a property that no event has."""
    return tuple(
        f'No field is called "{name}". It is asked of the properties of events.'
        for name in dict.fromkeys(names)
        if name not in OF_LOG and len(units.field(name.removeprefix("properties.").removeprefix("property:")).names) < 2
    )


def misspelt(notes: Iterable[str]) -> tuple[str, ...]:
    """Those of the notes that say of a name that nothing is called so."""
    return tuple(note for note in notes if note.startswith("No ") and ' is called "' in note)


def _words(step: Step | None) -> tuple[str, ...]:
    """The names in a step; none in a condition."""
    if isinstance(step, str):
        return (step,)
    return step if isinstance(step, tuple) else ()
