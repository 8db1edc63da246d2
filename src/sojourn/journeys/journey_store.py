"""Partitions on disk: immutable files in the folder of the generation that made them; a manifest names those in use."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa

from sojourn.files import UNFINISHED
from sojourn.journeys import manifest, partition, superseded
from sojourn.journeys.manifest import Manifest, PartitionEntry
from sojourn.journeys.partition import Partition
from sojourn.journeys.segments import Segments
from sojourn.journeys.stored import Segment
from sojourn.journeys.superseded import Superseded


class Generation:
    """One pinned generation. Its partitions stay readable while newer ones are made."""

    def __init__(self, folder: Path, found: Manifest, segments: tuple[Segment, ...] = ()) -> None:
        """Map the partitions of `found` under `folder`. Raises FileNotFoundError, ArrowInvalid."""
        self.manifest = found
        self.superseded = superseded.read(_superseded(folder, found.generation))
        self.partitions = tuple(self._partition(folder, entry, segments) for entry in found.partitions)

    def _partition(self, folder: Path, entry: PartitionEntry, segments: tuple[Segment, ...]) -> Partition:
        place = _place(folder, entry.made)
        if partition.sizes(place, entry.name) != entry.sizes:
            raise pa.ArrowInvalid(f"{entry.name} is not as it was written")
        found = partition.read(place, entry.name, superseded.rows(self.superseded, entry.name))
        known = Segments(found.customers.segments, self.manifest.attributes, segments, len(found.customers.hash))
        return found._replace(customers=found.customers._replace(segments=known))

    @property
    def customers(self) -> int:
        """How many customers it holds."""
        return sum(int(part.live().sum()) for part in self.partitions)

    @property
    def steps(self) -> int:
        """How many steps it holds."""
        return sum(int((part.customers.stop - part.customers.first)[part.live()].sum()) for part in self.partitions)


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
        folder = _place(self.folder, number)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        try:
            yield number, folder
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise

    def publish(
        self, made: Manifest, segments: tuple[Segment, ...] = (), gone: Superseded = superseded.NOTHING_GONE
    ) -> Generation:
        """Make a finished generation the current one and remove the files that only older ones used.

        `gone`: which customers of which partitions have moved on to another one.
        """
        superseded.write(gone, _superseded(self.folder, made.generation))
        manifest.write(made, self._manifest)
        generation = Generation(self.folder, made, segments)
        self._clear(made)
        return generation

    def open(self, found: Manifest, segments: tuple[Segment, ...] = ()) -> Generation | None:
        """Pin a generation; None where its files are not as they were written: they are then to be compiled anew."""
        try:
            return Generation(self.folder, found, segments)
        except (FileNotFoundError, pa.ArrowInvalid):
            return None

    def drop(self) -> None:
        """Remove everything; readers keep what they have pinned."""
        self._manifest.unlink(missing_ok=True)
        self._clear(None)

    def _clear(self, keep: Manifest | None) -> None:
        kept = _files(self.folder, keep) if keep else {}
        for folder in self.folder.glob("g*"):
            if folder not in kept:
                shutil.rmtree(folder)
        for folder, files in kept.items():
            for file in set(folder.glob("*")) - set(files):
                file.unlink()


def _files(folder: Path, keep: Manifest) -> Mapping[Path, Iterable[Path]]:
    """What a generation needs, by the folder that it lies in."""
    own = _superseded(folder, keep.generation)
    files: dict[Path, set[Path]] = {own.parent: {own}}
    for entry in keep.partitions:
        place = _place(folder, entry.made)
        files.setdefault(place, set()).update(partition.paths(place, entry.name))
    return files


def _place(folder: Path, generation: int) -> Path:
    return folder / f"g{generation:06d}"


def _superseded(folder: Path, generation: int) -> Path:
    return _place(folder, generation) / "superseded.arrow"
