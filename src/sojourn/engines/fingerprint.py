"""Whether journeys were compiled from what there is."""

from __future__ import annotations

import msgspec

from sojourn.journeys.manifest import Manifest
from sojourn.journeys.plan import Model
from sojourn.store.hashing import hash_text

VOCABULARY = 1
"""Grows when a release places events differently: journeys are then looked at anew."""


def made_from(found: Manifest) -> tuple[int, str]:
    """The version of the log and the definitions that a generation stands for."""
    return found.log_version, found.stages


def fingerprint(model: Model) -> str:
    """Changes when the workspace's stages or segments, or the vocabulary of this release, say something else."""
    said = msgspec.json.encode((VOCABULARY, model.stages.own, model.segments)).decode()
    return f"{hash_text(said):016x}"
