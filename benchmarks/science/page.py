"""docs/science.md: every figure beside its mark, with what it means and how it was made."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.markdown import table
from benchmarks.science.records import MET, REPORTED, Figure, Found, Mark, Run
from sojourn.insights.words import within

_HEAD = """\
# What insights are held to

Written by `python -m benchmarks.science`. Insights are tried on simulated worlds, whose truth is known exactly
([how they are made](how-to/simulate.md)). Seeds below 1,000 were used to develop; a reported run begins at 50,000, so
that no world in it was ever looked at before. A mark that is missed is called missed.
"""


def page(found: Found) -> str:
    """The whole page."""
    parts = [_HEAD, *_summary(found), *(part for run in found.runs for part in section(run))]
    return "\n".join([*parts, *_made(found)])


def _summary(found: Found) -> Iterator[str]:
    held = [(run, figure) for run in found.runs for figure in run.figures if figure.mark]
    met = sum(run.is_result and figure.verdict == MET for run, figure in held)
    yield f"{met} of {len(held)} marks are met.\n"
    early = [run.title for run in found.runs if not run.is_result]
    if early:
        yield f"**Not a result yet.** On development seeds and few worlds so far: {'; '.join(early)}.\n"
    failed = [f"{run.title}: {len(run.failed)} of {run.worlds}" for run in found.runs if run.failed]
    if failed:
        yield f"**Worlds without an answer**, which no figure counts: {'; '.join(failed)}.\n"
    rows = (
        (run.title, figure.name, shown(figure), wanted(figure), figure.verdict if run.is_result else "no result yet")
        for run, figure in held
    )
    yield table(("ability", "figure", "found", "mark", ""), rows)


def section(run: Run) -> Iterator[str]:
    """One ability: its figures, and what they mean."""
    yield f"## {run.title}\n"
    rows = (
        (one.name, shown(one), interval(one), f"{one.n:,} {one.counted}", wanted(one), one.verdict)
        for one in run.figures
    )
    yield table(("figure", "found", "95 % interval", "over", "mark", ""), rows)
    yield run.remarks
    if run.failed:
        yield f"{len(run.failed)} of {run.worlds} worlds came to no answer and are not in these figures:\n"
        yield "\n".join(f"- {line}" for line in run.failed) + "\n"
    size = "smaller worlds than a reported run has, " if run.quick else ""
    seeds = f"seeds {run.first_seed:,} to {run.first_seed + run.worlds - 1:,}"
    if run.first_seed < REPORTED:
        yield "**Development seeds: a look at the work in progress, not a result.**\n"
    made = f"{run.seconds:.0f} s a world; {run.date}, commit {run.commit}: `{run.command}`"
    yield f"{run.worlds} worlds, {size}{seeds}, {made}\n"


def _made(found: Found) -> Iterator[str]:
    yield "## Made on\n"
    yield f"{found.machine}; {', '.join(found.versions)}.\n"


def shown(figure: Figure) -> str:
    """The figure, in per cent where it is a share."""
    return _number(figure.value, figure)


def interval(figure: Figure) -> str:
    """Its interval, if it has one."""
    if figure.low is None or figure.high is None or figure.low != figure.low:
        return ""
    low, high = (within(end) if figure.share else end for end in (figure.low, figure.high))
    return f"{_number(low, figure)} to {_number(high, figure)}"


def wanted(figure: Figure) -> str:
    """What it is held to, in words."""
    mark = figure.mark or Mark()
    low, high = (None if one is None else _number(one, figure) for one in (mark.low, mark.high))
    if low and high:
        return f"{low} to {high}"
    return f"at least {low}" if low else f"at most {high}" if high else ""


def _number(value: float | None, figure: Figure) -> str:
    if value is None or value != value:
        return "no figure"
    return f"{100 * value:.1f} %" if figure.share else f"{value:.3f}"
