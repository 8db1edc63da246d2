"""What an engine does: bring a customer's events together into partitions, and run a function over partitions."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol, TypeVar

from sojourn.journeys.fields import Field
from sojourn.journeys.journey_store import Generation
from sojourn.journeys.partition import Partition

T = TypeVar("T")
Progress = Callable[[str, int, int], None]
"""Called with (what is being done, how much is done, how much there is); (a sentence, 0, 0) is to be told at once."""


def silent(doing: str, done: int, total: int) -> None:
    """Report progress to nobody."""


class Limits(NamedTuple):
    """What an engine may use of its machine: threads, and bytes of memory for compiling."""

    threads: int
    memory: int = 2**31

    @property
    def rows(self) -> int:
        """Bytes for rows on their way to partitions."""
        return self.memory // 4


class Engine(Protocol):
    """LocalEngine and SparkEngine."""

    @property
    def threads(self) -> int:
        """How many threads may bring partial results together."""
        ...

    def generation(self, progress: Progress = silent) -> Generation:
        """The journeys compiled from the log as it is; compiles first where they are stale."""
        ...

    def field(self, name: str, generation: Generation) -> Field:
        """A property, or a column of the log that partitions do not carry, by `seq`."""
        ...

    def map(self, task: Callable[[Partition], T], generation: Generation) -> list[T]:
        """`task` of every partition, in the order of partitions."""
        ...
