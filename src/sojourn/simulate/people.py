"""The customers of a simulated shop: who they are, and what has happened to each so far."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
from msgspec import Struct

from sojourn.simulate.arrays import Floats, Ints, Mask, Rng, happens, pick
from sojourn.simulate.columns import numbered, taken
from sojourn.simulate.world import AGE_BANDS, Persona, World

NEVER = np.iinfo(np.int64).max


class People(Struct, frozen=True):
    """All customers by number; codes int64[customers] point into the world's personas and regions, and AGE_BANDS."""

    world: World
    persona: Ints
    region: Ints
    age: Ints
    source: Ints
    subscribes: Mask

    def __len__(self) -> int:
        return len(self.persona)

    def trait(self, of: Callable[[Persona], float], customer: Ints) -> Floats:
        """A number of their personas, for each of `customer`."""
        found: Floats = _by_persona(self.world, of)[self.persona[customer]]
        return found

    def choose(self, rng: Rng, of: Callable[[Persona], tuple[float, ...]], customer: Ints) -> Ints:
        """One of several, by weights of their personas, for each of `customer`."""
        return pick(rng, _by_persona(self.world, of), self.persona[customer])


class Histories(Struct):
    """What has happened so far: one entry for each customer, changed visit by visit. Moments may be NEVER."""

    orders: Ints
    installed: Mask
    account: Mask
    known_at: Ints
    """The first moment at which the shop knew who it was."""
    left_at: Ints
    """From when on there is no next visit."""
    order_number: int = 1
    ticket_number: int = 1

    def order_numbers(self, size: int) -> Ints:
        """Numbers for new orders."""
        self.order_number += size
        return np.arange(self.order_number - size, self.order_number)

    def ticket_numbers(self, size: int) -> Ints:
        """Numbers for new tickets."""
        self.ticket_number += size
        return np.arange(self.ticket_number - size, self.ticket_number)


def draw_people(world: World, rng: Rng, size: int) -> People:
    """Draw customers. Their persona comes first, and everything else by it."""
    persona = pick(rng, np.array([[persona.share for persona in world.personas]]), np.zeros(size, np.int64))
    region = pick(rng, _by_persona(world, lambda p: p.regions), persona)
    age = pick(rng, _by_persona(world, lambda p: p.ages), persona)
    source = pick(rng, _by_persona(world, lambda p: p.sources), persona)
    return People(
        world, persona, region, age, source, happens(rng, _by_persona(world, lambda p: p.subscribes)[persona])
    )


def unwritten(size: int) -> Histories:
    """Histories of customers to whom nothing has happened."""
    no, never = np.zeros(size, np.bool_), np.full(size, NEVER)
    return Histories(np.zeros(size, np.int64), no, no.copy(), never, never.copy())


def user_ids(customer: Ints) -> Any:
    """A pyarrow array of the user ids of customers."""
    return numbered("u", pa.array(customer), 7)


def loyalty_cards(customer: Ints) -> Any:
    """A pyarrow array of the loyalty cards of customers."""
    return numbered("card-", pa.array(customer), 7)


def attributes(people: People, known: Ints) -> Any:
    """A pyarrow table of what the shop knows of the customers `known`: user_id, persona, age_band, region."""
    world = people.world
    return pa.table(
        {
            "user_id": user_ids(known),
            "persona": taken([persona.name for persona in world.personas], people.persona[known]),
            "age_band": taken(AGE_BANDS, people.age[known]),
            "region": taken([region.name for region in world.regions], people.region[known]),
        }
    )


def _by_persona(world: World, of: Callable[[Persona], float | tuple[float, ...]]) -> Floats:
    """What `of` says of each persona: float64[personas] or float64[personas, choices]."""
    return np.array([of(persona) for persona in world.personas], np.float64)
