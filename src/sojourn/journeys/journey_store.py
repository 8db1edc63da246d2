"""Partitions on disk: generations of immutable files, of which the manifest names the current one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa

from sojourn.files import UNFINISHED
from sojourn.journeys import manifest, partition
from sojourn.journeys.manifest import Manifest
from sojourn.journeys.partition import Partition


class Generation:
    """One pinned generation. Its partitions stay readable while newer ones are made."""

    def __init__(self, folder: Path, found: Manifest) -> None:
        """Map the partitions of `found` under `folder`. Raises FileNotFoundError, ArrowInvalid."""
        self.manifest = found
        place = folder / f"g{found.generation:06d}"
        for entry in found.partitions:
            if partition.sizes(place, entry.name) != entry.sizes:
                raise pa.ArrowInvalid(f"{entry.name} is not as it was written")
        self.partitions: tuple[Partition, ...] = tuple(partition.read(place, entry.name) for entry in found.partitions)

    @property
    def customers(self) -> int:
        """How many customers it holds."""
        return sum(entry.customers for entry in self.manifest.partitions)

    @property
    def steps(self) -> int:
        """How many steps it holds."""
        return sum(entry.steps for entry in self.manifest.partitions)


class JourneyStore:
    """The folder `data/journeys` of a workspace."""

    def __init__(self, folder: Path) -> None:
        """Open the folder, and clear away what an interrupted compile left behind."""
        self.folder, self._manifest = folder, folder / "manifest.json"
        folder.mkdir(parents=True, exist_ok=True)
        for unfinished in folder.glob(f"*{UNFINISHED}"):
            unfinished.unlink()
        self._clear(self.current())

    def current(self) -> Manifest | None:
        """The manifest of the current generation; None before the first compile."""
        return manifest.read(self._manifest)

    @contextmanager
    def making(self) -> Iterator[tuple[int, Path]]:
        """The number and the empty folder of the next generation; it goes again when the making fails."""
        found = self.current()
        number = found.generation + 1 if found else 1
        folder = self.folder / f"g{number:06d}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        try:
            yield number, folder
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise

    def publish(self, made: Manifest) -> Generation:
        """Make a finished generation the current one and remove the older ones."""
        manifest.write(made, self._manifest)
        generation = Generation(self.folder, made)
        self._clear(made)
        return generation

    def open(self, found: Manifest) -> Generation | None:
        """Pin a generation; None where its files are not as they were written: they are then to be compiled anew."""
        try:
            return Generation(self.folder, found)
        except (FileNotFoundError, pa.ArrowInvalid):
            return None

    def drop(self) -> None:
        """Remove everything; readers keep what they have pinned."""
        self._manifest.unlink(missing_ok=True)
        self._clear(None)

    def _clear(self, keep: Manifest | None) -> None:
        kept = f"g{keep.generation:06d}" if keep else ""
        for folder in self.folder.glob("g*"):
            if folder.name != kept:
                shutil.rmtree(folder)
