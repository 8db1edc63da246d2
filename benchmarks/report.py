"""docs/benchmarks.md, written from docs/benchmarks.json: marks first, then ratios, then everything else."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from benchmarks.environments import OWN, PEERS, ROOT
from benchmarks.jobs import CORE, JOBS
from benchmarks.markdown import table
from benchmarks.marks import marks, rival
from benchmarks.plot import bars, curve
from benchmarks.results import Figure, Found, Run, read
from benchmarks.scale_report import scale_section

DOCS = ROOT / "docs"
JSON, PAGE, PLOT, REFRESH_PLOT = (
    DOCS / name for name in ("benchmarks.json", "benchmarks.md", "benchmarks.svg", "benchmarks-refresh.svg")
)
HEAD = """\
# Benchmarks

Written by `make bench` from [benchmarks.json](benchmarks.json); nothing on this page is typed by hand. How each tool
was used, and where you can say that it should have been used better: [fair play](benchmarks-fair-play.md).

```sh
make bench                                  # 1 M and 10 M events, every tool
make bench BENCH="--events 100000000"       # 100 M events: hours
```

Every tool runs in an environment and a process of its own, each job in a fresh process. *Cold* is the first answer of
that process, *warm* the median of up to seven more. Ratios are of warm times, where there are any: **6.0** says that a
tool takes six times as long as Sojourn, **0.5** that it takes half as long. A tool that was given up after its first
answer (*first answers*), or during it (*over*), is held to Sojourn's first answer; what went into starting and opening
is not counted.
"""
Cell = Callable[[Run, str, str], str]


def write_page() -> None:
    """The page and its pictures."""
    found = read(JSON)
    PAGE.write_text(page(found), "utf-8")
    if found.runs:
        PLOT.write_text(bars(shown(found)), "utf-8")
    if found.scale:
        REFRESH_PLOT.write_text(curve(found.scale), "utf-8")


def page(found: Found) -> str:
    """The whole page."""
    parts = [HEAD, *_marks(found), *_picture(found)]
    for run in sorted(found.runs, key=lambda run: -run.events):
        parts += _run(run)
    if found.scale:
        parts += scale_section(found.scale)
    return "\n".join(parts).rstrip("\n") + "\n"


def shown(found: Found) -> Run:
    """The run that the picture shows: the largest, of many customers where there is one."""
    return max(found.runs, key=lambda run: (run.events, run.shape == "many"))


def _marks(found: Found) -> Iterator[str]:
    listed = marks(found)
    missed = sum(mark.met is False for mark in listed)
    yield "## Marks\n"
    met, unknown = (sum(mark.met is verdict for mark in listed) for verdict in (True, None))
    yield f"Set before anything was measured: {met} are met, {missed} missed, {unknown} not measured yet.\n"
    yield (
        "A tool that failed at a job, or whose answer is wrong, does not compete there. It is named beside the ratio, "
        "as is who does not offer the job. Where nobody competes, the mark is not measured.\n"
    )
    yield table(("mark", "found", ""), ((mark.promise, mark.found, mark.verdict) for mark in listed))


def _picture(found: Found) -> Iterator[str]:
    if found.runs:
        run = shown(found)
        yield f"![How many times as long as Sojourn each tool takes, {size_of(run)}]({PLOT.name})\n"


def size_of(run: Run) -> str:
    return f"{run.events:,} events, {run.shape} customers ({run.customers:,})"


def _run(run: Run) -> Iterator[str]:
    tools = [tool for tool in PEERS if tool in run.versions]
    versions = ", ".join(f"{tool} {version}" for tool, version in run.versions.items())
    yield f"## {size_of(run)}\n"
    yield f"{run.date}, commit {run.commit}, {run.machine}, Python {run.python}. {versions}.\n"
    yield "### Ratios: times as long as Sojourn\n"
    yield by_tool(run, tools, ratio)
    yield (
        "*other question*: the tool has no such thing, and is held to Sojourn's answer to what it can be asked; see "
        "[fair play](benchmarks-fair-play.md). *differs*: its answer is not Sojourn's.\n"
    )
    yield "### Seconds: warm (cold)\n"
    yield by_tool(run, [OWN, *tools], seconds)
    yield from _limit(run)
    yield "### CPU seconds of a warm run, all threads\n"
    yield by_tool(run, [OWN, *tools], cpu)
    yield "### Most memory held by the process, MB\n"
    yield by_tool(run, [OWN, *tools], memory)
    yield (
        f"Before any of this, Sojourn compiled its kernels and answered everything once on a tiny log, in "
        f"{run.first_use:.0f} s: once a machine, and not counted.\n"
    )


def _limit(run: Run) -> Iterator[str]:
    limit = run.limit
    yield "### The limit: reading the columns once\n"
    yield (
        f"numpy reads {limit.gigabytes_a_second:.1f} GB/s in {limit.threads} threads (a sum over the same memory, "
        "in the same run). The limit of a job is the bytes that it must read at that speed, of the columns as Sojourn "
        "itself keeps them: names of events are uint32, four bytes each. Beside it stands the limit were they one byte "
        "each, which is enough for the names in this log. Marks are held to the first: nothing that looks at every "
        "step can be faster in that layout. *A plain pass* is `np.diff(column).sum()` over the same columns in one "
        "thread, for information.\n"
    )
    rows = []
    for job in CORE:
        own, allowed = run.own(job), limit.seconds[job]
        if own is not None:
            cells = (f"{limit.bytes[job] / 1e6:,.0f}", f"{own:.4f}", f"{allowed:.4f}", f"{own / allowed:.1f}")
            slim, plain = limit.seconds_at_one_byte.get(job), limit.plain_passes.get(job)
            rows.append((job, *cells, *_beside(own, slim), *_beside(own, plain)))
    columns = ("limit, s", "times", "limit at one byte a name, s", "times", "a plain pass, s", "times")
    yield table(("job", "MB to read", "Sojourn, s", *columns), rows)


def _beside(own: float, other: float | None) -> tuple[str, str]:
    """Seconds, and how many times that Sojourn takes."""
    return (f"{other:.4f}", f"{own / other:.1f}") if other else ("–", "–")


def by_tool(run: Run, tools: list[str], cell: Cell) -> str:
    """A row for each job, a column for each tool."""
    rows = [(job.title, *(cell(run, job.name, tool) for tool in tools)) for job in JOBS if run.figure(OWN, job.name)]
    return table(("", *(tool.replace(OWN, "Sojourn") for tool in tools)), rows)


def ratio(run: Run, job: str, tool: str) -> str:
    found = run.figure(tool, job)
    compared = rival(run, found) if found else None
    if found is None or compared is None:
        return why(found)
    least, times = "over " if compared.at_least else "", compared.ratio
    return f"{least}**{times:{'.1f' if times >= 1 else '.2g'}}**{remark(found)}"


def remark(found: Figure) -> str:
    other = " other question" if found.asked else ""
    other += " first answers" if found.status == "ok" and found.limit else ""
    return other + (" differs" if found.agrees is False else "")


def why(found: Figure | None) -> str:
    if found is None:
        return "–"
    return f"gave up after {found.limit:.0f} s" if found.status == "timed out" else found.status


def seconds(run: Run, job: str, tool: str) -> str:
    found = run.figure(tool, job)
    if found is None or found.cold is None:
        return why(found)
    return f"{found.cold:.2f}" if found.warm is None else f"{found.warm:.3f} ({found.cold:.2f})"


def cpu(run: Run, job: str, tool: str) -> str:
    found = run.figure(tool, job)
    return why(found) if found is None or found.cpu is None else f"{found.cpu:.3f}"


def memory(run: Run, job: str, tool: str) -> str:
    found = run.figure(tool, job)
    return why(found) if found is None or found.peak_mb is None else f"{found.peak_mb:,.0f}"
