"""Which partitions make the current generation of the journey store."""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec import Struct

from sojourn.errors import WorkspaceFormat
from sojourn.files import write_whole

FORMAT = 5


class PartitionEntry(Struct, frozen=True):
    """One partition: its name, how many steps and customers it holds, and the size of its two files in bytes."""

    name: str
    steps: int
    customers: int
    sizes: tuple[int, int]


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
    """The manifest at `path`; None where there is none yet, or one of an older format (it is then rebuilt).

    Raises WorkspaceFormat where it is damaged, or of a newer format.
    """
    if not path.exists():
        return None
    try:
        found = msgspec.json.decode(path.read_bytes(), type=dict[str, msgspec.Raw])
        said = msgspec.json.decode(found["format"], type=int)
        if said > FORMAT:
            raise WorkspaceFormat(
                f"{path} has format {said}, this Sojourn reads {FORMAT}. Install a newer Sojourn, "
                "or delete the file: the journeys are compiled anew."
            )
        return msgspec.json.decode(path.read_bytes(), type=Manifest) if said == FORMAT else None
    except (msgspec.DecodeError, KeyError, UnicodeDecodeError) as error:
        raise WorkspaceFormat(f"{path} is damaged ({error}). Delete it: the journeys are compiled anew.") from error


def write(manifest: Manifest, path: Path) -> None:
    """Replace the manifest in one step: a reader sees the old one or this one."""
    write_whole(path, msgspec.json.encode(manifest))
