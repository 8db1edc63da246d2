"""How a world of pain points is built, drawn from its seed: touchpoints, covariates, frictions and what each does.

Everything is drawn: which touchpoints, which frictions where, how often, how large, who meets them, what they are
called. Chances run from 0 to 1; `outcome` and `loads` are in log-odds.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from msgspec import Struct

from sojourn.simulate.arrays import Floats, Rng
from sojourn.simulate.worlds.frictions import Friction, draw_frictions
from sojourn.simulate.worlds.names import ARRIVALS, ATTRIBUTES, DEVICES, TOUCHPOINTS, Named

PLACES = 9
KNOWN = 4
"""How many attributes of customers are known."""
ORDERS = 4
"""Earlier orders count as 0, 1, 2, and 3 or more."""
_STRONGEST, _WEAKEST = 0.55, 0.12
"""Standard deviations of what covariates do to the outcome, in log-odds."""
_SEASON = (0.2, 0.4)
_HIDDEN_OF_LOAD = 0.5


class Covariate(Struct, frozen=True):
    """Something known of a customer or a journey: how common each level is, and what it does to the outcome."""

    name: str
    levels: tuple[str, ...]
    shares: Floats
    outcome: Floats


class Place(Struct, frozen=True):
    """A touchpoint of the journey. `leaves`: chance that somebody who will not order anyway leaves here."""

    name: Named
    visited: float
    leaves: float
    wait_hours: float
    """Median hours until one arrives here from the place before."""
    repeats: float
    """Chance that it is repeated for no reason and without effect."""


class Design(Struct, frozen=True):
    """All that is drawn before anybody comes. The first KNOWN covariates are attributes; then arrival, device, orders.

    `hidden`: what one standard deviation of the hidden trait does to the outcome. `together`: an extra for each level
    of the first covariate where the device is an app.
    """

    places: tuple[Place, ...]
    covariates: tuple[Covariate, ...]
    frictions: tuple[Friction, ...]
    willing: float
    season: float
    season_days: float
    season_shift: float
    hidden: float
    together: Floats
    values: Floats
    """Mean value of an order by level of the first covariate."""
    returns: float

    def at(self, place: int) -> Iterator[tuple[int, Friction]]:
        """The frictions of a place, with their numbers."""
        return ((number, friction) for number, friction in enumerate(self.frictions) if friction.place == place)


def draw_design(rng: Rng, hidden: float, effects: float) -> Design:
    """A world of its own. `hidden` is in units of the strongest seen covariate; `effects` multiplies all effects."""
    names = [TOUCHPOINTS[number] for number in np.sort(rng.choice(len(TOUCHPOINTS), PLACES, replace=False))]
    optional = set(rng.choice(np.arange(1, PLACES - 1), 2, replace=False).tolist())
    covariates = _covariates(rng)
    frictions = draw_frictions(rng, [name.theme for name in names], optional, covariates, hidden, effects)
    taken = {place for one in frictions for place in one.repeated()}
    waits = {one.place for one in frictions if one.kind == "waiting"}
    places = [
        Place(
            name,
            visited=rng.uniform(0.55, 0.85) if number in optional else 1.0,
            leaves=rng.uniform(0.04, 0.14) if number < PLACES - 1 else 1.0,
            wait_hours=rng.uniform(6, 24) if number in waits else float(np.exp(rng.uniform(np.log(0.3), np.log(20)))),
            repeats=0.0 if number in taken else rng.uniform(0.0, 0.03),
        )
        for number, name in enumerate(names)
    ]
    return Design(
        tuple(places),
        covariates,
        frictions,
        willing=rng.uniform(0.45, 0.6),
        season=rng.uniform(*_SEASON),
        season_days=rng.uniform(150, 365),
        season_shift=rng.uniform(0, 365),
        hidden=hidden * max(spread(one.outcome, one.shares) for one in covariates),
        together=rng.normal(0, 0.2, len(covariates[0].levels)),
        values=np.exp(rng.uniform(np.log(30), np.log(120), len(covariates[0].levels))),
        returns=rng.uniform(0.5, 0.65),
    )


def spread(by_level: Floats, shares: Floats) -> float:
    """The standard deviation of something that goes by level."""
    return float(np.sqrt(shares @ (by_level - shares @ by_level) ** 2))


def standardised(by_level: Floats, shares: Floats) -> Floats:
    """With mean 0 and standard deviation 1 over the levels."""
    centred = by_level - shares @ by_level
    found: Floats = centred / (spread(by_level, shares) or 1.0)
    return found


def _covariates(rng: Rng) -> tuple[Covariate, ...]:
    attributes = ["plan", *rng.choice([name for name in ATTRIBUTES if name != "plan"], KNOWN - 1, replace=False)]
    levels = {name: ATTRIBUTES[name] for name in attributes}
    levels |= {"arrival": tuple(one[2] for one in ARRIVALS), "device": DEVICES}
    levels["orders"] = tuple(str(number) for number in range(ORDERS))
    sizes = rng.permutation(np.geomspace(_WEAKEST, _STRONGEST, len(levels)))
    return tuple(
        _covariate(rng, name, values, size) for (name, values), size in zip(levels.items(), sizes, strict=True)
    )


def _covariate(rng: Rng, name: str, levels: tuple[str, ...], size: float) -> Covariate:
    """Earlier orders speak for another one; all else goes either way."""
    shares = np.array([0.62, 0.22, 0.1, 0.06]) if name == "orders" else rng.dirichlet(np.full(len(levels), 8.0))
    does = np.arange(len(levels), dtype=float) if name == "orders" else rng.normal(0, 1, len(levels))
    return Covariate(name, levels, shares, size * standardised(does, shares))
