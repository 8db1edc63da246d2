"""Every tool at every job on one log: each job in a process of its own, in the tool's environment."""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import IO, Any

import msgspec

from benchmarks.answers import agree
from benchmarks.environments import OWN, ROOT, WORK, module_of, python_of, version_of
from benchmarks.jobs import BY_NAME
from benchmarks.machine import commit, machine
from benchmarks.results import Figure, Limit, Run

ENVIRONMENT = {"RETENTIONEERING_NO_TRACK": "1", "PYTHONWARNINGS": "ignore", "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}"}
TINY = 2000


class Failed(Exception):
    """A tool's process ended without an answer; says how."""


class TimedOut(Exception):
    """A tool's process was given up.

    `answers`: what it had answered by then; `job`: the answer that it had begun last, for `spent` seconds.
    """

    def __init__(self, answers: dict[str, Any], job: str | None = None, spent: float | None = None) -> None:
        super().__init__()
        self.answers, self.job, self.spent = answers, job, spent


class Bench:
    """The tools on one log, and what Sojourn answers."""

    def __init__(self, folder: Path, tools: tuple[str, ...], jobs: tuple[str, ...], limit: float) -> None:
        self.folder, self.tools, self.jobs, self.limit = folder, tools, jobs, limit
        self.own_answers: dict[str, Any] = {}
        self.all_tools = (OWN, *(tool for tool in tools if tool != OWN))
        self.given_up: set[str] = set()
        self.ready: set[str] = set()

    def figures(self) -> list[Figure]:
        """Every tool at every job."""
        return self.answers() + self.refreshes()

    def answers(self) -> list[Figure]:
        """Of the log as it is. Sojourn first: the others are held to its answers."""
        shutil.rmtree(self.folder / "kept", ignore_errors=True)
        built = {tool: self._asked(tool, "build", ("load", "compile")) for tool in self.all_tools}
        self.ready = {tool for tool, made in built.items() if all(figure.status == "ok" for figure in made)}
        self.ready -= self.given_up
        found = [figure for made in built.values() for figure in made]
        asked = (job for job in self.jobs if job not in ("load", "compile", "refresh"))
        return found + [figure for job in asked for figure in self._by_all(job)]

    def refreshes(self) -> list[Figure]:
        """Further events are taken in, where that was asked for; whatever is of the log as it was comes before."""
        return self._by_all("refresh") if "refresh" in self.jobs else []

    def limit_of_memory(self) -> Limit:
        """Of what Sojourn has compiled. To be asked before anybody refreshes, like the answers that are held to it."""
        command = [sys.executable, "-m", "benchmarks.limit", str(self.folder / "kept" / module_of(OWN))]
        return msgspec.convert(run(command, self.limit), Limit)

    def _by_all(self, job: str) -> list[Figure]:
        found: list[Figure] = []
        for tool in self.all_tools:
            found += self._asked(tool, job, (job,)) if tool in self.ready else [_lost(tool, job)]
        return found

    def _asked(self, tool: str, process: str, jobs: tuple[str, ...]) -> list[Figure]:
        try:
            answers = self.process(tool, process)
        except TimedOut as late:
            self.given_up |= {tool} if process == "build" else set()
            found = [self._late(tool, job, late) for job in jobs]
        except Failed as error:
            found = [Figure(tool, job, "failed", note=str(error)) for job in jobs]
        else:
            found = [self._figure(tool, job, answers[job]) for job in jobs]
        for figure in found:
            say(figure)
        return found

    def _late(self, tool: str, job: str, late: TimedOut) -> Figure:
        """A first answer that came in time counts; else the figure says for how long it was waited for."""
        if job in late.answers:
            figure = self._figure(tool, job, late.answers[job])
            return msgspec.structs.replace(figure, limit=self.limit, note="given up after its first answer")
        return Figure(tool, job, "timed out", limit=self.limit, spent=late.spent if job == late.job else None)

    def process(self, tool: str, job: str) -> Any:
        """What the process prints. Raises Failed, TimedOut."""
        command = [str(python_of(tool)), "-m", "benchmarks.tool", module_of(tool), job, str(self.folder)]
        return run(command, self.limit)

    def _figure(self, tool: str, job: str, found: dict[str, Any] | None) -> Figure:
        if found is None:
            return Figure(tool, job, "not offered")
        answer = found.pop("answer")
        if tool == OWN:
            self.own_answers[job] = answer
            return Figure(tool, job, "ok", **found)
        own = self._own(found["asked"] or job)
        return Figure(tool, job, "ok", agrees=None if own is None else agree(job, own, answer), **found)

    def _own(self, job: str) -> Any:
        """Sojourn's answer; asked for where no figure needed it. None where Sojourn had none."""
        if job not in self.own_answers and job not in BY_NAME:
            try:
                self.own_answers[job] = self.process(OWN, job)[job]["answer"]
            except (Failed, TimedOut):
                self.own_answers[job] = None
        return self.own_answers.get(job)


