"""From one generation to the next: only what has changed is made anew.

Customers whom new events, merges or new attributes touch move into a delta partition, made of their old steps and the
new events; where they were before they are marked as superseded. Partitions with steps that the stage model places
differently by now are made anew from themselves. A full compile gives the same figures.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from sojourn.engines.local.delta import Delta, foldable, make_delta
from sojourn.engines.local.made import Base, Made, manifest_of, written
from sojourn.engines.local.parts import Making, Parts
from sojourn.engines.local.touched import touched
from sojourn.engines.protocol import Limits, Progress
from sojourn.journeys.coding import code_triples
from sojourn.journeys.journey_store import Generation
from sojourn.journeys.kinds import numbered
from sojourn.journeys.manifest import Manifest
from sojourn.journeys.plan import Model
from sojourn.store.snapshot import Snapshot

MOST = 0.25
"""The share of all steps that may be in deltas: each costs a little whenever journeys are read."""
BYTES_TO_MOVE = 162
"""What making a delta holds of each of its steps, measured."""


def refresh(
    old: Generation, log: Snapshot, model: Model, number: int, folder: Path, limits: Limits, progress: Progress
) -> Made | None:
    """The next generation; None where it is better, or the only way, to compile everything."""
    since = old.manifest
    fresh = log.size(since.loaded)
    whom = touched(log, since) if fresh + _in_deltas(since) <= MOST * since.steps else None
    if whom is None:
        return None
    kinds, codes = numbered(log.kinds_of_event(since.loaded), log.names(), since.kinds)
    coded = code_triples(model.stages, kinds, since.names)
    if coded.is_full or any(not coded.hidden[kind] for kind in since.hidden):
        return None  # which names are "other" goes by all events; hidden steps are nowhere but in the log
    folded, size = foldable(since.partitions, fresh, len(whom.ids))
    if size > min(MOST * since.steps, limits.memory // 2 // BYTES_TO_MOVE):
        return None
    making = Making(number, folder, coded, log.event_ids)
    parts = _placed_anew(Parts.of(old), since, making, progress)
    delta = make_delta(Delta(log, kinds, codes, coded, since), whom, parts, folded, progress)
    entries = [written(part, folder, number, delta=True) for part in delta.partitions]
    parts = delta.parts.adding(entries)
    latest = [at for at in (since.data_up_to, log.data_up_to(since.loaded)) if at is not None]
    base = Base(log.mark(), max(latest, default=None), kinds, coded, delta.attributes)
    return Made(manifest_of(number, model, base, parts.entries), parts.gone)


def _in_deltas(since: Manifest) -> int:
    return sum(entry.steps for entry in since.partitions if entry.delta)


def _placed_anew(parts: Parts, since: Manifest, making: Making, progress: Progress) -> Parts:
    """Those partitions made anew that have steps of a kind which means something else by now."""
    changed = making.coded.meanings()[: len(since.kinds)] != np.array(since.meanings, np.uint64)
    if not changed.any():
        return parts
    for at, part in enumerate(parts.partitions):
        if changed[part.origin["kind"]].any():
            parts = parts.anew(at, part.live(), making)
        progress("Placing steps anew", at + 1, len(parts.partitions))
    return parts
