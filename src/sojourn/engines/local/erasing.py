"""Take customers out of the files of their journeys."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
import pyarrow as pa

from sojourn.engines.local.made import Made
from sojourn.engines.local.parts import Making, Parts
from sojourn.journeys.coding import UNUSED, code_triples
from sojourn.journeys.journey_store import Generation
from sojourn.journeys.plan import Model
from sojourn.journeys.segments import names_of
from sojourn.store.snapshot import Snapshot


def erase(
    old: Generation, customers: Sequence[str], log: Snapshot, model: Model, number: int, folder: Path
) -> Made | None:
    """The same generation without some customers, superseded rows of theirs included, once they are out of the log.

    None where words of the log have gone or changed with them that all journeys are made of.
    """
    since = old.manifest
    if not {word for kind in since.kinds for word in kind if word} <= set(log.names()):
        return None
    coded = code_triples(model.stages, since.kinds, since.names)
    if coded.meanings().tolist() != list(since.meanings) or log.moved(since.log_version) is None:
        return None
    parts, making = Parts.of(old), Making(number, folder, coded, log.event_ids)
    gone = pa.array(customers, pa.string())
    for at, part in enumerate(parts.partitions):
        erased = pa.compute.is_in(part.customers.ids, gone).to_numpy(zero_copy_only=False)
        if erased.any():
            parts = parts.anew(at, ~erased, making)
    attributes = _still_said(log.said(), since.attributes)
    manifest = msgspec.structs.replace(
        since,
        generation=number,
        partitions=parts.entries,
        attributes=attributes,
        segments=names_of(attributes, model.segments),
        data_up_to=log.data_up_to(),
        traits=min(since.traits, log.mark().traits),
    )
    return Made(manifest, parts.gone)


def _still_said(told: pa.Table, attributes: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Values by code, without those that were known of nobody else."""
    said = {name: set(told["value"].filter(pa.compute.equal(told["name"], name)).to_pylist()) for name in attributes}
    return {
        name: tuple(value if value in said[name] else UNUSED for value in values)
        for name, values in attributes.items()
        if said[name]
    }
