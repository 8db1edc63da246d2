"""`sojourn stages` and `channel-moves`: how customers move between stages, and between channels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sojourn.cli.asking import asks
from sojourn.cli.options import by, unit
from sojourn.cli.tables import table
from sojourn.cli.words import share

if TYPE_CHECKING:
    from sojourn.analysis import Journeys
    from sojourn.measures.channel_moves import ChannelMoves
    from sojourn.measures.moves import Move
    from sojourn.measures.stages import Stages


def stages_text(result: Stages) -> str:
    """Who reaches each stage, and how they go on."""
    headings = ["stage", "reached by", "of all", "went on to a later one", "after", "skipped it", "went back to it"]
    rows = [
        (s.stage, s.reached, share(s.share), share(s.to_next), s.median_time, s.skipped, s.went_back)
        for s in result.stages
    ]
    nowhere = f"\n{result.unstaged:,} have no step that is assigned to a stage." if result.unstaged else ""
    return f"{table(headings, rows)}\n{result.units:,} in all.{nowhere}\n\n{_moves(result.moves)}"


@asks(stages_text)
@unit
@by
def stages(journeys: Journeys, unit: str | None, by: str | None) -> Stages:
    """Who reaches each stage, moves on, skips it or comes back."""
    return journeys.stages(unit=unit, by=by)


def channel_moves_text(result: ChannelMoves) -> str:
    """The moves, and how many change channel at all."""
    return f"{_moves(result.moves)}\nTwo channels or more: {share(result.two_or_more)}."


@asks(channel_moves_text)
@unit
@by
def channel_moves(journeys: Journeys, unit: str | None, by: str | None) -> ChannelMoves:
    """Where customers go on when they change channel."""
    return journeys.channel_moves(unit=unit, by=by)


def _moves(moves: tuple[Move, ...]) -> str:
    rows = [
        (move.source, move.target, move.count, move.customers, share(move.share), move.median_wait) for move in moves
    ]
    return table(["from", "to", "times", "customers", "share", "median wait"], rows)
