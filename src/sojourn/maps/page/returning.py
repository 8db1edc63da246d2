"""Who comes back: a sentence, the average by month, and each cohort's shares."""

from __future__ import annotations

from msgspec import Struct

from sojourn.maps import words
from sojourn.maps.page.guarding import part_of, tells
from sojourn.maps.words import count
from sojourn.measures.retention import Retention

MONTHS_SHOWN = 8
EARLY = "Where the records begin, everybody looks new."


class Coming(Struct, frozen=True):
    """`average`: months since the first, share, range, width 0..100; `cohorts`: first month, size, share by month."""

    sentence: str
    average: tuple[tuple[str, str, str, float], ...]
    cohorts: tuple[tuple[str, str, tuple[str, ...]], ...]
    note: str = EARLY


def coming_back(found: Retention, minimum: int) -> Coming | None:
    """None where nobody's next month is over, or too few are known."""
    if not found.cohorts or len(found.average) < 2 or found.average[1].n == 0:
        return None
    first = found.average[1]
    if tells(part_of(first), first.n, minimum):
        return None
    sentence = words.share_sentence(first, part_of(first), "customers", "come back in the month after their first")
    average = tuple(
        (f"{n}", words.percent(one), words.likely(one), 100 * one.value)
        for n, one in enumerate(found.average[:MONTHS_SHOWN])
        if one.n and not tells(part_of(one), one.n, minimum)
    )
    cohorts = tuple(
        (f"{one.start:%b %Y}", count(one.size), tuple(_kept(one.retained[n], one.size, one.open[n], minimum)
                                                   for n in range(min(MONTHS_SHOWN, len(one.retained)))))
        for one in found.cohorts
        if one.size >= minimum
    )  # fmt: skip
    return Coming(f"{sentence}.", average, cohorts)


def _kept(kept: int, size: int, is_open: bool, minimum: int) -> str:
    if is_open:
        return "not over"
    return "hidden" if tells(kept, size, minimum) else f"{100 * kept / size:.0f}{words.NARROW}%"
