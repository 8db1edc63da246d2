"""`sojourn measure`: one key figure, broken down and over time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from sojourn.cli.asking import asks
from sojourn.cli.options import unit
from sojourn.cli.tables import table
from sojourn.cli.words import mean, said, share, time
from sojourn.errors import UsageError

if TYPE_CHECKING:
    from sojourn.analysis import Journeys
    from sojourn.estimates import Estimate
    from sojourn.measures.kpis.records import Measure, Row

IN_THE_FIGURE = ("share", "seconds", "currency")
"""Units that need not be said: the figure shows them, or the log has its own."""


def text(result: Measure) -> str:
    """The definition, and the rows with as many columns as they need."""
    names = list(dict.fromkeys(name for row in result.rows for name in row.by))
    further = list(dict.fromkeys(name for row in result.rows for name in row.further))
    columns: dict[str, list[object]] = {
        "period": [_period(row) for row in result.rows],
        **{name: [row.by.get(name, "all") for row in result.rows] for name in names},
        result.name: [_figure(row.estimate, result.unit) for row in result.rows],
        **{name: [_further(row, name, result.unit) for row in result.rows] for name in further},
        "of": [row.estimate.n for row in result.rows],
        "still open": [row.open_units or None for row in result.rows],
        "target": [row.on_target for row in result.rows],
    }
    needed = {name: cells for name, cells in columns.items() if name == result.name or any(cells)}
    star = "\n* not over yet" if any(row.open for row in result.rows) else ""
    rows = list(zip(*needed.values(), strict=True))
    unit = "" if result.unit in IN_THE_FIGURE else f" In {result.unit}."
    return f"{result.definition}{unit}\n\n{table(list(needed), rows)}{star}"


def _period(row: Row) -> str:
    return f"{said(row.period)}{'*' if row.open else ''}"


def _further(row: Row, name: str, unit: str) -> str:
    return _figure(row.further[name], unit) if name in row.further else ""


def _figure(estimate: Estimate, unit: str) -> str:
    """An estimate in the words of its unit."""
    if unit == "share":
        return share(estimate)
    return time(estimate) if unit == "seconds" else mean(estimate)


@asks(text)
@click.argument("name")
@click.option("--by", metavar="WHAT", multiple=True, help="Also for each channel, segment:NAME or property:NAME ...")
@click.option("--every", metavar="PERIOD", help="In each day, week, month ...")
@click.option("--target", metavar="VALUE", help="What the figure should be: 50, or 4h where it is a time.")
@click.option("--direction", type=click.Choice(["higher", "lower"]), help="Which way is better.")
@click.option("--option", "options", metavar="NAME=VALUE", multiple=True, help="An option of the figure: within=14d.")
@unit
def measure(
    journeys: Journeys,
    name: str,
    by: tuple[str, ...],
    every: str | None,
    target: str | None,
    direction: str | None,
    options: tuple[str, ...],
    unit: str | None,
) -> Measure:
    """A key figure: conversion, nps, csat, ces, aov, churn ...

    A wrong NAME lists all figures, a wrong --option all options of a figure.
    """
    return journeys.measure(name, by or None, every, _target(target), direction, unit=unit, **options_given(options))


def _target(target: str | None) -> float | str | None:
    """A number, or a duration as it was written."""
    if target is None:
        return None
    try:
        return float(target)
    except ValueError:
        return target


_TRUTHS = {"true": True, "false": False}


def options_given(pairs: tuple[str, ...]) -> dict[str, Any]:
    """NAME=VALUE pairs; a name that is given several times has a list of values, and true and false are no words."""
    found: dict[str, list[Any]] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name:
            raise UsageError(f'--option takes NAME=VALUE, such as within=14d, not "{pair}".')
        found.setdefault(name, []).append(_TRUTHS.get(value.lower(), value))
    return {name: values if len(values) > 1 else values[0] for name, values in found.items()}
