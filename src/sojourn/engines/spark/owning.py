"""Whose a storage is: one workspace's for good, and one process's as long as that has it open.

The lock of a folder holds on one machine; a bucket has none. So both are written down in the storage itself.
"""

from __future__ import annotations

import hmac
import os
import socket
from collections.abc import Callable
from typing import TypeVar

import msgspec
from msgspec import Struct

from sojourn.engines.spark.session import fresh_name
from sojourn.engines.spark.storage import Storage
from sojourn.errors import UsageError, WorkspaceFormat, WorkspaceLocked
from sojourn.identities.keyed import keyed_hash

T = TypeVar("T")
WORKSPACE, OWNER = "workspace.json", "owner.json"


class Bound(Struct, frozen=True):
    """The workspace that a storage belongs to, known by a hash that its key makes, which says nothing about the key."""

    fingerprint: str


class Owner(Struct, frozen=True):
    """A process that has a storage open."""

    host: str
    pid: int
    id: str


def bind(storage: Storage, key: bytes) -> None:
    """See to it that a storage is used with one key: with another, ids change and the forgotten come back.

    Raises UsageError where it is another workspace's.
    """
    own = Bound(keyed_hash(key, "storage", "workspace", "").hex())
    content = storage.get(WORKSPACE)
    if content is None:
        storage.put(WORKSPACE, msgspec.json.encode(own))
    elif not hmac.compare_digest(_read(storage, WORKSPACE, content, Bound).fingerprint, own.fingerprint):
        raise UsageError(
            f"{storage.url} belongs to a workspace with another key. Open it with the folder that it was made with "
            "(its data/key is the secret that ids are made with), or give another storage=."
        )


def own(storage: Storage, is_locked: bool) -> Callable[[], None]:
    """Mark a storage as open in this process; returns what takes the mark away. Raises WorkspaceLocked.

    `is_locked`: the storage lies in the folder whose lock this process has. What another process of this machine left
    behind there is then stale: it could not have the folder open.
    """
    mine = Owner(socket.gethostname(), os.getpid(), fresh_name())
    found = _owner(storage)
    if found and not (is_locked and found.host == mine.host):
        raise _taken(storage, found)
    storage.put(OWNER, msgspec.json.encode(mine))
    # Storage has no locks: of two that come at once, the one that wrote last has it.
    if (last := _owner(storage)) is not None and last != mine:
        raise _taken(storage, last)
    return lambda: _disown(storage, mine)


def _disown(storage: Storage, mine: Owner) -> None:
    if _owner(storage) == mine:
        storage.remove([OWNER])


def _owner(storage: Storage) -> Owner | None:
    content = storage.get(OWNER)
    return None if content is None else _read(storage, OWNER, content, Owner)


def _taken(storage: Storage, owner: Owner) -> WorkspaceLocked:
    return WorkspaceLocked(
        f"{storage.url} is open in process {owner.pid} on {owner.host}. Close it there. Where that process has died, "
        f"remove {storage.url}/{OWNER} and open it again."
    )


def _read(storage: Storage, name: str, content: bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(content, type=kind)
    except msgspec.DecodeError as error:
        raise WorkspaceFormat(
            f"{storage.url}/{name} is damaged ({error}). Remove it where nobody else uses the storage."
        ) from error
