"""Did X raise Y? What the data of those who met X and those who did not can tell, where nobody drew lots: nothing.

Customers who are reached by something differ from others, often because of what they did before. Without a control
group drawn by chance a difference between the two may be the cause of the exposure as well as its effect, or neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from sojourn.compiled import compiled
from sojourn.conditions import to_text
from sojourn.engines.units import Units
from sojourn.errors import UsageError
from sojourn.estimates import Estimate, mean, wilson
from sojourn.events.names import humanise
from sojourn.insights.words import counted, listed, percent
from sojourn.journeys.definition import Step
from sojourn.journeys.view import View
from sojourn.measures.notes import unknown_names
from sojourn.results import Measured

FEW = 30
"""With fewer customers on one side, that is a reason of its own."""

FIELDS = (
    "arm", "experiment_arm", "experiment_group", "test_group", "treatment_group", "ab_group", "control_group",
    "holdout", "control",
)  # fmt: skip
"""Properties, and traits of customers, that may say to which group somebody was drawn."""

_GROUP = frozenset({"control", "control group", "holdout", "hold-out", "hold out", "placebo"})
_TRUE = frozenset({"true", "yes", "1"})
_EVENT = re.compile(r"\b(control group|hold ?out)\b")
QUESTION = 'Give customers, not journeys: ws.journeys().units("customer").'


class Control(Struct, frozen=True):
    """Where the log speaks of a control group: a `field` and its value, or the name of an event; of how many."""

    field: str
    value: str
    customers: int


class Exposure(Measured, frozen=True):
    """Two groups of customers that nobody drew: with at least one step `exposed_to`, and without.

    `mean_exposed` and `mean_others`: outcomes per customer over the whole history, `mean_before`: those that the
    exposed had before their first exposure; `had_before`: the share of the exposed who had any. `verdict` is always
    "cannot tell"; `reasons` say why, with the figures. `control` is what the log says of a control group, if anything:
    then its arms should be compared, not these two groups.
    """

    exposed_to: str
    outcome: str
    exposed: int
    others: int
    mean_exposed: Estimate
    mean_others: Estimate
    mean_before: Estimate
    had_before: Estimate
    control: Control | None
    verdict: Literal["cannot tell"]
    reasons: tuple[str, ...]

    def records(self) -> tuple[Exposure, ...]:
        """One row: this result."""
        return (self,)

    def summary(self) -> str:
        """The question, the answer and its reasons, a line each."""
        return "\n".join([f"Did {self.exposed_to} raise {self.outcome}? Cannot tell.", *self.reasons])


class Partial(NamedTuple):
    """What one partition knows: `sums` float64[3, 3] has n, sum and sum of squares of the outcomes per customer.

    Its rows: customers without exposure, with one, and with one before the first. `had_before`: exposed customers who
    had an outcome by then. `control`: customers by place in the list of what may speak of a control group.
    """

    sums: NDArray[np.float64]
    had_before: int
    control: NDArray[np.int64]


@compiled
def kernel(exposes, counts, begin, end):  # type: ignore[no-untyped-def]  # numba infers the types
    """One pass. `exposes` and `counts` are bool[steps]; steps at the same time count in the order of steps."""
    sums = np.zeros((3, 3), np.float64)
    had_before = 0
    for unit in range(len(begin)):
        outcomes, before, exposed = 0, 0, False
        for i in range(begin[unit], end[unit]):
            if exposes[i]:
                exposed = True
            if counts[i]:
                outcomes += 1
                if not exposed:
                    before += 1
        row = 1 if exposed else 0
        sums[row, 0] += 1
        sums[row, 1] += outcomes
        sums[row, 2] += outcomes * outcomes
        if exposed:
            sums[2, 0] += 1
            sums[2, 1] += before
            sums[2, 2] += before * before
            had_before += before > 0
    return sums, had_before


def merge(partials: list[Partial]) -> Partial:
    """Add partials up: customers are never split over partitions."""
    sums, had_before, control = zip(*partials, strict=True)
    return Partial(np.sum(sums, axis=0), sum(had_before), np.sum(control, axis=0))


def exposure(units_of_customers: Units, exposed: Step, outcome: Step) -> Exposure:
    """Compare customers with and without a step, and say what that does not show.

    `exposed` and `outcome` are event names, several of them, or conditions. An outcome counts once for each step. A
    step that is both counts as an exposure first. Raises UsageError for journeys of which a customer has several.
    """
    units = units_of_customers
    if units.repeats:
        raise UsageError(f"A customer would be in this comparison several times. {QUESTION}")
    signs = list(_signs(units))

    def task(view: View) -> Partial:
        sums, had_before = kernel(units.matching(exposed, view), units.matching(outcome, view), view.begin, view.end)
        return Partial(sums, had_before, np.array([_customers(sign, units, view) for sign in signs], np.int64))

    total = merge(units.collect(task))
    notes = unknown_names(units, exposed, outcome)
    found = [Control(sign.field, sign.value, n) for sign, n in zip(signs, total.control.tolist(), strict=True) if n]
    control = max(found, key=lambda one: one.customers, default=None)
    return result(total, label(exposed), label(outcome), control, notes)


def result(total: Partial, exposed_to: str, outcome: str, control: Control | None, notes: tuple[str, ...]) -> Exposure:
    """Sums to means, and the reasons."""
    others, exposed, before = (mean(int(n), s, squares) for n, s, squares in total.sums.tolist())
    had_before = wilson(total.had_before, exposed.n)
    found = Exposure(
        exposed_to=exposed_to,
        outcome=outcome,
        exposed=exposed.n,
        others=others.n,
        mean_exposed=exposed,
        mean_others=others,
        mean_before=before,
        had_before=had_before,
        control=control,
        verdict="cannot tell",
        reasons=(),
        notes=notes,
    )
    return msgspec.structs.replace(found, reasons=tuple(_reasons(found)))


def label(step: Step) -> str:
    """A step in words: its name in quotes, several joined by "or", or the condition."""
    if isinstance(step, str | tuple):
        names = (step,) if isinstance(step, str) else step
        return listed([f'"{name}"' for name in names], "or")
    return f"({to_text(step)})"


def _reasons(found: Exposure) -> Iterator[str]:
    """Everything that stands in the way of an answer."""
    exposed_to = found.exposed_to
    if found.exposed == 0 or found.others == 0:
        who = "No customer has" if found.exposed == 0 else "Every customer has"
        yield f"{who} {exposed_to}: there is nobody to compare with."
    else:
        yield f"{_compared(found)}: a difference alone does not say why."
    yield _about_control(found)
    if found.had_before.n and found.had_before.value > 0:
        yield f"{_before(found)}: that may be why they were chosen."
    for side, n in (("with", found.exposed), ("without", found.others)):
        if 0 < n < FEW:
            yield f"There {'is' if n == 1 else 'are'} only {counted(n, 'customer')} {side} {exposed_to}."


def _compared(found: Exposure) -> str:
    """For example: Customers with "A" had "B" once on average, others 0.5 times."""
    exposed, others = found.mean_exposed, found.mean_others
    average = " on average"
    who = "The one customer" if exposed.n == 1 else "Customers"
    did = "never had" if exposed.value == 0 else "had"
    times = "" if exposed.value == 0 else f" {_times(exposed)}{average if exposed.n > 1 else ''}"
    rest = "the other one" if others.n == 1 else "others"
    if exposed.value == others.value == 0:
        return f"{who} with {found.exposed_to} never had {found.outcome}, nor did {rest}"
    theirs = "never" if others.value == 0 else _times(others)
    said = average if exposed.value == 0 and others.n > 1 else ""
    return f"{who} with {found.exposed_to} {did} {found.outcome}{times}, {rest} {theirs}{said}"


def _before(found: Exposure) -> str:
    """How many had an outcome before, and how often."""
    n, times = found.had_before.n, _times(found.mean_before)
    if n == 1:
        return f"The one customer with {found.exposed_to} had {found.outcome} {times} before the first time"
    had = round(found.had_before.value * n)
    return (
        f"{percent(found.had_before.value)} of those with {found.exposed_to} ({had:,} of {n:,}) had {found.outcome} "
        f"before the first time, {times} on average"
    )


def _about_control(found: Exposure) -> str:
    if found.control is None:
        return "There is no control group: nothing in the log says that chance decided who was left out."
    sign, n = found.control, counted(found.control.customers, "customer")
    return (
        f'A control group is recorded ("{sign.field}" is "{sign.value}", {n}): compare its arms as an experiment. '
        f"Who had {found.exposed_to} was not decided by chance alone."
    )


def _times(average: Estimate) -> str:
    """How often, above zero: "once", "2.5 times"; whole from ten on, else with a decimal."""
    number = f"{average.value:,.0f}" if average.value >= 10 else f"{average.value:.1f}".removesuffix(".0")
    return {"1": "once", "0": "under 0.1 times"}.get(number, f"{number} times")


class _Sign(NamedTuple):
    """What may speak of a control group: the values `codes` of a property or trait, or the event of a code."""

    kind: Literal["property", "trait", "event"]
    field: str
    value: str
    codes: tuple[int, ...]


def _signs(units: Units) -> Iterator[_Sign]:
    for name in FIELDS:
        for kind, values in (("property", units.field(name).names), ("trait", units.manifest.segments.get(name, ()))):
            codes = tuple(code for code, value in enumerate(values) if value and _says_control(name, value))
            if codes:
                yield _Sign(kind, name, str(values[codes[0]]), codes)  # type: ignore[arg-type]
    for code, name in enumerate(units.names("event")):
        if _EVENT.search(humanise(name).casefold()):
            yield _Sign("event", "event", name, (code,))


def _says_control(field: str, value: str) -> bool:
    word = value.casefold().replace("_", " ")
    return word in _GROUP or (field in ("control_group", "holdout", "control") and word in _TRUE)


def _customers(sign: _Sign, units: Units, view: View) -> int:
    """How many customers of a view the sign is true of."""
    if sign.kind == "trait":
        return int(np.isin(view.customers.segments[sign.field][view.customer], sign.codes).sum())
    column = view.steps["event"] if sign.kind == "event" else units.coded(sign.field, view).codes
    said = np.r_[0, np.cumsum(np.isin(column, sign.codes))]
    return int(np.count_nonzero(said[view.end] > said[view.begin]))
