"""Many may be inside at once; who wants to be alone waits until they have left, and keeps others out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition


class Gate:
    """Readers come and go together; the file is swapped alone.

    Who is inside may go in again, also while somebody waits to be alone: nested readers cannot block each other.
    """

    def __init__(self) -> None:
        """Nobody is inside."""
        self._changed = Condition()
        self._inside = 0
        self._closed = False

    @contextmanager
    def among_others(self) -> Iterator[None]:
        """Wait while somebody is alone inside."""
        with self._changed:
            self._changed.wait_for(lambda: not self._closed)
            self._inside += 1
        try:
            yield
        finally:
            with self._changed:
                self._inside -= 1
                self._changed.notify_all()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Wait until nobody is inside."""
        with self._changed:
            self._changed.wait_for(lambda: not self._closed and self._inside == 0)
            self._closed = True
        try:
            yield
        finally:
            with self._changed:
                self._closed = False
                self._changed.notify_all()
