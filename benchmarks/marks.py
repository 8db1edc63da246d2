"""The marks that Sojourn set itself, and whether what was found meets them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from benchmarks.environments import ENGINES, LIBRARIES, OWN
from benchmarks.jobs import CORE, JOBS
from benchmarks.results import Figure, Found, Run, Scale

COMPARED_AT, SCALED_AT = 10_000_000, 100_000_000
FASTER_THAN_LIBRARIES, FASTER_THAN_ENGINES, NEAR_LIMIT = 10.0, 3.0, 3.0
HELD_TO_ENGINES = ("transitions", "funnel", "variants", "retention")
HELD_TO_LIMIT = ("transitions", "sessions", "retention")
WARM_SECONDS, WARM_GB, COMPILE_RATE, COMPILE_GB, REFRESH_SECONDS, SMALL_GB = 0.6, 2.0, 2.5e6, 4.0, 5.0, 2.0


class Mark(NamedTuple):
    """What is promised, what was found in words, and whether it is met; None: not measured yet."""

    promise: str
    found: str
    met: bool | None

    @property
    def verdict(self) -> str:
        return "not measured" if self.met is None else "met" if self.met else "**missed**"


class Rival(NamedTuple):
    """A tool's time at a job as a multiple of Sojourn's; `at_least` where it was given up."""

    tool: str
    ratio: float
    at_least: bool


def rival(run: Run, figure: Figure) -> Rival | None:
    """Warm to warm; cold to cold where the tool has no warm time, or was given up at its first answer.

    None where there is nothing to compare: no time, or none that went into the answer.
    """
    own = run.figure(OWN, figure.job)
    gave_up = figure.status == "timed out"
    theirs = figure.spent if gave_up else figure.seconds
    mine = None if own is None else own.cold if figure.warm is None else own.seconds
    return Rival(figure.tool, theirs / mine, gave_up) if theirs and mine else None


def best(run: Run, job: str, tools: tuple[str, ...]) -> Rival | None:
    """The fastest of the tools that compete. None where none of them has a time."""
    found = [run.figure(tool, job) for tool in tools]
    ratios = [rival(run, figure) for figure in found if figure and competes(figure)]
    return min((one for one in ratios if one), key=lambda one: one.ratio, default=None)


def competes(figure: Figure) -> bool:
    """A tool that failed, or whose answer is wrong, does not."""
    return figure.status in ("ok", "timed out") and figure.agrees is not False


def others(run: Run, job: str, tools: tuple[str, ...]) -> str:
    """Which of the tools have no time that counts, and why."""
    reasons = ((tool, _why(run, run.figure(tool, job))) for tool in tools)
    return ", ".join(f"{tool} {why}" for tool, why in reasons if why)


def _why(run: Run, figure: Figure | None) -> str:
    if figure is None:
        return "not run"
    if figure.agrees is False:
        return "wrong"
    if _unknown(run, figure):
        return f"gave up after {figure.limit:.0f} s"
    return figure.status if not competes(figure) else ""


def _unknown(run: Run, figure: Figure | None) -> bool:
    """Given up before its answer had begun: it may be the fastest."""
    return figure is not None and figure.status == "timed out" and rival(run, figure) is None


def marks(found: Found) -> list[Mark]:
    """All marks, in the order in which they were promised."""
    listed: list[Mark] = []
    for shape in ("many", "few"):
        run = found.run(COMPARED_AT, shape)
        size = f"{COMPARED_AT // 10**6} M events, {shape} customers"
        listed += compared(run, size) if run else [Mark(f"Ratios at {size}", "", None)]
    return listed + list(scaled(found.scale))


def compared(run: Run, size: str) -> Iterator[Mark]:
    """Against the best library, the best engine and the limit of memory."""
    for job in (job.name for job in JOBS if job.ask):
        yield _ahead(run, size, job, LIBRARIES, "library", FASTER_THAN_LIBRARIES)
    for job in HELD_TO_ENGINES:
        yield _ahead(run, size, job, ENGINES, "engine", FASTER_THAN_ENGINES)
    for job in HELD_TO_LIMIT:
        own, allowed = run.own(job), run.limit.seconds[job]
        promise = f"{size}: {job}, within {NEAR_LIMIT:g}x of the numpy limit"
        if own is None:
            yield Mark(promise, "Sojourn has no time", None)
        else:
            yield Mark(promise, f"{own / allowed:.1f}x{_readings(run, job, own)}", own / allowed <= NEAR_LIMIT)


def _readings(run: Run, job: str, own: float) -> str:
    """Other readings of the limit, for information: with narrower names, and a plain pass over the same column."""
    limit, told = run.limit, []
    slim, plain = limit.seconds_at_one_byte.get(job), limit.plain_passes.get(job)
    if slim and slim != limit.seconds[job]:
        told.append(f"{own / slim:.1f}x at one byte a name")
    if plain:
        told.append(f"{own / plain:.1f}x a plain numpy pass in one thread")
    return f" (for information: {', '.join(told)})" if told else ""


def _ahead(run: Run, size: str, job: str, tools: tuple[str, ...], kind: str, wanted: float) -> Mark:
    """Not measured where nobody competes, or where somebody may have been faster who was given up."""
    promise, fastest = f"{size}: {job}, {wanted:g}x the best {kind}", best(run, job, tools)
    own = run.figure(OWN, job)
    rest = others(run, job, tools) if own and own.seconds else f"Sojourn {own.status if own else 'not run'}"
    if fastest is None:
        return Mark(promise, rest, None)
    least = "at least " if fastest.at_least else ""
    found = f"{least}{fastest.ratio:.1f}x ({'; '.join(part for part in (fastest.tool, rest) if part)})"
    if fastest.ratio >= wanted:
        unknown = any(_unknown(run, run.figure(tool, job)) for tool in tools)
        return Mark(promise, found, None if unknown else True)
    return Mark(promise, found, None if fastest.at_least else False)


def scaled(scale: Scale | None) -> Iterator[Mark]:
    """What is promised of a large log."""
    size = f"{SCALED_AT // 10**6} M events"
    done = scale if scale and scale.events >= SCALED_AT else None
    for job in CORE:
        part = done.part(f"ask {job}") if done else None
        yield _under(f"{size}: {job} warm under {WARM_SECONDS} s", part and part.seconds["warm"], WARM_SECONDS, "s")
        yield _under(f"{size}: {job}, peak memory under {WARM_GB:g} GB", part and part.peak_mb / 1000, WARM_GB, "GB")
    part = done.part("compile") if done else None
    rate = SCALED_AT / COMPILE_RATE
    yield _under(f"{size}: compiled at {COMPILE_RATE / 1e6:g} M events/s", part and part.seconds["compile"], rate, "s")
    yield _under(f"{size}: compiled with under {COMPILE_GB:g} GB", part and part.peak_mb / 1000, COMPILE_GB, "GB")
    part = done.part("refresh 100000") if done else None
    took = part and part.seconds["load"] + part.seconds["refresh"]
    yield _under(f"{size}: 100,000 events of 50,000 customers taken in within {REFRESH_SECONDS:g} s", took,
                 REFRESH_SECONDS, "s")  # fmt: skip
    part = done.part("compile in 2 GB") if done else None
    yield _under(
        f"{size}: compiled under a memory limit of {SMALL_GB:g} GB", part and part.peak_mb / 1000, SMALL_GB, "GB"
    )


def _under(promise: str, value: float | None, most: float, unit: str) -> Mark:
    if value is None:
        return Mark(promise, "", None)
    return Mark(promise, f"{value:.2f} {unit}", value <= most)


def line(name: str, value: float, mark: float | None) -> bool:
    """A figure beside the most it may be, printed. Returns whether it missed it."""
    missed = mark is not None and value > mark
    verdict = "" if mark is None else f"   mark {mark:g}   {'MISSED' if missed else 'met'}"
    print(f"{name:50s} {value:8.3f}{verdict}", flush=True)
    return missed
