"""Checks of measured cells: enough customers, recent enough, and steps that the log knows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sojourn.documents.cells import UNASKED, Figure
from sojourn.maps.checks.records import Basis, Check, Wrong
from sojourn.maps.spots import Column, Located, columns, day_said, located, quoted
from sojourn.maps.words import FEW, listed

TOGETHER = 3
"""More cells than this that are old in the same way are told in one sentence."""


def _figures(basis: Basis) -> Iterator[tuple[Located, Figure]]:
    """Cells with a figure that says something."""
    for found in located(basis.document):
        figure = found.cell.measured
        if figure is not None and figure.value is not None and figure.hidden is None:
            yield found, figure


def _too_few(basis: Basis) -> Iterator[Wrong]:
    for found, figure in _figures(basis):
        if figure.n < basis.minimum_cell:
            yield Wrong(
                f"{quoted(found.cell)} rests on {figure.n:,} {figure.of}, fewer than {basis.minimum_cell}. "
                "Hide it, or measure a longer period or more customers.",
                found.spot,
            )


def _hidden(basis: Basis) -> Iterator[Wrong]:
    for found in located(basis.document):
        figure = found.cell.measured
        if figure is not None and figure.hidden is not None:
            yield Wrong(
                f"{quoted(found.cell)} is hidden: fewer than {figure.hidden} customers. "
                "Measure a longer period, or more customers.",
                found.spot,
            )


def _unasked(basis: Basis) -> Iterator[Wrong]:
    for found in located(basis.document):
        figure = found.cell.measured
        if figure is not None and figure.of == UNASKED:
            yield Wrong(f"{quoted(found.cell)} cannot be measured: {' '.join(figure.notes)}", found.spot)


def _few(basis: Basis) -> Iterator[Wrong]:
    for found, figure in _figures(basis):
        if basis.minimum_cell <= figure.n < FEW:
            yield Wrong(
                f"{quoted(found.cell)} rests on few {figure.of} ({figure.n}). Take it as a sign, not as proof.",
                found.spot,
            )


def _stale(basis: Basis) -> Iterator[Wrong]:
    """Old figures; those that are old in the same way are told together."""
    oldest = basis.today - dt.timedelta(days=basis.fresh_days)
    old: dict[dt.date, list[Located]] = {}
    for found, figure in _figures(basis):
        known = figure.data_up_to or figure.last
        if known is None:
            yield Wrong(f"{quoted(found.cell)} does not say up to when its data go. Measure it again.", found.spot)
        elif known < oldest:
            old.setdefault(known, []).append(found)
    for day, cells in sorted(old.items()):
        yield from _stale_since(basis, day, cells)


def _stale_since(basis: Basis, day: dt.date, cells: list[Located]) -> Iterator[Wrong]:
    said = f"data up to {day_said(day)}, {(basis.today - day).days:,} days ago. Load newer events and measure"
    if len(cells) > TOGETHER:
        yield Wrong(f"{len(cells)} measured cells have {said} them again.", path=cells[0].spot.path)
        return
    for found in cells:
        yield Wrong(f"{quoted(found.cell)} has {said} it again.", found.spot)


def _not_measured(basis: Basis) -> Iterator[Wrong]:
    waiting = [found for found in located(basis.document) if found.cell.binding and found.cell.measured is None]
    if waiting:
        one = len(waiting) == 1
        yield Wrong(
            f"{len(waiting)} {'cell says' if one else 'cells say'} what to measure and {'has' if one else 'have'} "
            f"no figure yet. Measure {'it' if one else 'them'} on the events of a workspace.",
            path=waiting[0].spot.path,
        )


def _steps_of_log(basis: Basis) -> Iterator[Wrong]:
    if basis.names is None:
        return
    for column in columns(basis.document):
        called = _called(column)
        there = any(basis.names.has_event(name) or basis.names.has_touchpoint(name) for name in called)
        if column.step and not there:
            said = listed([f'"{name}"' for name in called])
            yield Wrong(
                f"Nothing in the log is called {said}.{basis.names.near(called)} "
                "Give the step the touchpoint or events that the log has for it, or load those events.",
                column.spot,
            )


def _called(column: Column) -> tuple[str, ...]:
    """What a step is called in the log: its events and touchpoint; its title, where neither is given."""
    step = column.step
    if step is None:
        return (column.title,)
    return tuple(dict.fromkeys([*step.events, *([step.touchpoint] if step.touchpoint else [])])) or (step.title,)


def _needs_log(basis: Basis) -> str:
    return "" if basis.names else "no log was given; it needs a workspace"


GROUP = "Figures"
CHECKS = (
    Check("measurable", "error", GROUP, "What cells bind can be measured", _unasked),
    Check("too-few", "error", GROUP, "Figures rest on enough customers", _too_few),
    Check("hidden", "hint", GROUP, "No figure is hidden for want of customers", _hidden),
    Check("few", "hint", GROUP, f"Figures rest on {FEW} customers or more", _few),
    Check("fresh", "warning", GROUP, "Measured cells are recent", _stale),
    Check("not-measured", "hint", GROUP, "Every cell that is measured has its figure", _not_measured),
    Check("step-in-log", "warning", GROUP, "The planned steps happen in the log", _steps_of_log,
          "For each step, write down which system would record it.", _needs_log),
)  # fmt: skip
