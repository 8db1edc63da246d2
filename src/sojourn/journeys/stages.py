"""The stage model: where an event belongs, by the standard vocabulary and a workspace's `stages.yaml`."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import msgspec
from msgspec import Struct

from sojourn.events.channels import channel_named
from sojourn.events.names import Pattern, clean, humanise, is_address
from sojourn.events.vocabulary import UNSTAGED, Place, Row, Stage, When, normalise, standard
from sojourn.journeys.stages_file import OwnRow, StagesFile, read_stages

UNKNOWN_CHANNEL = "unknown"


class Placed(NamedTuple):
    """Where one (event, touchpoint, channel) of the log belongs.

    With `when`, the place depends on the customer's history: `stage` and `touchpoint` hold when it says so,
    and `otherwise` everywhere else. `known`: something matched it. `hidden`: journeys leave it out.
    """

    event: str
    touchpoint: str
    channel: str
    stage: str
    when: When | None = None
    otherwise: Place | None = None
    known: bool = False
    order: bool = False
    page: bool = False
    hidden: bool = False


class _Rule(NamedTuple):
    """A place, when it holds, and the place otherwise."""

    place: Place
    when: When | None = None
    otherwise: Place | None = None

    def usual(self) -> Place:
        """The place of most such events: the first page is the exception, not the rule."""
        return self.otherwise if self.otherwise and self.when is When.FIRST_PAGE else self.place


class StageModel(Struct, frozen=True, dict=True):
    """The standard vocabulary with a workspace's overrides. `StageModel()` is the vocabulary alone."""

    own: StagesFile = StagesFile()

    @classmethod
    def read(cls, path: Path | None) -> StageModel:
        """A workspace's model; the standard one where `path` is None or no file. Raises DefinitionError."""
        return cls(read_stages(path)) if path and path.exists() else cls()

    @cached_property
    def stages(self) -> tuple[Stage, ...]:
        """The stages in order, each with a title."""
        stages = self.own.stages or standard().stages
        return tuple(msgspec.structs.replace(stage, title=stage.title or stage.name.capitalize()) for stage in stages)

    @cached_property
    def stage_names(self) -> tuple[str, ...]:
        """Names by stage code: code 0 is "unstaged", then the stages in order."""
        return (UNSTAGED, *(stage.name for stage in self.stages))

    @cached_property
    def channel_names(self) -> tuple[str, ...]:
        """Names by channel code: 0 is "unknown", then the standard channels, then the workspace's own."""
        standard_names = [channel.name for channel in standard().channels]
        return (UNKNOWN_CHANNEL, *dict.fromkeys([*standard_names, *self.own.channels]))

    def name_of(self, event: str) -> str:
        """The name by which journeys count an event: after rules, the workspace's aliases, older names."""
        name = clean(event, self.own.names)
        return standard().canonical(self._aliases.get(normalise(name), name))

    def channel_of(self, channel: str) -> str:
        """The standard or own name of a channel; a name nobody knows stays as it is."""
        return self._channels.get(normalise(channel)) or channel_named(channel) or channel.strip()

    def has_role(self, name: str, role: str) -> bool:
        """Whether measures take an event for an "order", "refund" ...; `name` as journeys count it.

        The roles stand in vocabulary.yaml; `orders` and rows with a `role` in stages.yaml say otherwise.
        """
        return role in self.roles_of(name)

    def roles_of(self, name: str) -> frozenset[str]:
        """All that measures take an event for; `name` as journeys count it."""
        roles = standard().roles_of(name)
        if self.own.orders is not None:
            roles = roles - {"order"} | ({"order"} if normalise(name) in self._orders else set())
        return roles | {row.role for row in self.own.rows if row.role and self._holds(row, name)}

    def resolve(self, event: str, touchpoint: str | None = None, channel: str | None = None) -> Placed:
        """Where an event of the log belongs, given the touchpoint and channel its source gave it, if any.

        An event that is named by an address took place there, unless a touchpoint says otherwise.
        """
        name = self.name_of(event)
        recorded = clean(touchpoint, self.own.names) if touchpoint else _address(name)
        row = standard().lookup(name)
        own = next((row for row in self.own.rows if self._holds(row, name, recorded)), None)
        rule = self._standard_rule(row, name, recorded)
        rule = _overridden(rule, own) if own else rule
        said = (own and own.channel) or channel or (row and row.channel)
        return Placed(
            event=name,
            touchpoint=rule.place.touchpoint,
            channel=self.channel_of(said) if said else UNKNOWN_CHANNEL,
            stage=rule.place.stage,
            when=rule.when,
            otherwise=rule.otherwise,
            known=bool(row or own or standard().place_of(recorded)),
            order=self.has_role(name, "order"),
            page=self.has_role(name, "page_view") or (row is not None and row.when is When.FIRST_PAGE),
            hidden=own is not None and own.hide,
        )

    def _standard_rule(self, row: Row | None, name: str, recorded: str) -> _Rule:
        """What the vocabulary says. Recorded words stand; addresses name only pages and what is unknown."""
        if row is None:
            return _Rule(self._recorded_place(recorded) or Place(UNSTAGED, recorded or humanise(name)))
        if row.otherwise is None:
            return _Rule(self._place(row, recorded))
        if row.when is not When.FIRST_PAGE:
            return _Rule(self._place(row, recorded), row.when, self._place(row.otherwise, recorded))
        seen = Place(self._stage(row.otherwise.stage), recorded or row.otherwise.touchpoint)
        return _Rule(self._place(row), row.when, self._recorded_place(recorded) or seen)

    def _place(self, place: Row | Place, recorded: str = "") -> Place:
        return Place(self._stage(place.stage), _words(recorded) or place.touchpoint)

    def _recorded_place(self, recorded: str) -> Place | None:
        """The place of a touchpoint that the vocabulary knows by its own name, such as "Cart" or "/cart"."""
        known = standard().place_of(recorded)
        return self._place(known, recorded) if known else None

    def _stage(self, standard_stage: str) -> str:
        return self._stage_names.get(standard_stage, UNSTAGED)

    def _holds(self, row: OwnRow, name: str, recorded: str = "") -> bool:
        return (
            (row.event is None or normalise(standard().canonical(row.event)) == normalise(name))
            and (row.match is None or Pattern(row.match).found_in(name))
            and (row.page is None or (recorded != "" and Pattern(row.page).found_in(recorded)))
        )

    @cached_property
    def _stage_names(self) -> dict[str, str]:
        """From a standard stage to the stage of this model that is or includes it."""
        included = {standard_name: stage.name for stage in self.stages for standard_name in stage.includes}
        return {stage.name: stage.name for stage in self.stages} | included

    @cached_property
    def _aliases(self) -> dict[str, str]:
        return {normalise(name): counted_as for name, counted_as in self.own.aliases.items()}

    @cached_property
    def _orders(self) -> frozenset[str]:
        return frozenset(normalise(standard().canonical(name)) for name in self.own.orders or ())

    @cached_property
    def _channels(self) -> dict[str, str]:
        """From a normalised name to the channel of the workspace's own list."""
        own = self.own.channels
        further = {normalise(name): channel for channel, names in own.items() for name in names}
        return {normalise(channel): channel for channel in own} | further


def _overridden(rule: _Rule, own: OwnRow) -> _Rule:
    """A row's own stage holds always, unless the row says when; a touchpoint alone leaves the stages."""
    if own.stage:
        return _Rule(Place(own.stage, own.touchpoint or rule.usual().touchpoint), own.when, own.otherwise)
    if own.touchpoint and rule.otherwise:
        return _Rule(Place(rule.place.stage, own.touchpoint), rule.when, Place(rule.otherwise.stage, own.touchpoint))
    return _Rule(Place(rule.place.stage, own.touchpoint)) if own.touchpoint else rule


def _address(name: str) -> str:
    return name if is_address(name) else ""


def _words(recorded: str) -> str:
    """A touchpoint that was recorded in words; empty for an address."""
    return "" if is_address(recorded) else recorded
