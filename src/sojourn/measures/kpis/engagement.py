"""Whether customers stay: retention, churn, engagement, and whether they respond when asked."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from sojourn.engines.units import Units
from sojourn.errors import UsageError
from sojourn.journeys.view import View
from sojourn.measures.kpis import estimating
from sojourn.measures.kpis.cells import Cells
from sojourn.measures.kpis.records import Counting, Ints, Kpi, Mask, Records, outcomes, records
from sojourn.measures.kpis.steps import Events, Given, Steps, events_of, following, keyed, live_steps, picked
from sojourn.periods import SECOND, parse_duration

LEFT_TRUNCATED = "Customers who came before the records begin look new when they are first seen."


def retention(units: Units, after: str | timedelta = "30d") -> Counting:
    """By period: active in the next one. Without periods: a step in the second span of `after` since the first step."""
    span = parse_duration(after)
    now = _now(units)

    def count(view: View, cells: Cells) -> Records:
        steps = live_steps(view)
        if cells.current is not None:
            return _by_period(view, steps, cells, cells.current)
        came = steps.take(steps.first_of())
        customer = np.searchsorted(came.customer, steps.customer)
        since = steps.time - came.time[customer]
        back = np.bincount(customer, (since >= span) & (since < 2 * span), len(came.at)) > 0
        return outcomes(came.at, came.customer, back, now < came.time + 2 * span)

    return Counting(count, estimating.share, notes=(LEFT_TRUNCATED,))


def _by_period(view: View, steps: Steps, cells: Cells, current: int) -> Records:
    """Each customer in each period in which it was active; open where the next period is not over."""
    active = steps.take(steps.first_of(cells.period(view, steps.at)))
    period = cells.period(view, active.at)
    comes_next = np.append(period[1:], 0)[: len(period)] == period + 1
    return outcomes(active.at, active.customer, ~active.ends() & comes_next, period + 1 >= current)


def churn(
    units: Units, after: str | timedelta = "90d", within: str | timedelta | None = None, leaving: Given = None
) -> Counting:
    """Lost: no step for `after`, or a last step that ends it all: in an exit stage, or an event of the role "left".

    Of all customers, as the records end; those first seen less than `after` before are open. By period: of the
    customers active in it, lost after their last step there; open where that is less than `after` before the end.
    With `within`: lost by that time after the first step, by the product-limit curve.
    """
    silence = parse_duration(after)
    now = _now(units)
    leaves = _leaving(units, leaving)
    lifetime = None if within is None else parse_duration(within) / SECOND

    def count(view: View, cells: Cells) -> Records:
        steps = live_steps(view)
        last = steps.ends()
        until_next = np.where(last, now, np.append(steps.time[1:], 0)[: len(last)]) - steps.time
        left = last & leaves.pick(view)[steps.at]
        lost = left | (until_next >= silence)
        first = _first_times(steps)
        if lifetime is not None:
            came = steps.take(steps.first_of())
            return records(came.at, came.customer, (steps.time - first)[last] / SECOND, open=~lost[last])
        asked = last if cells.current is None else _lasts(steps, cells.period(view, steps.at))
        seen = first if cells.current is None else steps.time
        going_on = (now - seen < silence) & ~left
        return outcomes(steps.at[asked], steps.customer[asked], lost[asked], going_on[asked])

    estimate = estimating.share if lifetime is None else estimating.gone_by(lifetime)
    return Counting(count, estimate, notes=(LEFT_TRUNCATED, *leaves.notes))


def _leaving(units: Units, given: Given) -> Events:
    """The steps that are given, or else those of the role "left" and those in an exit stage."""
    found = events_of(units, "left", "leaving", given, optional=True)
    if given is not None:
        return found
    exits = np.isin(units.names("stage"), units.manifest.exits)
    return found._replace(pick=lambda view: found.pick(view) | exits[view.steps["stage"]])


def _first_times(steps: Steps) -> Ints:
    """When each step's customer was first seen."""
    came = steps.take(steps.first_of())
    found: Ints = came.time[np.searchsorted(came.customer, steps.customer)]
    return found


