"""The frictions of a world: those that cost orders, and decoys of the same kinds that cost nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol, get_args

import numpy as np
from msgspec import Struct

from sojourn.simulate.arrays import Floats, Rng
from sojourn.simulate.worlds.names import ERRORS
from sojourn.simulate.worlds.texts import other_theme

Kind = Literal["error", "waiting", "rework", "back_and_forth", "channel_switch", "experience", "drop_off"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""An experience is seen as a bad score and as negative feedback on a theme, where somebody answers."""
_PAIRS = ("waiting", "back_and_forth")
_MORE: tuple[Kind, ...] = ("error", "waiting", "rework", "channel_switch")
_RATES = {"waiting": (0.07, 0.105), "experience": (0.10, 0.18), "drop_off": (0.02, 0.06)}
_RATE = (0.03, 0.11)
_SIZES = (0.05, 0.45)
_AT_ONE_PLACE = 2


class Leveled(Protocol):
    """What a friction needs to know of a covariate."""

    @property
    def shares(self) -> Floats:
        """How common each level is."""

    @property
    def outcome(self) -> Floats:
        """What each level does to the outcome."""


class Friction(Struct, frozen=True, kw_only=True):
    """One friction at a place. `size` is the chance that it turns away somebody who would have ordered.

    `loads`: what each level of each covariate adds to the log-odds of meeting it; `season` and `hidden` the same for
    the season and the hidden trait. `planted` is False for decoys. `other` is the place it goes back to or waits from.
    """

    kind: Kind
    place: int
    other: int
    planted: bool
    rate: float
    size: float
    at_once: float
    """Of those turned away, who leaves at once; the others leave somewhere later on."""
    loads: tuple[Floats, ...]
    season: float
    hidden: float
    slower: float
    error: str
    repeats: float
    """Chance that an error makes people repeat the step: a consequence without an effect of its own."""
    theme: str
    answers: tuple[float, float]
    """Chance of answering a survey, after a good and after a bad experience."""
    grumpy: float
    """Chance of a bad score after a good experience."""

    def repeated(self) -> tuple[int, ...]:
        """Places that are repeated by this friction."""
        if self.kind == "back_and_forth":
            return (self.other, self.place)
        return (self.place,) if self.kind in ("rework", "error") else ()


def draw_frictions(
    rng: Rng,
    themes: Sequence[str],
    optional: set[int],
    covariates: Sequence[Leveled],
    hidden: float,
    effects: float,
) -> tuple[Friction, ...]:
    """Six kinds and up to two more planted, six to eight decoys, each at a place where it can be told from the rest."""
    found: list[Friction] = []
    kinds = [*rng.permutation(KINDS)[:6], *rng.choice(_MORE, rng.integers(0, 3))]
    likely = [kind for kind in KINDS if kind != "drop_off"]
    decoys = [*rng.permutation(likely)[:5], *rng.choice(_MORE, rng.integers(1, 4))]
    for planted, kind in [*((True, str(one)) for one in kinds), *((False, str(one)) for one in decoys)]:
        free = [place for place in range(len(themes)) if _fits(kind, place, found, optional)]
        if free:
            place = int(rng.choice(free))
            found.append(_friction(rng, kind, place, planted, themes[place], covariates, hidden, effects, found))
    return tuple(found)


def _fits(kind: str, place: int, found: Sequence[Friction], optional: set[int]) -> bool:
    """No more than two at a place, none twice, and none whose traces would be those of another one."""
    here = [one for one in found if one.place == place]
    if len(here) >= _AT_ONE_PLACE or any(one.kind == kind for one in here):
        return False
    if kind in _PAIRS and (place == 0 or {place, place - 1} & optional):
        return False
    traces = {place - 1, place} if kind == "back_and_forth" else {place} if kind in ("rework", "error") else set()
    return not any(traces & set(one.repeated()) for one in found)


def _friction(
    rng: Rng,
    kind: str,
    place: int,
    planted: bool,
    theme: str,
    covariates: Sequence[Leveled],
    hidden: float,
    effects: float,
    found: Sequence[Friction],
) -> Friction:
    against = rng.uniform(-0.5, 0.8) if planted else rng.uniform(0.5, 1.0)
    loads = tuple(_load(rng, one, against) for one in covariates)
    strongest = max(float(np.sqrt(one.shares @ load**2)) for one, load in zip(covariates, loads, strict=True))
    turn = rng.uniform(-1, 1) if planted else -rng.uniform(0.5, 1.0)
    size = 1.0 if kind == "drop_off" else float(np.exp(rng.uniform(*np.log(_SIZES))))
    used = {one.theme for one in found if one.kind == "experience"}
    return Friction(
        kind=kind,  # type: ignore[arg-type]  # one of KINDS
        place=place,
        other=place - 1 if kind in _PAIRS else -1,
        planted=planted and effects > 0,
        rate=rng.uniform(*_RATES.get(kind, _RATE)) * (effects if kind == "drop_off" else 1),
        size=min(0.9, size * effects) if planted else 0.0,
        at_once=1.0 if kind == "drop_off" else rng.uniform(0.2, 0.8),
        loads=loads,
        season=rng.uniform(-0.4, 0.4) if planted else -rng.uniform(0.1, 0.4),
        hidden=hidden * strongest * turn,
        slower=rng.uniform(4, 8),
        error=str(rng.choice(ERRORS)),
        repeats=rng.uniform(0.3, 0.6),
        theme=theme if theme not in used else _unused(rng, theme, used),
        answers=(rng.uniform(0.15, 0.25), rng.uniform(0.5, 0.7)),
        grumpy=rng.uniform(0.04, 0.1),
    )


def _load(rng: Rng, covariate: Leveled, against: float) -> Floats:
    """Those who order less meet it more, by `against`; and something of its own for each level."""
    own = rng.normal(0, 0.2, len(covariate.outcome))
    load = own - against * covariate.outcome
    found: Floats = load - covariate.shares @ load
    return found


def _unused(rng: Rng, theme: str, used: set[str]) -> str:
    while theme in used:
        theme = other_theme(rng, theme)
    return theme
