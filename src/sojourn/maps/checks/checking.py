"""The table of all checks, and the function that runs it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence

from sojourn.documents.map import MapDocument
from sojourn.documents.persona import Persona
from sojourn.maps.checks import acting, beliefs, figures, structure, who
from sojourn.maps.checks.log_names import NamesOfLog
from sojourn.maps.checks.records import (
    LEVELS,
    THE_MAP,
    Basis,
    Check,
    CheckReport,
    Counts,
    Finding,
    NotChecked,
    Wrong,
)
from sojourn.maps.spots import Spot, place_names

CHECKS: tuple[Check, ...] = (
    *who.CHECKS,
    *structure.CHECKS,
    *beliefs.CHECKS,
    *figures.CHECKS,
    *acting.CHECKS,
)
"""Every check, in the order of the checklist."""

GROUPS = tuple(dict.fromkeys(check.group for check in CHECKS))
"""What the checks are about, in order."""


def check(
    document: MapDocument,
    *,
    today: dt.date,
    personas: Sequence[Persona] = (),
    names: NamesOfLog | None = None,
    minimum_cell: int = 5,
    fresh_days: int = 90,
) -> CheckReport:
    """Hold a map against every check.

    `personas` and `names` (what happens in the log) allow checks that need them; others go without. Figures about
    fewer than `minimum_cell` customers, and data older than `fresh_days`, are found. Phases that are hidden are left
    out, with all that stands in them.
    """
    basis = Basis(document, today, tuple(personas), names, minimum_cell, fresh_days)
    not_checked = tuple(NotChecked(each.code, each.title, why) for each in CHECKS if (why := each.needs(basis)))
    skipped = {each.code for each in not_checked}
    findings = [_finding(each, wrong) for each in CHECKS if each.code not in skipped for wrong in each.find(basis)]
    failed = {finding.code for finding in findings}
    passed = tuple(each.code for each in CHECKS if each.code not in failed | skipped)
    ordered = tuple(sorted(findings, key=_order(document)))
    return CheckReport(ordered, document.title, today, _counts(ordered, passed, not_checked), passed, not_checked)


def _finding(check: Check, wrong: Wrong) -> Finding:
    spot = wrong.spot or Spot(THE_MAP, path=wrong.path)
    return Finding(check.code, check.level, wrong.message, spot.place, spot.lane, spot.id, spot.path)


def _order(document: MapDocument) -> Callable[[Finding], tuple[int, int]]:
    """The map as a whole first, then place by place; within one, the worst first."""
    places = {place: number for number, place in enumerate([THE_MAP, *place_names(document).values()])}
    return lambda finding: (places.get(finding.place, len(places)), LEVELS.index(finding.level))


def _counts(findings: Sequence[Finding], passed: Sequence[str], not_checked: Sequence[NotChecked]) -> Counts:
    levels = Counter(finding.level for finding in findings)
    return Counts(levels["error"], levels["warning"], levels["hint"], len(passed), len(not_checked))
