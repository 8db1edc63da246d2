"""What customers are likely to do next, and how often such a forecast was right; see `next_step`."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from sojourn.engines.units import Units
from sojourn.errors import UnknownName, UsageError, did_you_mean
from sojourn.estimates import Estimate
from sojourn.insights.next_step.collecting import ENDED, Collected, History, collect, history_of
from sojourn.insights.next_step.contexts import ORDERS, TIMES, chances, keys_at
from sojourn.insights.next_step.learning import HELD, Learnt, learn
from sojourn.insights.next_step.ranges import ranged
from sojourn.insights.words import counted
from sojourn.results import Measured

LEAST, RARE = 30, 0.0005
"""So many journeys are needed; a step with less chance is not listed."""
TIME_WORDS = ("how long the last step took to come", "how long the journey has lasted", "the time of the week")
PROTOCOL = (
    "Learnt from the first 80 % of journeys by their start, marked on the last 20 %: every step but the first, and the "
    "end, named from what came before it. What is looked back at was chosen within the first 80 %."
)
YOUNG = "what comes after a step is known once it is older than the gap."
OVER = "The latest journey of this customer has ended. Whether and how another one begins is not forecast."
NO_END = "Nothing says when a journey is over, so the last step in the log counts as its end."


class NextStep(Struct, frozen=True):
    """A step that may come next ("ended": none does), with its chance."""

    name: str
    probability: Estimate


class NextSteps(Measured, frozen=True):
    """The likeliest next steps after `after`, as journeys went on that were like it for up to `order` steps.

    `seen`: how often journeys were where this one is. `accuracy`: the share of steps of journeys not learnt from that
    were named rightly, beside `by_last_step`, which looks at the last step alone. `calibration_error`: by how much the
    chance of the likeliest step was off on average. `protocol` says how that was found, `times` what else is looked at.
    `ended`: the journey of the customer asked for is over, so nothing comes next in it, and there are no rows.
    """

    rows: tuple[NextStep, ...]
    after: tuple[str, ...]
    seen: int
    order: int
    times: tuple[str, ...]
    accuracy: Estimate
    by_last_step: Estimate
    calibration_error: float
    journeys: int
    protocol: str
    ended: bool = False


def next_step(
    units: Units,
    after: str | Sequence[str] | None = None,
    customer: str | None = None,
    over: str = "event",
    top: int = 5,
) -> NextSteps:
    """The next steps after some steps, or after those of a customer (by its id), and how good the forecast is.

    Without both there are no rows, only how good it is. Raises UsageError, UnknownName.
    """
    if after is not None and customer is not None:
        raise UsageError("Give either the steps to go on from (after=) or a customer, not both.")
    if top < 1:
        raise UsageError(f"top is at least 1, not {top}.")
    history = None if customer is None else history_of(units, over, customer)
    if after is not None:
        history = _given((after,) if isinstance(after, str) else tuple(after), units, over)
    found = collect(units, over)
    journeys = len(found.journeys.stop)
    if journeys < LEAST:
        raise UsageError(_too_few(found, journeys))
    learnt = learn(found.journeys, len(found.names))
    nothing = history is None or history.ended
    rows, seen = ((), 0) if history is None or nothing else _likely(history, customer is not None, found, learnt, top)
    names = units.names(over)
    return NextSteps(
        rows, () if history is None else tuple(names[code] for code in history.code), seen, learnt.choice.order,
        tuple(word for word, used in zip(TIME_WORDS, learnt.choice.times, strict=True) if used),
        learnt.marks.accuracy, learnt.marks.by_last_step, learnt.marks.calibration, journeys, PROTOCOL,
        history is not None and history.ended, notes=tuple(_notes(units, found, history, seen)),
    )  # fmt: skip


def _given(words: Sequence[str], units: Units, over: str) -> History:
    """Steps by name, without times. Raises UnknownName, and UsageError for no steps."""
    if not words:
        raise UsageError('There is no step to go on from. Give at least one: after=["Product Viewed"].')
    codes = []
    for word in words:
        named = units.codes_named(word, over)
        if not named:
            raise UnknownName(f'No {over} is called "{word}".{did_you_mean(word, units.names(over))}')
        codes.append(named[0])
    return History(np.array(codes), np.zeros(len(codes), np.int64))


def _likely(
    history: History, timed: bool, found: Collected, learnt: Learnt, top: int
) -> tuple[tuple[NextStep, ...], int]:
    """The likeliest steps; `timed`: whether the history has times."""
    size, choice = len(found.names), learnt.choice
    key = np.empty(ORDERS + 1 + TIMES, np.uint64)
    keys_at(found.place[history.code], history.time, 0, len(history.code) - 1, key)
    chance, plain, other = np.empty(size + 1), np.empty(size + 1), np.empty(size + 1)
    times = choice.times & timed
    seen = chances(key, learnt.counts, size, choice.order, times, HELD, choice.heat, chance, plain, other)
    names = (*found.names, ENDED)
    best = np.argsort(-chance, kind="stable")[:top]
    best = best[chance[best] >= RARE]
    estimates = ranged(chance, best, key, found.journeys, learnt.counts, choice.order)
    return tuple(NextStep(names[place], each) for place, each in zip(best, estimates, strict=True)), seen


def _too_few(found: Collected, journeys: int) -> str:
    said = f"Next steps are learnt from at least {LEAST} journeys; there are {journeys} here."
    if found.young == 0:
        return said
    return f"{said} {counted(found.young, 'more journey')} began too late: {YOUNG} Take a shorter gap or more records."


def _notes(units: Units, found: Collected, history: History | None, seen: int) -> list[str]:
    notes = [] if units.censors else [NO_END]
    if found.young:
        notes.append(f"{counted(found.young, 'journey')} that began late took no part: {YOUNG}")
    if history is not None and history.ended:
        notes.append(OVER)
    if found.drawn < 1:
        notes.append(f"Learnt from {100 * found.drawn:.0f} % of customers, drawn by chance.")
    if history is not None and 0 < seen < LEAST:
        notes.append(f"Only {seen} journeys were where this one is: the chances are rough.")
    return notes
