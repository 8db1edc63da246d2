"""Moves between channels: where customers go on when they change channel, how soon, and how many change at all."""

from __future__ import annotations

from msgspec.structs import replace

from sojourn.engines.units import Units
from sojourn.estimates import Estimate
from sojourn.measures.moves import Move, Partial, merge, moves, result, share_that_moved
from sojourn.results import Measured

UNKNOWN = "Steps whose channel is unknown are passed over."


class ChannelMoves(Measured, frozen=True):
    """All moves, most frequent first; `two_or_more` is the share of units that used at least two channels."""

    moves: tuple[Move, ...]
    two_or_more: Estimate


def channel_moves(units: Units, by: str | None = None) -> ChannelMoves:
    """Each change of channel from one step of a known channel to the next; shares are of all units."""
    names = units.names("channel")

    def finish(partials: list[Partial]) -> ChannelMoves:
        total = merge(partials)
        return ChannelMoves(result(total, names, units.repeats), share_that_moved(total, units.repeats))

    found = units.measure(lambda view: moves(units, view, "channel"), finish, by)
    return replace(found, notes=(UNKNOWN,))
