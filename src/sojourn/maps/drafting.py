"""A first map from the log: stages with reach, touchpoints, channels and how many customers go on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import msgspec
import numpy as np
from msgspec import Struct

from sojourn.engines.units import Units
from sojourn.estimates import Estimate, wilson
from sojourn.journeys.stages import StageModel
from sojourn.maps.counting import Counted, count
from sojourn.results import Result
from sojourn.settings import Settings


class Met(Struct, frozen=True):
    """A touchpoint or channel of a stage; `share` is of all customers. `channels` are where a touchpoint happens."""

    name: str
    customers: int
    share: Estimate
    channels: tuple[str, ...] = ()


class Onward(Struct, frozen=True):
    """Of `entered` customers of a stage, the `customers` who had a later step in a stage further along."""

    entered: int
    customers: int
    share: Estimate


class DraftStage(Struct, frozen=True):
    """A column of the map. `onward` is None for an exit, and where no stage further along has events."""

    name: str
    title: str
    exit: bool
    customers: int
    reach: Estimate
    touchpoints: tuple[Met, ...]
    channels: tuple[Met, ...]
    onward: Onward | None


class NotAssigned(Struct, frozen=True):
    """An event name that no stage takes in; `recognised` where the vocabulary knows it all the same."""

    event: str
    events: int
    customers: int
    recognised: bool


class Finding(Struct, frozen=True):
    """A sentence that a measured figure bears out: `lead` and `rest` of it, its `figure`, what to bear in mind.

    `stage` names the stage to look at; empty where there is none.
    """

    label: str
    lead: str
    rest: str
    figure: str
    remark: str = ""
    stage: str = ""


class Draft(Result, frozen=True):
    """What a map says before people have touched it. Nothing is hidden here: pages and exports hide small numbers.

    `customers` have at least one event; `journeys` is None where whole histories are mapped; `still_open` journeys are
    not counted in `onward`. Times are in the workspace's time zone, None without events. `answers` counts scores.
    """

    stages: tuple[DraftStage, ...]
    title: str
    badge: str
    customers: int
    journeys: int | None
    still_open: int
    events: int
    answers: int
    not_assigned: tuple[NotAssigned, ...]
    findings: tuple[Finding, ...]
    first: datetime | None
    last: datetime | None
    data_up_to: datetime | None
    timezone: str
    minimum_cell: int

    def with_findings(self, *findings: Finding) -> Draft:
        """The same draft with more findings."""
        return msgspec.structs.replace(self, findings=(*self.findings, *findings))


def draft(units: Units, model: StageModel, settings: Settings, title: str, badge: str) -> Draft:
    """Draft a map of `units`. Shares count customers, with Wilson's range; the same log gives the same draft."""
    counted = count(units)
    customers, journeys, still_open, events, answers = counted.totals.tolist()
    zone = ZoneInfo(settings.timezone)
    first, last = (_moment(moment, zone) if events else None for moment in counted.moments.tolist())
    return Draft(
        stages=_stages(units, model, counted, customers),
        title=title,
        badge=badge,
        customers=customers,
        journeys=journeys if units.repeats else None,
        still_open=still_open,
        events=events,
        answers=answers,
        not_assigned=_not_assigned(units, model, counted),
        findings=(),
        first=first,
        last=last,
        data_up_to=None if units.manifest.data_up_to is None else _moment(units.manifest.data_up_to, zone),
        timezone=settings.timezone,
        minimum_cell=settings.minimum_cell,
    )


def _stages(units: Units, model: StageModel, counted: Counted, customers: int) -> tuple[DraftStage, ...]:
    code = {name: number for number, name in enumerate(units.names("stage"))}
    touchpoints, channels = units.names("touchpoint"), units.names("channel")
    lasting = [code[stage.name] for stage in model.stages if not stage.exit and counted.reached[code[stage.name]]]
    found = []
    for stage in model.stages:
        s = code[stage.name]
        onward = None if stage.exit or s in lasting[-1:] or s not in lasting else _onward(counted, s)
        found.append(
            DraftStage(
                name=stage.name,
                title=stage.title,
                exit=stage.exit,
                customers=int(counted.reached[s]),
                reach=wilson(int(counted.reached[s]), customers),
                touchpoints=_met(counted.met[s], touchpoints, customers, channels, counted.channels[s]),
                channels=_met(counted.used[s], channels, customers),
                onward=onward,
            )
        )
    return tuple(found)


def _onward(counted: Counted, stage: int) -> Onward:
    entered, customers = int(counted.entered[stage]), int(counted.onward[stage])
    return Onward(entered, customers, wilson(customers, entered))


def _met(
    by_code: np.ndarray,
    names: Sequence[str],
    customers: int,
    channels: Sequence[str] = (),
    where: np.ndarray | None = None,
) -> tuple[Met, ...]:
    """Those that anyone met, most customers first, ties by name."""
    found = []
    for c in np.flatnonzero(by_code).tolist():
        on = () if where is None else tuple(channels[k] for k in np.flatnonzero(where[c]).tolist())
        found.append(Met(names[c], int(by_code[c]), wilson(int(by_code[c]), customers), on))
    return tuple(sorted(found, key=lambda met: (-met.customers, met.name)))


def _not_assigned(units: Units, model: StageModel, counted: Counted) -> tuple[NotAssigned, ...]:
    """Most events first, ties by name."""
    names = units.names("event")
    found = [
        NotAssigned(names[e], int(counted.events[e]), int(counted.named[e]), model.resolve(names[e]).known)
        for e in np.flatnonzero(counted.events).tolist()
    ]
    return tuple(sorted(found, key=lambda one: (-one.events, one.event)))


def _moment(microseconds: int, zone: ZoneInfo) -> datetime:
    """To the second, in a time zone."""
    return datetime.fromtimestamp(microseconds // 1_000_000, UTC).astimezone(zone)
