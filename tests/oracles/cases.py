"""Known answers of the shared file `oracles/analytics_cases.json`, by their id."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

Case = dict[str, Any]


def known_case(shared: Path, name: str) -> Case:
    """One case: `events_by_person`, `params`, `expected`."""
    cases = json.loads((shared / "oracles/analytics_cases.json").read_text("utf-8"))["cases"]
    found: Case = next(case for case in cases if case["id"] == name)
    return found


def stories(case: Case) -> list[tuple[str, str, str]]:
    """Who, what, when; an alias counts as the person it stands for."""
    people = case["params"].get("aliases", {})
    return [
        (people.get(who, who), event, when) for who, steps in case["events_by_person"].items() for event, when in steps
    ]
