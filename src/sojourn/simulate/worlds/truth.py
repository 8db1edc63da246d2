"""What is true of a world of pain points."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist
from typing import Literal

from msgspec import Struct

from sojourn.results import Result
from sojourn.simulate.arrays import Floats
from sojourn.simulate.worlds.design import Design
from sojourn.simulate.worlds.frictions import Friction
from sojourn.simulate.worlds.known import GOAL
from sojourn.simulate.worlds.ledger import Key, Ledger, Losses
from sojourn.simulate.worlds.meeting import keys

FINDABLE = 0.8
"""The power from which on a pain point counts as one that can be found."""
_FALSE_DISCOVERIES = 0.05
_KINDS_AT_A_PLACE = 5
_TRACES = 0.1
"""Of those who leave at a touchpoint, the share turned away by planted frictions that makes leaving a consequence."""
_DAYS_A_MONTH = 365.25 / 12

Role = Literal["planted", "view", "consequence", "decoy", "nothing"]


class Candidate(Struct, frozen=True):
    """What an analysis may flag, and what is true of it.

    `effect`: the mean difference that it makes to the chance of an order among those who met it (0 or below): the
    chance as it is less the chance of the same journeys had they not met it, both by the model. `monthly` is how many
    met it in a month, `monthly_lost` the value of the orders that it costs in a month.

    `exposed` is 0 where the model keeps no count: of waits that only a call or an answer made longer.

    `role`: "planted"; "view" (a planted pain point as it shows itself under another name: a bad experience as a score
    and as a theme, going back and forth as two repeated touchpoints; its effect is its own); "consequence" (of a
    planted one, without an effect of its own: people try again after an error; a tenth or more of those who leave at a
    touchpoint had been turned away there or before); "decoy" (of the same kind as planted ones, more often met by
    customers who order less anyway; no effect); "nothing" (happens by chance). `of` names the planted pain point
    behind it.
    """

    id: str
    kind: str
    touchpoint: str
    other: str
    theme: str
    role: Role
    of: str
    exposed: int
    effect: float
    monthly: float
    monthly_lost: float
    power: float
    findable: bool


class PainPointTruth(Result, frozen=True):
    """The truth of a world of pain points: `candidates`, and how the world was made.

    `power` of a planted one is that of an oracle who knows every confounder and every chance, and tests with false
    discovery control: below 0.8 it is not `findable`. `hidden` is the strength of the hidden trait in units of the
    strongest seen covariate. `season` says how much the season does to the outcome, in log-odds.
    """

    candidates: tuple[Candidate, ...]
    outcome: str
    journeys: int
    orders: int
    months: float
    hidden: float
    effects: float
    season: float

    def planted(self, findable: bool = False) -> tuple[Candidate, ...]:
        """What was planted; with `findable` only what an oracle would find."""
        return tuple(one for one in self.candidates if one.role == "planted" and (one.findable or not findable))


def tell(
    design: Design, ledger: Ledger, days: int, counts: tuple[int, int], hidden: float, effects: float
) -> PainPointTruth:
    """The record of what is true; `counts` are journeys and orders."""
    months = days / _DAYS_A_MONTH
    roles, powers = _roles(design, ledger), _powers(design, ledger.tasks)
    found = [
        _candidate(key, lost, *roles.get(key, ("nothing", None)), powers.get(key, 0.0), months)
        for key, lost in (dict.fromkeys(roles, Losses(0, 0.0, 0.0)) | ledger.losses()).items()
        if lost.exposed or key in roles
    ]
    listed = sorted(found, key=lambda one: (-one.monthly_lost, one.id))
    return PainPointTruth(tuple(listed), GOAL, *counts, months, hidden, effects, design.season)


def id_of(key: Key) -> str:
    """For example "waiting:payment:cart" or "negative_theme:payment:price"."""
    return ":".join(part for part in key if part)


def _candidate(key: Key, lost: Losses, role: Role, of: Key | None, power: float, months: float) -> Candidate:
    return Candidate(
        id_of(key),
        *key,
        role,
        id_of(of) if of else "",
        lost.exposed,
        effect=0.0 - lost.orders / max(1, lost.exposed),
        monthly=lost.exposed / months,
        monthly_lost=lost.value / months,
        power=power,
        findable=power >= FINDABLE,
    )


def _roles(design: Design, ledger: Ledger) -> dict[Key, tuple[Role, Key | None]]:
    """What each candidate is, and which planted one is behind it; the first that says something of it holds."""
    found: dict[Key, tuple[Role, Key | None]] = {}
    planted = [(keys(design, one), one) for one in design.frictions if one.planted]
    found.update((names[0], ("planted", names[0])) for names, _ in planted)
    for names, friction in planted:
        for view in names[1:]:
            found.setdefault(view, ("view", names[0]))
        for trace in _consequences(design, names[0], friction):
            found.setdefault(trace, ("consequence", names[0]))
    for touchpoint, left in ledger.leavers.items():
        if left[:-1].sum() >= _TRACES * left.sum():
            found.setdefault(
                Key("drop_off", touchpoint), ("consequence", keys(design, design.frictions[left[:-1].argmax()])[0])
            )
    for friction in design.frictions:
        names = keys(design, friction)
        for name in (*names, *_consequences(design, names[0], friction)):
            found.setdefault(name, ("decoy", None))
    return found


def _consequences(design: Design, name: Key, friction: Friction) -> list[Key]:
    """An error makes people try again; a call and an answer take their time."""
    found = [Key("rework", name.touchpoint)] if friction.kind == "error" else []
    if friction.kind in ("channel_switch", "experience"):
        later = design.places[friction.place + 1 : friction.place + 4]
        found += [Key("waiting", place.name.touchpoint, name.touchpoint) for place in later]
    return found


def _powers(design: Design, tasks: Floats) -> dict[Key, float]:
    """The oracle's power for each planted friction.

    It tests at the level that Benjamini and Hochberg allow where everything planted is found among all candidates.
    """
    planted = [(number, one) for number, one in enumerate(design.frictions) if one.planted]
    tests = _KINDS_AT_A_PLACE * len(design.places)
    bar = NormalDist().inv_cdf(1 - _FALSE_DISCOVERIES * max(1, len(planted)) / tests / 2)
    powers = {}
    for number, friction in planted:
        effect, variance = tasks[number]
        power = NormalDist().cdf(abs(effect) / sqrt(variance) - bar) if variance > 0 else 0.0
        powers.update(dict.fromkeys(keys(design, friction), power))
    return powers
