"""What a job takes to the workers: within its command where it is small, through a file of the storage where not.

PySpark writes a command of more than 1 MB to a temporary file of the driver as it is. What a job is about may lie in
the storage, where the log lies as well; credentials and the workspace's key may not, so that they stay in the command.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sojourn.engines.spark.pickling import Apart, dumps, loads
from sojourn.engines.spark.session import fresh_name
from sojourn.engines.spark.storage import Storage

MOST_BYTES = 200_000
FOLDER = "jobs"


class Sent(NamedTuple):
    """A pickle, or the name of the file that has it, and what stands in it as numbers: pickled, secrets."""

    storage: Storage | None
    name: str
    packed: bytes

    def taken(self) -> Any:
        """On a worker: what was sent."""
        if self.storage is None:
            return loads(self.packed)
        content = self.storage.get(self.name)
        if content is None:
            raise FileNotFoundError(f"{self.storage.url}/{self.name}")
        return loads(content, loads(self.packed))


def send(storage: Storage, key: bytes, found: object) -> Sent:
    """Pack something for a job; `name` is empty where no file was needed."""
    whole = dumps(found)
    if len(whole) <= MOST_BYTES:
        return Sent(None, "", whole)
    apart = Apart(lambda one: isinstance(one, Storage) or (bool(key) and isinstance(one, bytes) and one == key))
    content, name = dumps(found, apart), f"{FOLDER}/{fresh_name()}"
    storage.put(name, content)
    return Sent(storage, name, dumps(apart.kept))
