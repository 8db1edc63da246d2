"""A report for people: how it stands, what to mend place by place, and what could not be checked."""

from __future__ import annotations

from itertools import groupby

from sojourn.maps.checks.records import LEVELS, CheckReport, Finding
from sojourn.maps.words import counted, listed


def summary(report: CheckReport) -> str:
    """Several lines; the first two say how it stands."""
    parts = [f"{report.title or 'A map without a title'}\n{_standing(report)}"]
    for place, findings in groupby(report.findings, key=lambda finding: finding.place):
        parts.append("\n".join([place, *map(_line, findings)]))
    if report.not_checked:
        parts.append("\n".join(["Not checked", *(f"  {each.title}: {each.why}." for each in report.not_checked)]))
    return "\n\n".join(parts)


def _standing(report: CheckReport) -> str:
    numbers = {level: getattr(report.counts, level) for level in LEVELS}
    found = [counted(number, level) for level, number in numbers.items() if number]
    rest = f"{counted(report.counts.passed, 'check')} passed"
    unknown = f", {report.counts.not_checked} not checked" if report.counts.not_checked else ""
    return f"{listed(found) or 'Nothing to mend'}; {rest}{unknown}."


def _line(finding: Finding) -> str:
    lane = f"{finding.lane}: " if finding.lane else ""
    return f"  {finding.level:8} {lane}{finding.message}"
