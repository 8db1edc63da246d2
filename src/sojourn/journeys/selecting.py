"""From a partition and a definition to the live units that kernels see."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sojourn.conditions import Condition, evaluate
from sojourn.errors import UsageError
from sojourn.events.vocabulary import normalise, standard
from sojourn.journeys.cutting import Cuts, by_case, cut
from sojourn.journeys.definition import Definition, Step
from sojourn.journeys.fields import Lookup, column_of_customers, column_of_steps
from sojourn.journeys.manifest import Manifest
from sojourn.journeys.partition import Partition
from sojourn.journeys.view import Picked, View, whole_histories

Mask = NDArray[np.bool_]
NONE = np.zeros(0, np.bool_)


def live_units(partition: Partition, definition: Definition, unit: str, manifest: Manifest, lookup: Lookup) -> View:
    """The units of a definition in one partition: whole histories (unit "customer") or journeys (unit "journey")."""
    view = whole_histories(partition)
    if definition.customers is not None:
        view = view.take(_customers(definition.customers, view, manifest)[view.customer])
    if definition.where is not None:
        view = view.only(matching(definition.where, view, manifest, lookup))
    journeys = _journeys(view, definition, manifest, lookup) if definition.cuts else view
    if definition.between is not None:
        first, stop = definition.between
        begun = journeys.steps["occurred_at"][journeys.begin]
        journeys = journeys.take((begun >= first) & (begun < stop))
    if unit == "journey" or not definition.cuts:
        return journeys
    return view.take(np.isin(view.customer, journeys.customer))


def matching(condition: Condition, view: View, manifest: Manifest, lookup: Lookup) -> Mask:
    """Which steps match, bool[steps]."""
    steps = view.steps
    return evaluate(condition, lambda name: column_of_steps(name, steps, manifest, lookup), len(steps["seq"]))


def step_mask(step: Step, view: View, manifest: Manifest, lookup: Lookup, over: str = "event") -> Mask:
    """Which steps are a `Step` of a definition: by name, by one of several names of `over`, or by condition."""
    if isinstance(step, Condition):
        return matching(step, view, manifest, lookup)
    if not isinstance(step, str | tuple):
        raise UsageError(f'"{step}" is no step. Name an event, such as "Order Completed", several, or a condition.')
    called = np.zeros(len(manifest.names[over]), np.bool_)
    for word in (step,) if isinstance(step, str) else step:
        called[codes_named(word, manifest.names[over])] = True
    return called[view.steps[over]]


def codes_named(word: str, names: tuple[str, ...]) -> list[int]:
    """Codes of a name: the name as written, or else all that differ from it only in case, spaces, "_" and "-".

    Where there are none, those of the standard name that it is an older name for. A standard name means all its
    spellings, even where one of them is as written: stages and key figures count them as one as well.
    """
    if word in names and standard().lookup(word) is None:
        return [names.index(word)]
    for wanted in (normalise(word), normalise(standard().canonical(word))):
        codes = [code for code, name in enumerate(names) if normalise(name) == wanted]
        if codes:
            return codes
    return []


def _customers(condition: Condition, view: View, manifest: Manifest) -> Mask:
    return evaluate(
        condition, lambda name: column_of_customers(name, view.customers, manifest), len(view.customers.hash)
    )


def _journeys(view: View, definition: Definition, manifest: Manifest, lookup: Lookup) -> View:
    def mask(step: Step | None) -> Mask:
        return NONE if step is None else step_mask(step, view, manifest, lookup)

    if definition.case is not None:
        return _cases(view, definition.case, definition.goal, manifest, lookup)
    now = manifest.data_up_to or 0
    cuts = cut(
        view.steps["occurred_at"], mask(definition.start), mask(definition.goal), view.begin, view.end,
        definition.gap, now,
    )  # fmt: skip
    return _with(view, cuts)


def _cases(view: View, field: str, goal: Step | None, manifest: Manifest, lookup: Lookup) -> View:
    """One journey a case, in a layout of its own; it reached the goal if any of its steps is the goal."""
    case = lookup(field).of(view.steps["seq"])
    unit_of = np.repeat(np.arange(len(view.begin)), view.end - view.begin)
    everything = np.zeros(len(case), np.int64)
    everything[view.positions()] = unit_of
    order, cuts = by_case(case, view.begin, view.end, everything)
    laid = _with(view._replace(steps=Picked(view.steps, order)), cuts)
    if goal is None:
        return laid
    goals = np.r_[0, np.cumsum(step_mask(goal, laid, manifest, lookup))]
    return laid._replace(reached=(goals[laid.end] > goals[laid.begin]).astype(np.uint8))


def _with(view: View, cuts: Cuts) -> View:
    return view._replace(
        begin=cuts.begin,
        end=cuts.end,
        customer=view.customer[cuts.unit],
        reached=cuts.reached,
        open=cuts.open,
    )
