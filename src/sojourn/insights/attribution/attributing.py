"""Which names were there before a goal, by many models; see `attribution`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from math import isnan, nan

from sojourn.conditions import Condition, parse
from sojourn.effects.goals import usual_goal
from sojourn.engines.units import Units
from sojourn.errors import UsageError, did_you_mean
from sojourn.insights.attribution.crediting import CREDITS, credited
from sojourn.insights.attribution.drawing import estimates, times
from sojourn.insights.attribution.goal_values import goal_values
from sojourn.insights.attribution.hazard import hazard
from sojourn.insights.attribution.markov import TooMany, markov
from sojourn.insights.attribution.paths import Compiled, checked, compiled_paths
from sojourn.insights.attribution.records import ESTIMATED, PRESENCE, Attributed, Attribution, Paths, Share, ranked
from sojourn.insights.attribution.table import Row, paths_of_table
from sojourn.insights.exposure import label as said
from sojourn.insights.words import counted
from sojourn.journeys.definition import Step
from sojourn.measures.notes import unknown_names
from sojourn.periods import DAY, parse_duration

MODELS = ("markov", *CREDITS, "hazard")
ALL = "all"
HALF_LIFE = "7d"
FEW = 30
NEEDS_INTENT = (
    "The hazard model compares customers of the same intent, so it needs a measure of it. "
    'Give segment:NAME, property:NAME or an event that shows intent (in Python intent="Product Viewed", in a shell '
    '--intent "Product Viewed").'
)


def attribution(
    units: Units,
    goal: Step | list[str] | None = None,
    model: str = "markov",
    over: str = "channel",
    order: int = 1,
    lookback: str | timedelta | None = None,
    touches: str | Condition | None = None,
    half_life: str | timedelta | None = None,
    intent: str | Sequence[str] | None = None,
    currency: str | None = None,
) -> Attribution:
    """The share of each name of `over` in reaching `goal` (by default that of the journeys, or "Order Completed").

    A path is what comes before a goal, back to the one before it or to the journey's start, at most `lookback` long;
    what no goal follows is a path without it. `touches`: a condition on the steps that can be in a path, such as
    "channel != 'web'"; without it all that have a name. `model`: markov (`order` 1 to 3), shapley, first, last, linear,
    position, time decay, hazard, or all. `half_life`: of time decay (7 days), and of what a touch does in the hazard
    model (without it, the one that fits best). `intent`: for the hazard model, see `hazard.py`.
    `currency`: that of the values, else that of most goals; values in others are left out, with a note.

    Raises UsageError, UnknownName.
    """
    step = _goal(units, goal)
    chosen = _models(model, intent is not None)
    asked = parse(touches) if isinstance(touches, str) else touches
    window = None if lookback is None else parse_duration(lookback)
    called = said(step)
    valued = goal_values(units, step, currency)
    found = checked(compiled_paths(units, step, over, asked, window, valued), called, over)
    touched = found.conversions - found.untouched
    span = parse_duration(half_life or HALF_LIFE) / DAY
    if span <= 0:
        raise UsageError('A half-life is longer than nothing, such as "7d".')
    rows: list[Attributed] = []
    notes: list[str] = []
    for one in chosen:
        left_out: type[UsageError] = UsageError if one == "hazard" else TooMany
        try:
            if one == "hazard":
                effect, more = hazard(units, step, over, asked, intent, half_life, found.conversions)
                rows += effect
                notes += more
            else:
                rows += rows_of(one, _share(found.paths, one, order, span), found.paths, touched)
        except left_out as error:
            if len(chosen) == 1:
                raise
            notes.append(str(error))
    notes += [*_notes(found, over), *(valued.notes if chosen != ("hazard",) else ())]
    worth = any(not isnan(row.value) for row in rows)
    return Attribution(
        tuple(rows), called, over, found.conversions, found.untouched, found.nulls, _label(chosen),
        valued.money.word if worth else "", notes=(*dict.fromkeys(notes), *unknown_names(units, step)),
    )  # fmt: skip


def attribution_of_paths(
    rows: Iterable[Row], model: str = "markov", order: int = 1, separator: str = ">"
) -> Attribution:
    """Attribution of paths that were counted elsewhere: rows of path, conversions, nulls and, if known, value.

    Models as of `attribution`, but for those that need times or customers (time decay, hazard). Raises UsageError.
    """
    paths = paths_of_table(rows, separator)
    chosen = [one for one in _models(model, False) if one != "time decay" or model != ALL]
    for one in chosen:
        if one in ("time decay", "hazard"):
            raise UsageError(f"Counted paths have no times, which {one} needs. Load the events and ask journeys.")
    total = round(paths.conversions.sum())
    if total == 0:
        raise UsageError("No path in this table has a conversion, so there is nothing to share out.")
    found = [row for one in chosen for row in rows_of(one, _share(paths, one, order, 1.0), paths, total)]
    notes = _of_paths(paths, "name")
    nulls = round(paths.nulls.sum())
    return Attribution(tuple(found), "conversion", "path", total, 0, nulls, PRESENCE, notes=tuple(notes))


def rows_of(model: str, found: Share, paths: Paths, conversions: int) -> list[Attributed]:
    """One row for each name, the largest share first."""
    shares = estimates(found.share, found.drawn, conversions, paths.by_path)
    worth = paths.value.sum()
    return ranked(
        Attributed(
            model, name, times(share, conversions), share,
            nan if found.removal is None else float(found.removal[place]),
            float(found.value[place] * worth) if worth > 0 else nan,
        )
        for place, (name, share) in enumerate(zip(paths.names, shares, strict=True))
    )  # fmt: skip


def _goal(units: Units, goal: Step | list[str] | None) -> Step:
    step = usual_goal(units) if goal is None else tuple(goal) if isinstance(goal, list) else goal
    if step is None:
        raise UsageError(
            'Attribution needs a goal. Give an event (in Python goal="Order Completed", in a shell --goal "Order '
            'Completed"), or in Python journeys with a goal.'
        )
    return step


def _models(model: str, with_intent: bool) -> tuple[str, ...]:
    """The models asked for, in the order of MODELS."""
    word = model.replace("_", " ").replace("-", " ")
    if word == ALL:
        return MODELS if with_intent else MODELS[:-1]
    if word not in MODELS:
        known = ", ".join((*MODELS, ALL))
        raise UsageError(f'No model is called "{model}".{did_you_mean(word, MODELS)} There are: {known}.')
    if word == "hazard" and not with_intent:
        raise UsageError(NEEDS_INTENT)
    return (word,)


def _share(paths: Paths, model: str, order: int, half_life: float) -> Share:
    return markov(paths, order) if model == "markov" else credited(paths, model, half_life)


def _label(models: Sequence[str]) -> str:
    if models == ("hazard",):
        return ESTIMATED
    return f"{PRESENCE} The hazard model's: {ESTIMATED}" if "hazard" in models else PRESENCE


def _notes(found: Compiled, over: str) -> list[str]:
    """What to bear in mind about paths of a log."""
    notes = _of_paths(found.paths, over)
    if found.untouched:
        notes.append(f"{counted(found.untouched, 'conversion')} with no {over} before them are given to none.")
    if found.open:
        notes.append(f"{counted(found.open, 'path')} that may still go on were left out.")
    if found.drawn < 1:
        notes.append(f"Worked out on {100 * found.drawn:.0f} % of customers, drawn by chance, and scaled up to all.")
    return notes


def _of_paths(paths: Paths, over: str) -> list[str]:
    notes = []
    if paths.conversions.sum() < FEW:
        notes.append(f"Only {counted(round(paths.conversions.sum()), 'conversion')}: ranges are rough.")
    if len(paths.names) == 1:
        notes.append(f'There is only one {over}, "{paths.names[0]}": it gets everything, which says nothing.')
    if paths.nulls.sum() == 0:
        notes.append("Every path has the goal: what did not lead there is not in these data.")
    return notes
