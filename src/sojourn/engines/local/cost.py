"""What compiling everything takes, said before it begins: its time, and the disk it needs."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NamedTuple

from sojourn.engines.protocol import Limits, Progress
from sojourn.errors import WorkspaceFull
from sojourn.journeys.spilling import BYTES_A_ROW, fits

BYTES_A_STEP, BYTES_A_CUSTOMER = 48, 48
"""In the files of a partition; a customer's with an id of twenty letters or so."""
SECONDS_A_STEP = 0.6e-6
"""Of one thread, on the two cores that docs/benchmarks.md was measured on."""
LONG = 10.0
"""Seconds from which on it is worth a word."""


class Cost(NamedTuple):
    """Of compiling: seconds, and bytes of disk, some of which are free again afterwards."""

    seconds: float
    kept: int
    meanwhile: int


def cost(events: int, customers: int, limits: Limits) -> Cost:
    """What compiling so many events is likely to take."""
    kept = events * BYTES_A_STEP + customers * BYTES_A_CUSTOMER
    spilled = 0 if fits(events, limits.rows) else events * BYTES_A_ROW
    return Cost(events * SECONDS_A_STEP / limits.threads, kept, kept + spilled)


def announce(events: int, customers: int, limits: Limits, folder: Path, progress: Progress) -> None:
    """Say what is coming where it will take long. Raises WorkspaceFull where the disk has no room for it."""
    needed, free = cost(events, customers, limits), shutil.disk_usage(folder).free
    if needed.meanwhile > free:
        raise WorkspaceFull(
            f"Compiling {events:,} events needs about {_size(needed.meanwhile)} of disk in {folder.parent}, where "
            f"{_size(free)} are free. Nothing was changed; free some space and try again."
        )
    if needed.seconds >= LONG:
        progress(
            f"Compiling {events:,} events of {customers:,} customers: about {_time(needed.seconds)}, "
            f"and {_size(needed.kept)} of disk for the journeys",
            0,
            0,
        )


def _size(amount: float) -> str:
    return f"{amount / 1e9:.1f} GB" if amount >= 1e8 else f"{amount / 1e6:.0f} MB"


def _time(seconds: float) -> str:
    return f"{seconds:.0f} seconds" if seconds < 100 else f"{seconds / 60:.0f} minutes"
