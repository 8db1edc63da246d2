"""The abilities that are scored, in the order of the page."""

from __future__ import annotations

from benchmarks.science.abilities import attribution, before_after, chance, experiments, pain_points, personas
from benchmarks.science.ability import Ability

ABILITIES: dict[str, Ability] = {
    one.name: one
    for one in (
        pain_points.SEEN,
        pain_points.HIDDEN,
        pain_points.NULL,
        chance.ABILITY,
        attribution.ABILITY,
        personas.ABILITY,
        experiments.ABILITY,
        before_after.ABILITY,
    )
}
