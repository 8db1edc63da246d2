"""Simulated worlds whose truth is known exactly: the yardstick that insights are held to.

`pain_points`, `chance`, `attribution`, `personas`, `before_after` and `experiment` each make one from a seed; `make` by
its name.
For pain points read design.py and frictions.py (what is drawn), trips.py (who comes), walking.py and meeting.py (what
happens), ledger.py and truth.py (what it costs). writing.py makes the tables, known.py is what all worlds are,
making.py finds one by its name.
"""

from sojourn.simulate.worlds.attribution import AttributionTruth, ChannelTruth, attribution
from sojourn.simulate.worlds.before_after import BeforeAfterTruth, before_after, series
from sojourn.simulate.worlds.chance import ChanceTruth, chance
from sojourn.simulate.worlds.experiment import ExperimentTruth, experiment
from sojourn.simulate.worlds.known import KnownWorld
from sojourn.simulate.worlds.making import HIDDEN, WORLDS, make
from sojourn.simulate.worlds.pain_points import pain_points
from sojourn.simulate.worlds.personas import Kind, PersonaTruth, personas
from sojourn.simulate.worlds.truth import Candidate, PainPointTruth

__all__ = [
    "HIDDEN",
    "WORLDS",
    "AttributionTruth",
    "BeforeAfterTruth",
    "Candidate",
    "ChanceTruth",
    "ChannelTruth",
    "ExperimentTruth",
    "Kind",
    "KnownWorld",
    "PainPointTruth",
    "PersonaTruth",
    "attribution",
    "before_after",
    "chance",
    "experiment",
    "make",
    "pain_points",
    "personas",
    "series",
]
