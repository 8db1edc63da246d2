"""`sojourn pain-points` and `strengths`: what goes wrong for customers, what goes well, and what goes with it."""

from __future__ import annotations

from collections import Counter
from math import isnan
from textwrap import fill
from typing import TYPE_CHECKING

import click

from sojourn.cli.asking import asks
from sojourn.maps.words import counted

if TYPE_CHECKING:
    from sojourn.analysis import Journeys
    from sojourn.insights.pain_points import PainPoint, PainPoints

WIDTH = 100
outcome = click.option(
    "--outcome", metavar="EVENT", help='What customers should reach; otherwise the goal, or "Order Completed".'
)
strict = click.option("--strict", is_flag=True, help="Ask for a robustness of 1 instead of 0.5.")


def pain_points_text(result: PainPoints) -> str:
    """Each pain point as a few sentences, and what all of them together are worth."""
    return _text(result, "pain point")


def strengths_text(result: PainPoints) -> str:
    """Each strength as a few sentences."""
    return _text(result, "strength")


def _text(result: PainPoints, what: str) -> str:
    if not result.rows:
        return "\n".join([f"No {what} found among {counted(len(result.tested), 'candidate')}.", *_reasons(result)])
    parts = [_row(number, row) for number, row in enumerate(result.rows, 1)]
    if len(result.rows) > 1 and not isnan(result.joint_gain.value):
        parts.append(_together(result))
    return "\n\n".join(parts)


def _together(result: PainPoints) -> str:
    """What all rows are worth; units that meet several count once."""
    gain, unit = result.joint_gain, result.currency or f'"{result.outcome}"'
    overlap = gain.value < 0.995 * sum(row.monthly_gain.value for row in result.rows)
    return (
        f"All of them together: about {gain.value:,.0f} {unit} a month ({gain.low:,.0f} to {gain.high:,.0f})"
        f"{'; less than their sum, for they overlap' if overlap else ''}."
    )


def _reasons(result: PainPoints) -> list[str]:
    """Why nothing was found, the most frequent reasons first."""
    counts = Counter(one.why.partition(":")[0].removesuffix(".") for one in result.tested)
    return [f"  {counted(n, 'candidate')}: {why}." for why, n in counts.most_common()]


def _row(number: int, row: PainPoint) -> str:
    lines = [f"{number}. {row.title}", *(fill(line, WIDTH) for line in (row.sentence, *row.notes))]
    return "\n   ".join("\n".join(lines).splitlines()) + f"\n   {row.id}"


@asks(pain_points_text)
@outcome
@strict
@click.option("--fixable", default=1.0, show_default=True, help="Which share of a pain point could be mended, 0 to 1.")
@click.option("--error", "errors", metavar="EVENT", multiple=True, help="An event that counts as an error as well.")
@click.option(
    "--problem", "problems", metavar="NAME CONDITION", nargs=2, multiple=True,
    help="""Steps that went wrong: --problem "no result" "results = 0".""",
)  # fmt: skip
@click.option("--also", metavar="PROPERTY", multiple=True, help="Compare journeys by this property as well.")
@click.option("--within", metavar="TIME", help="The outcome counts so soon after a step; else to the journey's end.")
def pain_points(
    journeys: Journeys,
    outcome: str | None,
    strict: bool,
    fixable: float,
    errors: tuple[str, ...],
    problems: tuple[tuple[str, str], ...],
    also: tuple[str, ...],
    within: str | None,
) -> PainPoints:
    """What goes wrong for customers, what it costs, and how sure that is."""
    return journeys.pain_points(
        outcome,
        strict=strict,
        fixable=fixable,
        errors=errors,
        problems=dict(problems),
        also=also,
        within=within,
    )


@asks(strengths_text)
@outcome
@strict
def strengths(journeys: Journeys, outcome: str | None, strict: bool) -> PainPoints:
    """What goes with a better outcome than comparable journeys have."""
    return journeys.strengths(outcome, strict=strict)
