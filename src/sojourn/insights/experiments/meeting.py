"""Who met an experiment, when for the first time, and in which arm."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sojourn.compiled import compiled
from sojourn.conditions import Coded, parse
from sojourn.documents.experiment import Declared
from sojourn.engines.units import Units
from sojourn.errors import UnknownName, UsageError, did_you_mean
from sojourn.insights.experiments.assigning import arm_for
from sojourn.journeys.definition import Step
from sojourn.journeys.fields import NAMED, NUMBERS
from sojourn.journeys.view import View
from sojourn.measures.kpis.steps import Given
from sojourn.periods import Calendar

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
NOBODY, UNKNOWN, EARLIER = -1, -2, -3
"""Instead of an arm: never met it; met it in an arm that is not declared; before the start already."""

USUAL = (
    "arm",
    "variant",
    "variation",
    "group",
    "bucket",
    "treatment",
    "cell",
    "test_group",
    "ab_group",
    "experiment_arm",
)
"""What the property that names the arm is usually called."""


class Met(NamedTuple):
    """Of each unit of a view its `arm` (place in the declared order, or one of the above) and `first` exposing step.

    The arm is the first that it met, whatever it met later, for that alone was drawn before anything happened: who
    comes often meets `several`, so that to leave these out would choose among the arms. Source: the principle of
    intention to treat.
    """

    arm: Ints
    first: Ints
    several: Mask


@compiled
def kernel(exposes, arm, begin, end):  # type: ignore[no-untyped-def]  # numba infers the types
    """One pass: `exposes` bool[steps], `arm` int64[steps] with NOBODY where the step does not say."""
    arms = np.full(len(begin), -1, np.int64)
    first = np.full(len(begin), -1, np.int64)
    several = np.zeros(len(begin), np.bool_)
    for unit in range(len(begin)):
        for i in range(begin[unit], end[unit]):
            if not exposes[i]:
                continue
            if first[unit] < 0:
                first[unit] = i
            if arm[i] == -1:
                continue
            if arms[unit] == -1:
                arms[unit] = arm[i]
            elif arms[unit] != arm[i]:
                several[unit] = True
        if first[unit] >= 0 and arms[unit] == -1:
            arms[unit] = -2
    return arms, first, several


class Meeting:
    """How a declared experiment is found in a log."""

    def __init__(self, units: Units, declared: Declared, calendar: Calendar) -> None:
        """Raises UnknownName for an arm in a segment that nobody knows, UsageError for one in a column of numbers."""
        self.units, self.declared = units, declared
        self.names = list(declared.file.arms)
        self.window = _window(declared, calendar)
        self.kind, _, self.field = declared.file.arm.partition(":")
        if self.kind == "segment" and self.field not in units.manifest.segments:
            known = units.manifest.segments
            there = f" Known: {', '.join(known)}." if known else " Load what is known of customers first."
            raise UnknownName(f'No segment is called "{self.field}".{did_you_mean(self.field, known)}{there}')
        if self.kind == "property" and self.field in NUMBERS:
            raise UsageError(
                f'arm: "{declared.file.arm}" is a number or a time of an event, which names no arm. '
                "Give the property that holds the arm's name, such as property:arm."
            )

    @property
    def step(self) -> Step | None:
        """The event with which somebody meets it; None for any."""
        given: Given = self.declared.file.exposure
        return tuple(given) if isinstance(given, list) else given

    def of(self, view: View) -> Met:
        """Who met it, of the units of a view."""
        arm = self._by_step(view) if self.kind == "property" else np.full(len(view.steps["event"]), NOBODY)
        arms, first, several = kernel(self._exposes(view), arm, view.begin, view.end)
        if self.kind != "property":
            arms = np.where(first >= 0, self._by_customer(view)[view.customer], NOBODY)
        return Met(np.where((first >= 0) & self._knew_it(view), EARLIER, arms), first, several)

    def said(self) -> list[str]:
        """What the field that should name the arm says where the experiment is met, the most frequent first."""
        if self.kind != "property":
            return [str(name) for name in self.units.manifest.segments.get(self.field, ()) if name]

        def task(view: View) -> Counter[str]:
            coded = self._named(view)
            met = np.intersect1d(view.positions(), np.flatnonzero(self._exposes(view)))
            codes, times = np.unique(coded.codes[met], return_counts=True)
            pairs = zip(codes.tolist(), times.tolist(), strict=True)
            return Counter({str(coded.names[code]): n for code, n in pairs if coded.names[code]})

        return [name for name, _ in sum(self.units.collect(task), Counter[str]()).most_common()]

    def is_known(self) -> bool:
        """Whether any event has the field that should name the arm."""
        return self.kind != "property" or self.field in NAMED or self._has(self.field)

    def others(self) -> list[str]:
        """Properties that usually name an arm, and that events here have."""
        return [name for name in USUAL if self._has(name)]

    def _has(self, name: str) -> bool:
        return len(self.units.field(name).names) > 1

    def _exposes(self, view: View) -> Mask:
        at = view.steps["occurred_at"]
        return self._shows(view) & (at >= self.window[0]) & (at < self.window[1])

    def _shows(self, view: View) -> Mask:
        """At which steps it is met, on whatever day."""
        found: Mask = np.ones(len(view.steps["event"]), np.bool_)
        if self.step is not None:
            found &= self.units.matching(self.step, view)
        where = self.declared.file.where
        return found & self.units.matching(parse(where), view) if where else found

    def _knew_it(self, view: View) -> Mask:
        """Who met it before the start, bool[units]: who of them comes back, and what they did, is its doing already."""
        if self.step is None:
            return np.zeros(len(view.begin), np.bool_)
        early = self._shows(view) & (view.steps["occurred_at"] < self.window[0])
        running = np.r_[0, np.cumsum(early)]
        found: Mask = running[view.end] > running[view.begin]
        return found

    def _by_step(self, view: View) -> Ints:
        """The arm that each step names."""
        coded = self._named(view)
        found: Ints = self._codes(coded.names)[coded.codes]
        return found

    def _named(self, view: View) -> Coded:
        return self.units.coded(f"properties.{self.field}" if self.field == "channel" else self.field, view)

    def _by_customer(self, view: View) -> Ints:
        if self.kind == "segment":
            codes = self._codes(self.units.manifest.segments[self.field])
            of_customers: Ints = codes[view.customers.segments[self.field]]
            return of_customers
        ids, arms = view.customers.ids.to_pylist(), self.declared.file.arms
        found = np.full(len(ids), NOBODY)
        for row in np.unique(view.customer).tolist():
            found[row] = self.names.index(arm_for(self.declared.salt, ids[row], arms))
        return found

    def _codes(self, words: Sequence[object | None]) -> Ints:
        places = {name: place for place, name in enumerate(self.names)}
        return np.array([NOBODY if not word else places.get(str(word), UNKNOWN) for word in words], np.int64)


def _window(declared: Declared, calendar: Calendar) -> tuple[int, int]:
    """From the first moment of the start to the last of the end, microseconds UTC."""
    start, end = declared.file.start, declared.file.end
    first = calendar.start_us(calendar.holding(start, "day"), "day") if start else -(2**63)
    stop = calendar.start_us(calendar.holding(end, "day") + 1, "day") if end else 2**63 - 1
    return first, stop