def _lost(tool: str, job: str) -> Figure:
    return Figure(tool, job, "failed", note="not compiled")


def run(command: list[str], limit: float) -> Any:
    """The JSON on the last line that a process prints. Raises Failed, TimedOut.

    The process has `limit` seconds to begin an answer (see benchmarks.tool), and that many again for each that it
    begins; one that never says so has them for everything.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8") as errors:
        child = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | ENVIRONMENT, stdout=subprocess.PIPE, stderr=errors, text=True
        )
        last = _heard(child, limit)
        if child.returncode:
            errors.seek(0)
            said = errors.read().strip().splitlines()[-1:] or [f"ended with {child.returncode}"]
            raise Failed("out of memory, or killed" if child.returncode == -9 else said[0][:300])
        return json.loads(last)


def _heard(child: subprocess.Popen[str], limit: float) -> str:
    """The last line of a process, which has ended by then. Raises TimedOut."""
    lines: SimpleQueue[str | None] = SimpleQueue()
    assert child.stdout is not None
    listener = Thread(target=_listen, args=(child.stdout, lines), daemon=True)
    listener.start()
    answers: dict[str, Any] = {}
    last, job, clock = "", None, time.perf_counter
    begun = clock()
    try:
        while (line := lines.get(timeout=max(0.0, begun + limit - clock()))) is not None:
            last = line
            if line.startswith('{"begins": '):
                job, begun = json.loads(line)["begins"], clock()
            elif line.startswith('{"first": '):
                answers |= json.loads(line)["first"]
        child.wait(max(0.0, begun + limit - clock()))
    except (Empty, subprocess.TimeoutExpired):
        raise TimedOut(answers, job, None if job is None else clock() - begun) from None
    finally:
        child.kill()
        child.wait()
        listener.join(1)
    return last


def _listen(pipe: IO[str], lines: SimpleQueue[str | None]) -> None:
    with pipe:
        for line in pipe:
            lines.put(line)
    lines.put(None)


def compare(events: int, shape: str, tools: tuple[str, ...], jobs: tuple[str, ...], limit: float) -> Run:
    """One log, every tool."""
    folder = log_of(events, shape)
    first_use = practise(jobs)
    print(f"\n{events:,} events, {shape}", flush=True)
    bench = Bench(folder, tools, jobs, limit)
    figures = bench.answers()
    allowed = bench.limit_of_memory()
    figures += bench.refreshes()
    return Run(
        events=events,
        shape=shape,
        customers=int(bench.own_answers["compile"]),
        date=datetime.now(UTC).date().isoformat(),
        commit=commit(),
        machine=machine(),
        python=platform.python_version(),
        versions={tool: version_of(tool) for tool in (OWN, *tools)},
        first_use=first_use,
        limit=allowed,
        figures=figures,
    )


def log_of(events: int, shape: str) -> Path:
    """The folder with the log; it is generated once, in a process of its own."""
    folder = WORK / "logs" / f"{events}-{shape}"
    if not (folder / "customers.parquet").exists():
        folder.mkdir(parents=True, exist_ok=True)
        print(f"Generating {events:,} events, {shape}", flush=True)
        subprocess.run(
            [sys.executable, "-m", "benchmarks.walks", str(folder), str(events), shape],
            cwd=ROOT, env=os.environ | ENVIRONMENT, check=True,
        )  # fmt: skip
    return folder


@cache
def practise(jobs: tuple[str, ...]) -> float:
    """Ask Sojourn everything of a tiny log: numba compiles each kernel once a machine. Returns the seconds it took."""
    begun = time.perf_counter()
    Bench(log_of(TINY, "many"), (OWN,), tuple(job for job in BY_NAME if job in jobs), 600).figures()
    return time.perf_counter() - begun


def say(figure: Figure) -> None:
    """One line for each figure, as it is found."""
    told = f"  {figure.tool:16s} {figure.job:12s} "
    if figure.status == "ok":
        warm = "" if figure.warm is None else f"warm {figure.warm:9.4f}"
        verdict = {None: "", True: "same answer", False: "ANOTHER ANSWER"}[figure.agrees]
        told += f"cold {figure.cold:9.3f}  {warm:14s}  {figure.peak_mb:7.0f} MB  {verdict} {figure.asked or ''}"
    else:
        told += f"{figure.status} {figure.note or figure.limit or ''}"
    print(told, flush=True)
