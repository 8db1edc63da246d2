"""Days and hours of the simulated shop: a weekly rhythm, a December peak, waking hours. All hours are UTC."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from msgspec import Struct

from sojourn.simulate.arrays import DAY, HOUR, Floats, Ints, Mask, Rng, begin_of
from sojourn.simulate.world import World

_ONLINE = (0, 0, 0, 0, 0, 0, 1, 3, 4, 5, 5, 6, 7, 6, 5, 5, 6, 8, 10, 13, 15, 12, 0, 0)
_STORE = (0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 6, 8, 8, 7, 7, 8, 10, 11, 7, 3, 0, 0, 0, 0)
"""How many visits begin in each hour, relative to one another; the last ones end well before midnight."""


class Calendar(Struct, frozen=True):
    """`days` days from `start`. `business` float64[personas, days + 1]: days of average business before each day."""

    start: date
    days: int
    business: Floats
    december: Mask  # [days]

    @property
    def begin(self) -> int:
        """The first moment."""
        return begin_of(self.start)

    @property
    def end(self) -> int:
        """The first moment that is too late."""
        return self.begin + self.days * DAY

    @property
    def middle(self) -> int:
        """The first moment of the day in the middle, on which the change is made."""
        return self.begin + self.days // 2 * DAY

    @property
    def middle_date(self) -> date:
        """That day."""
        return self.start + timedelta(days=self.days // 2)

    def midnight(self, day: Ints) -> Ints:
        """The first moment of a day, counted from 0."""
        return self.begin + day * DAY

    def moment(self, day: Ints, since_midnight: Ints) -> Ints:
        """The moment of a day, counted from 0, and milliseconds since its midnight."""
        return self.midnight(day) + since_midnight

    def is_december(self, day: Ints) -> Mask:
        """Whether a day within the calendar lies in December."""
        return self.december[day]

    def first_days(self, rng: Rng, persona: Ints) -> Ints:
        """The days on which customers are first seen: more of them early, as in a shop that had customers before."""
        return self._days(persona, rng.random(len(persona)) ** 1.4 * self.business[persona, -1])

    def next_days(self, rng: Rng, persona: Ints, earliest: Ints, gap_days: Floats) -> Ints:
        """The days of next visits, not before `earliest`; `days` where they come after the end."""
        since = self.business[persona, np.minimum(earliest, self.days)]
        return self._days(persona, since + rng.exponential(gap_days))

    def chance_in_time(self, persona: Ints, earliest: Ints, gap_days: Floats) -> Floats:
        """The chance that `next_days` finds a day before the end."""
        left = self.business[persona, -1] - self.business[persona, np.minimum(earliest, self.days)]
        found: Floats = -np.expm1(-left / gap_days)
        return found

    def _days(self, persona: Ints, business: Floats) -> Ints:
        """The day on which so much business of a persona has been done."""
        found = np.empty(len(persona), np.int64)
        for code, done in enumerate(self.business):
            mine = persona == code
            found[mine] = np.searchsorted(done, business[mine], "right") - 1
        return found


def calendar(world: World, start: date, days: int) -> Calendar:
    """The calendar of a world."""
    dates = [start + timedelta(days=day) for day in range(days)]
    busy = np.array([world.weekdays[day.weekday()] * world.months[day.month - 1] for day in dates])
    december = np.array([day.month == 12 for day in dates], np.bool_)
    weights = np.array([np.where(december, persona.december, 1) * busy for persona in world.personas])
    done = (weights / weights.mean(axis=1, keepdims=True)).cumsum(axis=1)
    return Calendar(start, days, np.pad(done, ((0, 0), (1, 0))), december)


def online_hours(rng: Rng, size: int) -> Ints:
    """Milliseconds since midnight at which people begin to look at screens: 6 to 22 o'clock."""
    return _hours(rng, size, _ONLINE)


def opening_hours(rng: Rng, size: int) -> Ints:
    """Milliseconds since midnight while stores, call centre and parcel service work: 9 to 20 o'clock."""
    return _hours(rng, size, _STORE)


def _hours(rng: Rng, size: int, weights: tuple[int, ...]) -> Ints:
    share = np.array(weights) / sum(weights)
    return rng.choice(24, size, p=share) * HOUR + rng.integers(0, HOUR, size)
