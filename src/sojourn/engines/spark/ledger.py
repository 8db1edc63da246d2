"""The ledger of a cluster's workspace: which files are the log. What it does not name is not there."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from sojourn.engines.spark.storage import Storage
from sojourn.errors import WorkspaceFormat

FORMAT = 1
NAME = "ledger.json"


class LogFile(Struct, frozen=True):
    """A Parquet file of accepted rows, and the range of `seq` that it was cut from (half-open)."""

    name: str
    rows: int
    first: int
    stop: int


class Load(Struct, frozen=True):
    """One load: the files that won, what became of its rows, and how it was read.

    `dropped` are files with the `seq` of rows that stand in `files` and do not count: they were duplicates, or
    conflicting and are now among `rejects`.
    """

    load_id: int
    source: str
    files: tuple[LogFile, ...]
    dropped: tuple[str, ...]
    rejects: tuple[str, ...]
    accepted: int
    duplicates: int
    rejected: int
    suppressed: int
    notes: tuple[str, ...]
    options: str


class Decided(Struct, frozen=True):
    """What a person decided about two identifiers (kind, value): "merge" or "apart"."""

    kind: str
    a: tuple[str, str]
    b: tuple[str, str]


class Ledger(Struct, frozen=True):
    """`version` grows with every change; `next_seq` is the number of the next row."""

    format: int = FORMAT
    version: int = 0
    next_seq: int = 1
    loads: tuple[Load, ...] = ()
    decisions: tuple[Decided, ...] = ()
    traits: str | None = None
    suppressed: tuple[str, ...] = ()

    @property
    def next_load(self) -> int:
        """The number of the next load."""
        return self.loads[-1].load_id + 1 if self.loads else 1

    @property
    def files(self) -> set[str]:
        """All files that it names."""
        of_loads = (((file.name for file in load.files), load.dropped, load.rejects) for load in self.loads)
        named = {name for parts in of_loads for part in parts for name in part}
        return named | ({self.traits} if self.traits else set())


def clear_leftovers(storage: Storage) -> None:
    """Remove what killed processes wrote and never entered; only for who holds the workspace."""
    named = read(storage).files
    storage.remove(name for folder in ("log", "traits", "jobs") for name in storage.names(folder) if name not in named)


def read(storage: Storage) -> Ledger:
    """The ledger as it is; an empty one before the first change. Raises WorkspaceFormat."""
    content = storage.get(NAME)
    if content is None:
        return Ledger()
    try:
        said = msgspec.json.decode(content, type=dict[str, msgspec.Raw])
        if msgspec.json.decode(said["format"], type=int) > FORMAT:
            raise WorkspaceFormat(f"{storage.url}/{NAME} is of a newer Sojourn. Install that one.")
        return msgspec.json.decode(content, type=Ledger)
    except (msgspec.DecodeError, KeyError) as error:
        raise WorkspaceFormat(f"{storage.url}/{NAME} is damaged ({error}). Restore it from a backup.") from error


def write(storage: Storage, changed: Ledger) -> Ledger:
    """Replace the ledger in one step, as the next version; returns it."""
    following = msgspec.structs.replace(changed, version=changed.version + 1)
    storage.put(NAME, msgspec.json.encode(following))
    return following
