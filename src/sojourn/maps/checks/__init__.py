"""What a finished map must have, as one table of checks: `check(document, today=...)`.

One file a group; each check is a record in `CHECKS` and a function that finds what is wrong.
"""

from sojourn.maps.checks.checking import CHECKS, GROUPS, check
from sojourn.maps.checks.log_names import NamesOfLog
from sojourn.maps.checks.records import Check, CheckReport, Counts, Finding, Level, NotChecked

__all__ = [
    "CHECKS",
    "GROUPS",
    "Check",
    "CheckReport",
    "Counts",
    "Finding",
    "Level",
    "NamesOfLog",
    "NotChecked",
    "check",
]
