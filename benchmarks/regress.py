"""Has anything become slower? `python -m benchmarks.regress`, about a minute: core jobs at one million events.

Times are divided by the limit of memory that was measured in the same run, so that a machine that is busy or slow
cancels out as far as it can. A ratio that is above the accepted one by more than the tolerance is printed, and the exit
code is 1.
`--accept` writes the ratios to benchmarks/accepted.json instead.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import msgspec
from msgspec import Struct

from benchmarks.environments import OWN, work_alone
from benchmarks.jobs import CORE
from benchmarks.machine import commit, machine
from benchmarks.running import Bench, log_of, practise

ACCEPTED = Path(__file__).parent / "accepted.json"
EVENTS, SHAPE, ROUNDS, TOLERANCE, SECONDS = 1_000_000, "many", 3, 0.35, 300.0
JOBS = ("load", "compile", *CORE)


class Accepted(Struct, frozen=True):
    """The ratios that later runs are held to, and where they come from."""

    commit: str
    machine: str
    ratios: dict[str, float]


def ratios() -> dict[str, float]:
    """Of each job the best of some rounds, as a multiple of the limit; load and compile of one round.

    Load and compile are divided by the limit of the job that reads most, the funnel.
    """
    practise(JOBS)
    bench = Bench(log_of(EVENTS, SHAPE), (OWN,), JOBS, SECONDS)
    rounds = [{figure.job: figure.seconds for figure in bench.figures()}]
    rounds += [{job: bench.process(OWN, job)[job]["warm"] for job in CORE} for _ in range(ROUNDS - 1)]
    limit = bench.limit_of_memory().seconds
    best = {job: min(one[job] for one in rounds if one.get(job) is not None) for job in JOBS}
    return {job: float(f"{seconds / limit.get(job, limit['funnel']):.4g}") for job, seconds in best.items()}


def slower(found: dict[str, float], accepted: dict[str, float], tolerance: float) -> list[str]:
    """What is above its accepted ratio by more than the tolerance; a job that was never accepted is not."""
    return [job for job, ratio in found.items() if ratio > accepted.get(job, ratio) * (1 + tolerance)]


def main(tolerance: float, *, accept: bool) -> int:
    """Measure, print, and either accept or judge."""
    before = msgspec.json.decode(ACCEPTED.read_bytes(), type=Accepted).ratios if ACCEPTED.exists() else {}
    found = ratios()
    worse = [] if accept else slower(found, before, tolerance)
    print(f"{'times the limit of memory':28s} {'found':>9s} {'accepted':>9s}")
    for job, ratio in found.items():
        told = f"{before[job]:9.1f}" if job in before else "        –"
        print(f"{job:28s} {ratio:9.1f} {told}   {'SLOWER' if job in worse else ''}".rstrip())
    if accept:
        made = msgspec.json.encode(Accepted(commit(), machine(), found))
        ACCEPTED.write_bytes(msgspec.json.format(made) + b"\n")
    return int(bool(worse))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.regress", description=__doc__)
    parser.add_argument("--accept", action="store_true", help="write the ratios of this run as the accepted ones")
    parser.add_argument(
        "--tolerance", type=float, default=TOLERANCE, help=f"share of the ratio, {TOLERANCE} if not given"
    )
    asked = parser.parse_args()
    with work_alone():
        sys.exit(main(asked.tolerance, accept=asked.accept))
