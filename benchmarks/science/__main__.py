"""The yardstick of insights: `python -m benchmarks.science`. It takes hours; `--quick` takes minutes.

Runs each ability on fresh simulated worlds and writes docs/science.json and docs/science.md. A run of one ability takes
the place of the one before it and leaves the others. `--page` writes the page anew from the JSON and runs nothing.
Seeds below 1,000 are for development.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import msgspec

from benchmarks.machine import commit, machine
from benchmarks.science.abilities import ABILITIES
from benchmarks.science.ability import Ability
from benchmarks.science.page import page, shown, wanted
from benchmarks.science.records import JSON, PAGE, REPORTED, Run, read, write
from benchmarks.science.running import Done, Task, run

NULL = "null"
_QUICK = 3
_PACKAGES = ("numpy", "scipy", "scikit-learn", "statsmodels", "numba", "duckdb", "pyarrow")


def main(asked: argparse.Namespace) -> int:
    """Run what is asked for. Returns 1 where a mark is missed."""
    asked.out.mkdir(parents=True, exist_ok=True)
    run_now = [] if asked.page else [ABILITIES[name] for name in asked.only]
    tasks = [Task(one.name, asked.first_seed + n, asked.quick) for one in run_now for n in range(_worlds(one, asked))]
    by_ability: dict[str, list[Done]] = defaultdict(list)
    for done in run(tasks, asked.processes) if tasks else ():
        by_ability[done.task.ability].append(done)
        ability = ABILITIES[done.task.ability]
        if len(by_ability[ability.name]) == _worlds(ability, asked):
            _keep(_judged(ability, by_ability[ability.name], asked), asked.out)
    found = read(asked.out / JSON.name)
    (asked.out / PAGE.name).write_text(page(found), "utf-8")
    figures = [figure for one in found.runs if one.ability in asked.only for figure in one.figures]
    return int(any(figure.mark and not figure.mark.met(figure.value) for figure in figures))


def _worlds(ability: Ability, asked: argparse.Namespace) -> int:
    if asked.quick:
        return _QUICK
    if ability.name == NULL:
        return int(asked.null_worlds)
    return int(asked.worlds * ability.worlds // 24)


def _judged(ability: Ability, done: list[Done], asked: argparse.Namespace) -> Run:
    done = sorted(done, key=lambda one: one.task.seed)
    notes = tuple(note for one in done for note in one.notes)
    failed = tuple(f"seed {one.task.seed}: {one.error.strip().splitlines()[-1]}" for one in done if one.error)
    return Run(
        ability.name,
        ability.title,
        asked.first_seed,
        len(done),
        ability.judge(notes),
        ability.remarks,
        failed,
        sum(one.seconds for one in done) / len(done),
        asked.quick,
        datetime.now(UTC).date().isoformat(),
        commit(),
        _command(ability, asked),
    )


def _command(ability: Ability, asked: argparse.Namespace) -> str:
    """What makes the same figures again, wherever they are written."""
    worlds = f"--null-worlds {asked.null_worlds}" if ability.name == NULL else f"--worlds {asked.worlds}"
    size = "--quick" if asked.quick else worlds
    return f"python -m benchmarks.science --only {ability.name} --first-seed {asked.first_seed} {size}"


def _keep(made: Run, folder: Path) -> None:
    """Beside the runs of other abilities; printed as well."""
    path = folder / JSON.name
    versions = tuple(f"{name} {version(name)}" for name in ("sojourn", *_PACKAGES))
    kept = msgspec.structs.replace(read(path).with_run(made), machine=machine(), versions=versions)
    order = list(ABILITIES)
    write(msgspec.structs.replace(kept, runs=tuple(sorted(kept.runs, key=lambda one: order.index(one.ability)))), path)
    print(made.title)
    for figure in made.figures:
        print(f"  {figure.name:60s} {shown(figure):>9s}  {wanted(figure):18s} {figure.verdict.strip('*')}", flush=True)
    for line in made.failed:
        print(f"  no answer: {line}", flush=True)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.science", description=__doc__)
    parser.add_argument("--worlds", type=int, default=24, help="worlds of most abilities; some take a multiple of it")
    parser.add_argument("--null-worlds", type=int, default=200, help="worlds in which nothing costs anything")
    parser.add_argument("--first-seed", type=int, default=REPORTED)
    parser.add_argument("--quick", action="store_true", help="three smaller worlds each, to see that all of it runs")
    parser.add_argument("--only", nargs="+", choices=ABILITIES, default=list(ABILITIES), metavar="NAME")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--out", type=Path, default=JSON.parent, help="the folder of the page and the JSON; docs/")
    parser.add_argument("--page", action="store_true", help="write the page from the JSON, run nothing")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main(arguments()))
