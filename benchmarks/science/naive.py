"""The bare comparison: who met a friction against who reached the same touchpoint and did not, with no adjustment.

It reads the events themselves, with none of Sojourn's measures, so that it cannot share a fault with what it stands
beside. Feedback in words and drop-off are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sojourn.simulate.worlds import KnownWorld, PainPointTruth

PROBLEMS = ("Error Shown", "Form Error", "Page Not Found", "Application Crashed")
GAP_DAYS = 30
FEWEST = 30
_NOT_STEPS = ("survey", "support call", "order")

Mask = NDArray[np.bool_]


class Case(NamedTuple):
    """One candidate: who of the journeys reached its step and who of these met it, int64 numbers of journeys."""

    kind: str
    touchpoint: str
    other: str
    reached: NDArray[np.int64]
    exposed: Mask


class Journeys(NamedTuple):
    """The log cut into journeys. `frame` has the events in order, with `journey` and `position`."""

    frame: Any
    ordered: Mask
    mean_value: float
    months: float


class Flag(NamedTuple):
    """What an analysis flagged: the candidate, its effect with interval, and what it costs a month."""

    kind: str
    touchpoint: str
    other: str
    effect: float
    low: float
    high: float
    monthly: float


def flags(world: KnownWorld[PainPointTruth]) -> list[Flag]:
    """Differences that Benjamini and Hochberg let pass at 5 %, to the worse."""
    from scipy.stats import norm

    journeys = cut(world)
    found = [_compared(journeys, case) for case in cases(journeys)]
    p = np.array([2 * norm.sf(abs(effect / error)) for _, effect, error in found])
    passed = _discoveries(p)
    return [
        _flag(journeys, case, effect, error)
        for (case, effect, error), good in zip(found, passed, strict=True)
        if good and effect < 0
    ]


def cut(world: KnownWorld[PainPointTruth]) -> Journeys:
    """Journeys end with an order or with a pause of 30 days; those that may still go on are left out."""
    frame = world.events().to_pandas().sort_values(["user_id", "occurred_at"], kind="stable").reset_index(drop=True)
    at = frame["occurred_at"]
    new = (frame["user_id"] != frame["user_id"].shift()) | (at.diff().dt.total_seconds() > GAP_DAYS * 86_400)
    new |= (frame["event"].shift() == world.truth.outcome) & (frame["user_id"] == frame["user_id"].shift())
    frame["journey"] = new.cumsum() - 1
    by = frame.groupby("journey")
    ordered = (frame["event"] == world.truth.outcome).groupby(frame["journey"]).any().to_numpy(bool)
    last = by["occurred_at"].last()
    open_still = (at.max() - last).dt.total_seconds().to_numpy() < GAP_DAYS * 86_400
    kept = ordered | ~open_still
    frame = frame[kept[frame["journey"]]].copy()
    frame["journey"] = (np.cumsum(kept) - 1)[frame["journey"]]
    return Journeys(
        frame.reset_index(drop=True),
        ordered[kept],
        float(frame["value"].mean()),
        world.truth.months,
    )


def cases(journeys: Journeys) -> Iterator[Case]:
    """All candidates that at least 30 journeys met."""
    made = (*_repeated(journeys), *_errors(journeys), *_scores(journeys), *_calls(journeys), *_pairs(journeys))
    return (case for case in made if case.exposed.sum() >= FEWEST and (~case.exposed).sum() >= FEWEST)


def _steps(journeys: Journeys) -> list[str]:
    frame = journeys.frame
    return [name for name in frame["touchpoint"].value_counts().index if name not in _NOT_STEPS]


def _reached(journeys: Journeys, touchpoint: str) -> NDArray[np.int64]:
    frame = journeys.frame
    found: NDArray[np.int64] = np.unique(frame["journey"].to_numpy()[frame["touchpoint"] == touchpoint])
    return found


def _case(journeys: Journeys, kind: str, touchpoint: str, met: Any) -> Case:
    reached = _reached(journeys, touchpoint)
    return Case(kind, touchpoint, "", reached, np.isin(reached, met))


def _repeated(journeys: Journeys) -> Iterator[Case]:
    frame = journeys.frame[~journeys.frame["event"].isin(PROBLEMS)]
    for name in _steps(journeys):
        count = frame.loc[frame["touchpoint"] == name, "journey"].value_counts()
        yield _case(journeys, "rework", name, count.index[count > 1])


def _errors(journeys: Journeys) -> Iterator[Case]:
    frame = journeys.frame[journeys.frame["event"].isin(PROBLEMS)]
    for name in frame["touchpoint"].unique():
        yield _case(journeys, "error", name, frame.loc[frame["touchpoint"] == name, "journey"])


def _scores(journeys: Journeys) -> Iterator[Case]:
    if "score" not in journeys.frame:
        return  # in some worlds nobody is asked
    frame = journeys.frame[journeys.frame["score"] <= 2]
    for name in frame["about"].dropna().unique():
        yield _case(journeys, "bad_score", name, frame.loc[frame["about"] == name, "journey"])


def _calls(journeys: Journeys) -> Iterator[Case]:
    frame = journeys.frame
    same = frame["journey"] == frame["journey"].shift(-1)
    soon = (frame["occurred_at"].shift(-1) - frame["occurred_at"]).dt.total_seconds() <= 86_400
    switched = frame[same & soon & (frame["channel"].shift(-1) == "phone")]
    for name in switched["touchpoint"].unique():
        if name not in _NOT_STEPS:
            yield _case(journeys, "channel_switch", name, switched.loc[switched["touchpoint"] == name, "journey"])


def _pairs(journeys: Journeys) -> Iterator[Case]:
    """Going back and forth between two touchpoints, and waiting beyond the 90th percentile between two."""
    frame = journeys.frame
    frame = frame[
        frame["touchpoint"] != frame["touchpoint"].shift().where(frame["journey"] == frame["journey"].shift())
    ]
    journey, name = frame["journey"].to_numpy(), frame["touchpoint"].to_numpy()
    second, third = (journey[:-2] == journey[2:]), name[:-2] == name[2:]
    there, here, who = name[1:-1][second & third], name[:-2][second & third], journey[:-2][second & third]
    for one, other in sorted(set(zip(here, there, strict=True))):
        reached = np.intersect1d(_reached(journeys, one), _reached(journeys, other))
        met = who[(here == one) & (there == other)]
        yield Case("back_and_forth", one, other, reached, np.isin(reached, met))
    yield from _waits(journeys)


def _waits(journeys: Journeys) -> Iterator[Case]:
    frame = journeys.frame
    same = (frame["journey"] == frame["journey"].shift()) & (frame["touchpoint"] != frame["touchpoint"].shift())
    wait = frame["occurred_at"].diff().dt.total_seconds()[same]
    table = frame[same].assign(wait=wait, source=frame["touchpoint"].shift()[same])
    for (source, target), every in table.groupby(["source", "touchpoint"]):
        if len(every) < 20 * FEWEST or target in _NOT_STEPS or source in _NOT_STEPS:
            continue
        part = every.drop_duplicates("journey")
        yield Case(
            "waiting",
            str(target),
            str(source),
            part["journey"].to_numpy(),
            (part.wait > part.wait.quantile(0.9)).to_numpy(),
        )


def _compared(journeys: Journeys, case: Case) -> tuple[Case, float, float]:
    outcome = journeys.ordered[case.reached].astype(float)
    met, others = outcome[case.exposed], outcome[~case.exposed]
    error = np.sqrt(met.var() / len(met) + others.var() / len(others))
    return case, float(met.mean() - others.mean()), max(float(error), 1e-9)


def _flag(journeys: Journeys, case: Case, effect: float, error: float) -> Flag:
    monthly = -effect * case.exposed.sum() / journeys.months * journeys.mean_value
    low, high = effect - 1.96 * error, effect + 1.96 * error
    return Flag(case.kind, case.touchpoint, case.other, effect, low, high, monthly)


def _discoveries(p: NDArray[np.float64], q: float = 0.05) -> Mask:
    """Benjamini and Hochberg, Journal of the Royal Statistical Society B 57 (1995)."""
    order = np.argsort(p)
    below = np.flatnonzero(p[order] <= q * np.arange(1, len(p) + 1) / len(p))
    found = np.zeros(len(p), np.bool_)
    found[order[: below[-1] + 1 if len(below) else 0]] = True
    return found
