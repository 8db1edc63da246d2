"""`sojourn experiment`: the verdict of an experiment, who is in which arm, how many it needs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sojourn.cli.opening import opened
from sojourn.cli.options import printing, workspace_argument
from sojourn.cli.output import as_text_json, show
from sojourn.cli.tables import table
from sojourn.cli.words import mean, share

if TYPE_CHECKING:
    from sojourn.estimates import Estimate
    from sojourn.insights.experiments.listing import Experiments
    from sojourn.insights.experiments.records import Comparison, Experiment
    from sojourn.insights.experiments.sizing import Size

SHOW = "show"


class WithVerdict(click.Group):
    """A group whose first word may be a workspace: then the verdict is asked for."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """`sojourn experiment shop NAME` is `sojourn experiment show shop NAME`."""
        known = args and (args[0] in self.commands or args[0].startswith("-"))
        return super().resolve_command(ctx, args if known else [SHOW, *args])


@click.group(cls=WithVerdict)
def experiment() -> None:
    """Judge an experiment that is declared in experiments/NAME.yaml: sojourn experiment WORKSPACE NAME"""


def text(found: Experiment) -> str:
    """The verdict, its reasons, and the arms in every measure."""
    from sojourn.insights.experiments.telling import difference_told

    interval = "any number of looks" if found.decided_by == "anytime" else "one look"
    rows = [
        (
            _kind(row), row.arm, _figure(row.control, row.unit), _figure(row.treated, row.unit),
            difference_told(row.unit, row.fixed), difference_told(row.unit, row.anytime), row.judged,
        )
        for row in found.records()
    ]  # fmt: skip
    headings = ("measure", "arm", "control", "treated", "one look", "any number of looks", "verdict")
    parts = [found.title, found.summary(), table(headings, rows), f"Judged by the range for {interval}."]
    if found.notes:
        parts.append("\n".join(f"Note: {note}" for note in found.notes))
    return "\n\n".join(parts)


def _kind(row: Comparison) -> str:
    kind = {"primary": "", "guardrail": " (guardrail)", "further": "", "segment": f" ({row.segment})"}[row.kind]
    return f"{row.measure}{kind}"


def _figure(estimate: Estimate, unit: str) -> str:
    return share(estimate) if unit == "share" else mean(estimate)


@experiment.command(SHOW)
@workspace_argument
@click.argument("name")
@printing
def show_one(workspace: Path, name: str, as_json: bool) -> None:
    """The verdict of an experiment, by everybody who has met it so far."""
    with opened(workspace) as shop:
        found = shop.experiment(name)
    show(found, text, as_json)


def list_text(found: Experiments) -> str:
    """A line for each."""
    rows = [(one.name, one.title, ", ".join(one.arms), one.measure, one.start, one.end) for one in found.rows]
    if not rows:
        return "No experiment is declared. Write one: experiments/NAME.yaml"
    return table(("name", "title", "arms", "measure", "start", "end"), rows)


@experiment.command("list")
@workspace_argument
@printing
def list_all(workspace: Path, as_json: bool) -> None:
    """The experiments that are declared."""
    with opened(workspace) as shop:
        found = shop.experiments()
    show(found, list_text, as_json)


@experiment.command("assign")
@workspace_argument
@click.argument("name")
@click.argument("customer", nargs=-1, required=True)
@printing
def assign(workspace: Path, name: str, customer: tuple[str, ...], as_json: bool) -> None:
    """The arm that customers belong to, by a hash of their id."""
    with opened(workspace) as shop:
        arms = {one: shop.assign(name, one) for one in customer}
    click.echo(as_text_json(arms) if as_json else "\n".join(f"{one}: {arm}" for one, arm in arms.items()))


def size_text(found: Size) -> str:
    """How many, in two sentences."""
    return (
        f"{found.once:,} in all arms together show a difference of {found.effect:g} with a chance of "
        f"{100 * found.power:.0f} %, for one look at the end.\n"
        f"{found.any_time:,} where it may be looked at, and ended, at any time."
    )


@experiment.command("size")
@click.option("--effect", type=float, required=True, help="The smallest difference worth having: 0.01 for a point.")
@click.option("--share", type=float, help="The share that the control arm has, such as 0.12.")
@click.option("--deviation", type=float, help="Of a mean: the standard deviation between customers.")
@click.option("--power", type=float, default=0.8, show_default=True, help="The chance of seeing it.")
@click.option("--weights", default="1,1", show_default=True, help="Of the arms, control first.")
@printing
def size(as_json: bool, weights: str, **given: Any) -> None:
    """How many customers an experiment needs."""
    from sojourn.insights.experiments.sizing import size as sized

    show(sized(given.pop("effect"), weights=_weights(weights), **given), size_text, as_json)


def _weights(given: str) -> tuple[float, ...]:
    from sojourn.errors import UsageError

    try:
        return tuple(float(part) for part in given.split(","))
    except ValueError:
        raise UsageError(f'--weights takes numbers such as 1,1 or 2,1,1, not "{given}".') from None
