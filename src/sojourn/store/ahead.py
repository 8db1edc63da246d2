"""Work on the next item while the caller is busy with this one."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from queue import Empty, Queue
from threading import Event, Thread
from typing import TypeVar

T = TypeVar("T")
_END = object()


def ahead(items: Iterable[T], depth: int = 1) -> Iterator[T]:
    """The same items in the same order, made by a thread of its own that runs at most `depth` ahead.

    An error in the making is raised here. When the caller stops early, so does the thread.
    """
    queue: Queue[object] = Queue(depth)
    stopped = Event()
    thread = Thread(target=_fill, args=(items, queue, stopped), daemon=True)
    thread.start()
    try:
        while (item := queue.get()) is not _END:
            if isinstance(item, _Failure):
                raise item.error
            yield item  # type: ignore[misc]  # the queue holds items of T, failures and the end mark
    finally:
        stopped.set()
        _drain(queue)
        thread.join()


class _Failure:
    def __init__(self, error: BaseException) -> None:
        self.error = error


def _fill(items: Iterable[T], queue: Queue[object], stopped: Event) -> None:
    try:
        for item in items:
            queue.put(item)
            if stopped.is_set():
                return
    except BaseException as error:  # noqa: BLE001  # handed over to the caller, who raises it
        queue.put(_Failure(error))
    finally:
        if isinstance(items, Generator):
            items.close()
        if not stopped.is_set():
            queue.put(_END)


def _drain(queue: Queue[object]) -> None:
    """Make room, so that a thread waiting to hand over sees that it should stop."""
    try:
        while True:
            queue.get_nowait()
    except Empty:
        return
