"""`sojourn conformance`: a planned map held against what customers did."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sojourn.cli.asking import asks
from sojourn.cli.options import unit

if TYPE_CHECKING:
    from sojourn.analysis import Journeys
    from sojourn.insights.conformance import Conformance


def conformance_text(result: Conformance) -> str:
    """A few sentences."""
    return result.summary()


@asks(conformance_text)
@click.argument("plan", metavar="MAP", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--every", metavar="PERIOD", help="Also how it changed by day, week, month ...")
@click.option("--outcome", metavar="EVENT", help="What deviations are held against; otherwise the goal, or an order.")
@click.option("--no-effects", is_flag=True, help="Count deviations, and do not ask what they are associated with.")
@unit
def conformance(
    journeys: Journeys, plan: Path, every: str | None, outcome: str | None, no_effects: bool, unit: str | None
) -> Conformance:
    """Hold a planned MAP against what customers did: four ways to deviate.

    Each with its share, its trend, and what it is associated with: how many of those who deviate so come to the outcome
    afterwards, held to comparable ones who came just as far.
    """
    from sojourn.maps.loading import load_map

    return journeys.conformance(load_map(plan), every, unit=unit, effects=not no_effects, outcome=outcome)
