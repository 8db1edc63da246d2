"""Which partitions make the current generation of the journey store."""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec import Struct

from sojourn.errors import WorkspaceFormat
from sojourn.files import write_whole

FORMAT = 6


class PartitionEntry(Struct, frozen=True):
    """One partition: its name, how many steps and customers it holds, and the size of its files in bytes.

    `made` is the generation that wrote it, in whose folder it lies. A `delta` holds customers from all over; the others
    hold a range of hashes each.
    """

    name: str
    steps: int
    customers: int
    sizes: tuple[int, ...]
    made: int = 1
    delta: bool = False


class Manifest(Struct, frozen=True):
    """A generation: what it was compiled from, its partitions, and the names behind the codes.

    `names` has one list each for "event", "touchpoint", "channel" and "stage"; `segments` the values of each
    segment by code (code 0: none). `exits` are the stages by which customers leave, `roles` the codes of the events
    that measures take for an "order", a "refund" ...

    For the next refresh: `kinds` are the distinct (event, touchpoint, channel), by which steps know what they came
    from, `meanings` a hash of what each of them was compiled to, `hidden` those that journeys leave out; `attributes`
    the values of what is known of customers; `loaded` and `traits` the latest loads that are in.

    `folder` is where a cluster keeps the generation; on one machine its number says that.
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
    kinds: tuple[tuple[str, str | None, str | None], ...] = ()
    meanings: tuple[int, ...] = ()
    hidden: tuple[int, ...] = ()
    attributes: dict[str, tuple[str, ...]] = {}
    loaded: int = 0
    traits: int = 0
    folder: str = ""

    @property
    def steps(self) -> int:
        """How many steps its partitions hold, those of superseded customers included."""
        return sum(entry.steps for entry in self.partitions)


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