def _lasts(steps: Steps, period: Ints) -> Mask:
    """Which steps are the last of their customer in a period."""
    found: Mask = steps.ends() | (np.append(period[1:], 0)[: len(period)] != period)
    return found


def engagement(units: Units, kind: str = "days") -> Counting:
    """`kind`: "days", or "touchpoints", different ones. Raises UsageError for others."""
    if kind not in ("days", "touchpoints"):
        raise UsageError(f'kind of "engagement" is "days" or "touchpoints", not "{kind}".')

    def count(view: View, cells: Cells) -> Records:
        steps = live_steps(view)
        what = (
            view.steps["touchpoint"]
            if kind == "touchpoints"
            else cells.calendar.index(view.steps["occurred_at"], "day")
        )
        different, _ = steps.counted(cells.of(view, steps.at, steps.customer), what[steps.at].astype(np.int64))
        people, days = different.counted(cells.of(view, different.at, different.customer))
        return records(people.at, people.customer, days)

    return Counting(count, estimating.mean, unit=kind)


def response_rate(
    units: Units, asked: Given = None, answers: Given = None, within: str | timedelta = "14d", same: str | None = None
) -> Counting:
    """Surveys; see `_responses`."""
    ask = events_of(units, "survey_asked", "asked", asked)
    return _responses(units, ask, events_of(units, "survey_answered", "answers", answers), within, same)


def click_rate(
    units: Units, sent: Given = None, clicks: Given = None, within: str | timedelta = "14d", same: str | None = None
) -> Counting:
    """Campaign messages; see `_responses`."""
    ask = events_of(units, "campaign_sent", "sent", sent)
    return _responses(units, ask, events_of(units, "campaign_clicked", "clicks", clicks), within, same)


def _responses(units: Units, ask: Events, answer: Events, within: str | timedelta, same: str | None) -> Counting:
    """An answer within the time belongs to the customer's last question before it, with `same` of the same property.

    What was asked less than `within` before the records end is open.
    """
    limit = parse_duration(within)
    now = _now(units)

    def count(view: View, cells: Cells) -> Records:
        steps = picked(view, ask, answer)
        asks, answers = ask.pick(view)[steps.at], answer.pick(view)[steps.at]
        key = None if same is None else keyed(units, same, view, steps)
        answered, asked_again = following(steps, answers, key), following(steps, asks, key)
        first = (answered >= 0) & ((asked_again < 0) | (answered < asked_again))
        won = first & (steps.time[answered] - steps.time <= limit)
        asked = steps.take(asks)
        return outcomes(asked.at, asked.customer, won[asks], now - asked.time < limit)

    return Counting(count, estimating.share, notes=ask.notes + answer.notes)


def _now(units: Units) -> int:
    """When the records end, microseconds UTC."""
    return units.manifest.data_up_to or 0


KPIS = (
    Kpi(
        "retention",
        "Share of customers active in a period who are active in the next. Without periods: seen again in the second "
        "{after} since they were first seen.",
        "share",
        "higher",
        retention,
    ),
    Kpi(
        "churn",
        "Share of customers without any step for {after}, or who left. Those seen for less time are open.",
        "share",
        "lower",
        churn,
    ),
    Kpi(
        "engagement",
        "Different {kind} (days or touchpoints) on which a customer was active, mean of active customers.",
        "days",
        "higher",
        engagement,
    ),
    Kpi(
        "response_rate",
        "Share of surveys answered within {within}, of all that were sent or shown.",
        "share",
        "higher",
        response_rate,
    ),
    Kpi(
        "click_rate",
        "Share of campaign messages clicked within {within}, of all that were sent.",
        "share",
        "higher",
        click_rate,
    ),
)
