"""What a run found, as records, and the JSON file that all runs together make."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct

Status = Literal["ok", "not offered", "timed out", "failed"]


class Figure(Struct, frozen=True, omit_defaults=True):
    """One tool at one job.

    Seconds of wall time: `cold`, the first time in a process; `warm`, the median of `runs` more. `cpu` seconds of all
    threads, for a warm run; `peak_mb` the most memory its process held. `agrees`: with Sojourn's answer, None where
    there is none to compare. `asked`: what was asked instead, where the tool cannot be asked the same. `limit`: the
    seconds after which a job was given up; `spent`, those of them that went into its answer, None where it had not
    begun. A job that was given up after its first answer is "ok", with `cold` alone.
    """

    tool: str
    job: str
    status: Status
    cold: float | None = None
    warm: float | None = None
    cpu: float | None = None
    peak_mb: float | None = None
    runs: int = 0
    agrees: bool | None = None
    asked: str | None = None
    limit: float | None = None
    spent: float | None = None
    note: str = ""

    @property
    def seconds(self) -> float | None:
        """What is compared: warm, or the only time there is."""
        return self.cold if self.warm is None else self.warm


class Limit(Struct, frozen=True):
    """What memory allows: bytes that each job must read, at the bandwidth of numpy with `threads` threads.

    `seconds[job]` = bytes[job] / bandwidth, of the columns as Sojourn keeps them; `seconds_at_one_byte`: were the names
    of events one byte each. `plain_passes[job]`: seconds of `np.diff(column).sum()` over the same, in one thread.
    """

    threads: int
    gigabytes_a_second: float
    bytes: dict[str, int]
    seconds: dict[str, float]
    seconds_at_one_byte: dict[str, float] = {}
    plain_passes: dict[str, float] = {}


class Run(Struct, frozen=True):
    """One log, every tool. `first_use`: seconds in which Sojourn compiled its kernels, once a machine, not counted."""

    events: int
    shape: str
    customers: int
    date: str
    commit: str
    machine: str
    python: str
    versions: dict[str, str]
    first_use: float
    limit: Limit
    figures: list[Figure]

    def figure(self, tool: str, job: str) -> Figure | None:
        return next((one for one in self.figures if (one.tool, one.job) == (tool, job)), None)

    def own(self, job: str) -> float | None:
        found = self.figure("sojourn", job)
        return found.seconds if found else None


class ScalePart(Struct, frozen=True):
    """One process of the scale run: seconds by name, the most memory that it held, and what else it counted."""

    name: str
    seconds: dict[str, float]
    peak_mb: float
    counts: dict[str, int] = {}


class Scale(Struct, frozen=True):
    """Sojourn alone on a large log."""

    events: int
    shape: str
    date: str
    commit: str
    machine: str
    parts: list[ScalePart]

    def part(self, name: str) -> ScalePart | None:
        return next((one for one in self.parts if one.name == name), None)


class OnCluster(Struct, frozen=True):
    """A log on a Spark cluster of one machine: seconds by what was done, bytes of storage, cores of the executors."""

    events: int
    date: str
    commit: str
    machine: str
    cores: int
    seconds: dict[str, float]
    bytes: dict[str, int]


class Found(Struct, frozen=True):
    """All runs, one for each size and shape, the last scale run, and the last one on a cluster."""

    runs: list[Run] = []
    scale: Scale | None = None
    cluster: OnCluster | None = None

    def run(self, events: int, shape: str) -> Run | None:
        return next((run for run in self.runs if (run.events, run.shape) == (events, shape)), None)

    def with_run(self, run: Run) -> Found:
        """A run of the same size and shape takes the place of the one before it; the others stay."""
        others = [one for one in self.runs if (one.events, one.shape) != (run.events, run.shape)]
        runs = sorted([*others, run], key=lambda one: (one.events, one.shape != "many"))
        return msgspec.structs.replace(self, runs=runs)

    def with_scale(self, scale: Scale) -> Found:
        return msgspec.structs.replace(self, scale=scale)

    def with_cluster(self, cluster: OnCluster) -> Found:
        return msgspec.structs.replace(self, cluster=cluster)


def read(path: Path) -> Found:
    """What has been found so far; nothing where there is no file."""
    return msgspec.json.decode(path.read_bytes(), type=Found) if path.exists() else Found()


def write(path: Path, found: Found) -> None:
    path.write_bytes(msgspec.json.format(msgspec.json.encode(rounded(msgspec.to_builtins(found)))) + b"\n")


def rounded(value: Any) -> Any:
    """Numbers to four significant digits: more would be noise in the file."""
    if isinstance(value, float):
        return float(f"{value:.4g}")
    if isinstance(value, dict):
        return {key: rounded(one) for key, one in value.items()}
    return [rounded(one) for one in value] if isinstance(value, list) else value
