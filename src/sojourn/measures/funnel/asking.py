"""From what people write to one checked question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple, TypeVar

import numpy as np

from sojourn.conditions import Condition, parse, to_text
from sojourn.errors import UsageError, did_you_mean
from sojourn.measures.funnel.kernel import FOREVER, Rules
from sojourn.measures.funnel.records import Exclusion, FunnelStep
from sojourn.periods import parse_duration

ORDERS = ("ordered", "strict", "unordered")
ATTEMPTS = ("furthest", "first")
MOST_STEPS = 32
_STEPS = re.compile(r"\s*(\d+)\s+steps?\s*")

StepLike = str | Sequence[str] | Condition | FunnelStep
Excluded = StepLike | Exclusion


class Match(NamedTuple):
    """Which events: those with one of the `names` (None: any name) for which the condition `where` holds."""

    names: tuple[str, ...] | None
    where: Condition | None

    def __str__(self) -> str:
        """For example `Order Completed where value > 100`."""
        names = "any step" if self.names is None else " or ".join(self.names)
        return names if self.where is None else f"{names} where {to_text(self.where)}"


class Question(NamedTuple):
    """A funnel as it is asked for; `rules` count steps from 0. `by_steps`: the window is a number of steps."""

    steps: tuple[Match, ...]
    optional: tuple[bool, ...]
    exclusions: tuple[Match, ...]
    rules: Rules
    order: str
    over: str
    same: str | None
    by_steps: bool

    @property
    def names(self) -> list[str]:
        """What the steps are called; in any order it is how many were done that counts."""
        n = len(self.steps)
        if self.order == "unordered" and n > 1:
            return [f"any {k} of {n}" for k in range(1, n)] + [f"all {n}"]
        return [str(step) for step in self.steps]

    @property
    def words(self) -> list[tuple[str, ...]]:
        """The names that are asked for."""
        return [match.names or () for match in (*self.steps, *self.exclusions)]

    @property
    def required(self) -> list[int]:
        """Of each step the last one before it that is not optional; 0 for the first."""
        before = [k if not optional else -1 for k, optional in enumerate(self.optional)]
        return [max([0, *before[:k]]) for k in range(len(before))]

    @property
    def goal(self) -> int:
        """The last step that is not optional."""
        return max(k for k, optional in enumerate(self.optional) if not optional)

    @property
    def is_plain(self) -> bool:
        """Whether the order and one window are all there is to it."""
        gaps = bool((self.rules.gap < FOREVER).any())
        return self.order == "ordered" and not (gaps or any(self.optional) or self.exclusions or self.same)


def ask(
    steps: Sequence[StepLike],
    within: str | timedelta | None = None,
    order: str = "ordered",
    exclude: Sequence[Excluded] = (),
    same: str | None = None,
    attempt: str = "furthest",
    over: str = "event",
) -> Question:
    """Check what is asked. Raises UsageError, ConditionError."""
    _one_of("order", order, ORDERS)
    _one_of("attempt", attempt, ATTEMPTS)
    asked = [_step(step) for step in _listed(steps, "steps")]
    _check(asked, order)
    exclusions = [_exclusion(one, asked, order) for one in _listed(exclude, "exclude")]
    window, by_steps = _window(within)
    return Question(
        steps=tuple(_match(step) for step in asked),
        optional=tuple(step.optional for step in asked),
        exclusions=tuple(match for match, _, _ in exclusions),
        rules=_rules(asked, window, exclusions, order == "strict", attempt == "first"),
        order=order,
        over=over,
        same=same,
        by_steps=by_steps,
    )


def _one_of(what: str, word: str, known: tuple[str, ...]) -> None:
    if word not in known:
        raise UsageError(f'{what} is one of {", ".join(known)}, not "{word}".{did_you_mean(str(word), known)}')


T = TypeVar("T")


def _listed(given: Sequence[T], what: str) -> list[T]:
    if isinstance(given, str):
        raise UsageError(f'{what} is a list, such as ["{given}"], not one text.')
    return list(given)


def _step(step: StepLike) -> FunnelStep:
    if isinstance(step, FunnelStep):
        return step
    return FunnelStep(step) if isinstance(step, str | Sequence) else FunnelStep(where=step)


def _match(step: FunnelStep) -> Match:
    names = (step.name,) if isinstance(step.name, str) else step.name
    return Match(
        None if names is None else tuple(names),
        parse(step.where) if isinstance(step.where, str) else step.where,
    )


def _check(steps: list[FunnelStep], order: str) -> None:
    if not 1 <= len(steps) <= MOST_STEPS:
        raise UsageError(f"A funnel has 1 to {MOST_STEPS} steps, not {len(steps)}.")
    if steps[0].optional:
        raise UsageError("The first step cannot be optional: an attempt begins with it. Leave it out instead.")
    if order == "unordered" and any(step.optional or step.within is not None for step in steps):
        raise UsageError('In an unordered funnel no step can be optional or have its own window. Use "ordered".')


def _exclusion(given: Excluded, steps: list[FunnelStep], order: str) -> tuple[Match, int, int]:
    """What is forbidden, and from which step to which, counted from 0."""
    one = given if isinstance(given, Exclusion) else Exclusion(given)
    after, before = one.after_step, len(steps) if one.before_step is None else one.before_step
    whole = (after, before) == (1, len(steps))
    if not (whole or 1 <= after < before <= len(steps)):
        raise UsageError(f"An exclusion lies between two of {len(steps)} steps, not between {after} and {before}.")
    if steps[after - 1].optional:
        raise UsageError(f"An exclusion cannot begin with an optional step, such as {after}. Begin with one before it.")
    if order == "unordered" and not whole:
        raise UsageError("In an unordered funnel an exclusion holds from first to last. Leave out the steps.")
    return _match(_step(one.event)), after - 1, before - 1


def _window(within: str | timedelta | None) -> tuple[int, bool]:
    """The window in microseconds or, where the second is True, in steps."""
    if within is None:
        return FOREVER, False
    counted = _STEPS.fullmatch(within) if isinstance(within, str) else None
    return (int(counted[1]), True) if counted else (parse_duration(within), False)


def _rules(
    steps: list[FunnelStep], within: int, exclusions: list[tuple[Match, int, int]], strict: bool, first: bool
) -> Rules:
    previous = [0] * len(steps)
    for v in range(1, len(steps)):
        previous[v] = previous[v - 1] if steps[v - 1].optional else v - 1
    gap = [FOREVER if step.within is None else parse_duration(step.within) for step in steps]
    longest = [
        max([gap[v] for v in range(u + 1, len(steps)) if previous[v] <= u], default=0) for u in range(len(steps))
    ]
    after, before = [after for _, after, _ in exclusions], [before for _, _, before in exclusions]
    tables = [np.array(table, np.int64) for table in (previous, gap, longest, after, before)]
    return Rules(within, *tables, strict, first)  # type: ignore[call-arg, arg-type]  # `tables` are five arrays
