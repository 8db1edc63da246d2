"""Which partitions make the current generation of the journey store."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
from msgspec import Struct

from sojourn.errors import WorkspaceFormat

FORMAT = 3


class PartitionEntry(Struct, frozen=True):
    """One partition: its name, how many steps and customers it holds."""

    name: str
    steps: int
    customers: int


class Manifest(Struct, frozen=True):
    """A generation: what it was compiled from, its partitions, and the names behind the codes.

    `names` has one list each for "event", "touchpoint", "channel" and "stage"; `segments` the values of each
    segment by code (code 0: none). `exits` are the stages by which customers leave, `roles` the codes of the events
    that measures take for an "order", a "refund" ...
    """

    format: int
    generation: int
    log_version: int
    stages: str
    data_up_to: int | None
    partitions: tuple[PartitionEntry, ...]
    names: dict[str, tuple[str, ...]]
    segments: dict[str, tuple[str, ...]]
    exits: tuple[str, ...] = ()
    roles: dict[str, tuple[int, ...]] = {}


def read(path: Path) -> Manifest | None:
    """The manifest at `path`; None where there is none yet, or one of an older format (it is then rebuilt)."""
    if not path.exists():
        return None
    try:
        found = msgspec.json.decode(path.read_bytes(), type=dict[str, msgspec.Raw])
        if msgspec.json.decode(found["format"], type=int) != FORMAT:
            return None
        return msgspec.json.decode(path.read_bytes(), type=Manifest)
    except (msgspec.DecodeError, KeyError) as error:
        raise WorkspaceFormat(f"{path} is damaged ({error}). Delete it: the journeys are compiled anew.") from error


def write(manifest: Manifest, path: Path) -> None:
    """Replace the manifest in one step: a reader sees the old one or this one."""
    fresh = path.with_suffix(".new")
    with fresh.open("wb") as file:
        file.write(msgspec.json.encode(manifest))
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
