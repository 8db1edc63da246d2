"""Attribution: how far each model's shares are from those of the orders that a channel really brought."""

from __future__ import annotations

from collections.abc import Mapping
from tempfile import TemporaryDirectory

from benchmarks.science.ability import Ability, Note, mean, values
from benchmarks.science.records import Figure, Mark
from sojourn.simulate import worlds

MODELS = ("last", "first", "linear", "position", "time decay", "markov", "shapley", "hazard")
HAZARD = "hazard"
INTENT = "segment:intent"
_TOUCHES = "channel != 'web'"


def score(seed: int, quick: bool) -> tuple[Note, ...]:
    """Total variation distance of each model."""
    import sojourn

    world = worlds.attribution(seed, 5_000 if quick else 15_000)
    with TemporaryDirectory() as folder, sojourn.open(folder) as ws:
        world.load(ws)
        answer = ws.journeys().attribution(
            world.truth.goal, model="all", over="channel", touches=_TOUCHES, intent=INTENT
        )
    return tuple(
        Note(model, distance(world.truth.shares(), {row.name: row.share.value for row in answer.of(model)}))
        for model in answer.models
    )


def distance(true: Mapping[str, float], told: Mapping[str, float]) -> float:
    """Half the sum of the differences between two sets of shares; what is told is first made to add up to 1."""
    kept = {name: max(0.0, value) for name, value in told.items() if name in true}
    whole = sum(kept.values()) or 1.0
    return sum(abs(share - kept.get(name, 0.0) / whole) for name, share in true.items()) / 2


def judge(notes: tuple[Note, ...]) -> tuple[Figure, ...]:
    return tuple(
        mean(
            f"{name}: distance from the true shares",
            values(notes, name),
            "worlds",
            mark=Mark(high=0.115) if name == HAZARD else None,
        )
        for name in MODELS
    )


_REMARKS = """\
- Total variation distance, 0 to 1, between a model's shares and the true shares of the orders that there would not have
  been without each channel. All models but the hazard model say where a channel was present, not what it did: they are
  shown for comparison.
- The hazard model is given the measured prior intent. Its mark, .115, was measured on other simulated data.
"""

ABILITY = Ability(
    "attribution",
    "Attribution",
    24,
    score,
    judge,
    _REMARKS,
)
