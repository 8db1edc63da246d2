"""Chances added up while customers are simulated: what the truth is made of."""

from __future__ import annotations

from math import nan

import numpy as np
from msgspec import Struct, field

from sojourn.simulate.arrays import Floats, Ints, Mask


class Reached(Struct, frozen=True):
    """Sums over all units that reached something; see `truth.PainPoint`. `effect` is of the exposed alone."""

    reached: int = 0
    lost: float = 0.0
    exposed: int = 0
    effect: float = 0.0
    orders: float = 0.0
    value: float = 0.0

    def plus(self, lost: Floats, exposed: Mask, effect: Floats, orders: Floats, value: Floats) -> Reached:
        """With further units: chance to be lost, whether exposed, what exposure adds to that chance.

        `orders` is the chance of an order, had the unit not been lost, and `value` what it would be worth.
        """
        added = np.where(exposed, effect, 0.0)
        return Reached(
            self.reached + len(lost),
            self.lost + float(lost.sum()),
            self.exposed + int(exposed.sum()),
            self.effect + float(added.sum()),
            self.orders + float((added * orders).sum()),
            self.value + float((added * orders * value).sum()),
        )

    @property
    def share_lost(self) -> float:
        """Mean chance to be lost."""
        return self.lost / self.reached if self.reached else nan

    @property
    def mean_effect(self) -> float:
        """Mean effect on the exposed."""
        return self.effect / self.exposed if self.exposed else nan


class Mean(Struct, frozen=True):
    """A mean from its sum."""

    count: int = 0
    total: float = 0.0

    def plus(self, values: Floats) -> Mean:
        """With further values."""
        return Mean(self.count + len(values), self.total + float(values.sum()))

    @property
    def value(self) -> float:
        """NaN for the mean of nothing."""
        return self.total / self.count if self.count else nan


class ByPersona(Struct, frozen=True):
    """Sums for each persona, float64[personas]: visits, their chances of an order, and what these are worth."""

    visits: Floats
    orders: Floats
    value: Floats

    def plus(self, persona: Ints, orders: Floats, value: Floats) -> ByPersona:
        """With further visits."""
        size = len(self.visits)
        return ByPersona(
            self.visits + np.bincount(persona, minlength=size),
            self.orders + np.bincount(persona, orders, size),
            self.value + np.bincount(persona, orders * value, size),
        )


class Sums(Struct):
    """Everything that is added up.

    `missed` float64[personas]: next visits that late deliveries are expected to cost. `late_contacts`: contacts with
    support that they are.
    """

    visiting: ByPersona
    missed: Floats
    search: Reached = field(default_factory=Reached)
    checkout: Reached = field(default_factory=Reached)
    delivery_options: Reached = field(default_factory=Reached)
    payment: Reached = field(default_factory=Reached)
    delivery: Reached = field(default_factory=Reached)
    calls: Reached = field(default_factory=Reached)
    calls_before: Mean = field(default_factory=Mean)
    calls_after: Mean = field(default_factory=Mean)
    chat_scores: Mean = field(default_factory=Mean)
    support_scores: Mean = field(default_factory=Mean)
    late_contacts: float = 0.0


def nothing(personas: int) -> Sums:
    """Sums of nothing."""
    none = np.zeros(personas)
    return Sums(ByPersona(none, none, none), none)
