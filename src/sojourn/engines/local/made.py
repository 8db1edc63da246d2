"""What compiling, refreshing and erasing hand back: a generation that is written and not yet published."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from sojourn.journeys import partition, superseded
from sojourn.journeys.coding import Coded, Kind
from sojourn.journeys.manifest import FORMAT, Manifest, PartitionEntry
from sojourn.journeys.partition import Partition
from sojourn.journeys.plan import Model
from sojourn.journeys.segments import names_of
from sojourn.journeys.superseded import Superseded
from sojourn.store.snapshot import Mark


class Made(NamedTuple):
    """A manifest whose files are there, and which customers of its partitions are superseded."""

    manifest: Manifest
    superseded: Superseded = superseded.NOTHING_GONE


class Base(NamedTuple):
    """What a manifest says beside its partitions."""

    mark: Mark
    data_up_to: int | None
    kinds: list[Kind]
    coded: Coded
    attributes: dict[str, tuple[str, ...]]


def written(made: Partition, folder: Path, number: int, *, delta: bool = False) -> PartitionEntry:
    """Write a partition into the folder of generation `number`."""
    sizes = partition.write(made, folder)
    return PartitionEntry(made.name, len(made.steps["seq"]), len(made.customers.hash), sizes, number, delta)


def manifest_of(number: int, model: Model, base: Base, partitions: tuple[PartitionEntry, ...]) -> Manifest:
    """The manifest of generation `number`; whoever publishes it says which definitions it was made with."""
    coded = base.coded
    return Manifest(
        format=FORMAT,
        generation=number,
        log_version=base.mark.version,
        stages="",
        data_up_to=base.data_up_to,
        partitions=partitions,
        names=coded.names,
        segments=names_of(base.attributes, model.segments),
        exits=tuple(stage.name for stage in model.stages.stages if stage.exit),
        roles=dict(coded.roles),
        kinds=tuple(base.kinds),
        meanings=tuple(coded.meanings().tolist()),
        hidden=tuple(coded.hidden.nonzero()[0].tolist()),
        attributes=base.attributes,
        loaded=base.mark.loaded,
        traits=base.mark.traits,
    )
