"""A workspace's settings: `workspace.yaml`, and the secret that hashes are keyed with."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from msgspec import Struct

from sojourn.definition_files import read_definition
from sojourn.errors import DefinitionError, UnknownName, WorkspaceFormat
from sojourn.files import write_whole
from sojourn.periods import Calendar

FORMAT = 1
KEY_BYTES = 32
_AMOUNT = re.compile(r"([\d.]+)(%|\D+)")
_MEMORY = re.compile(r"(?=.*[1-9])(\d+(\.\d+)? ?[KMGT]i?B|\d?\d(\.\d+)?%|100%)", re.IGNORECASE)
TEMPLATE = """\
# Settings of this Sojourn workspace.
format: 1
timezone: UTC        # of calendar periods: days, weeks, months
week_start: monday   # or sunday
# currency: EUR      # in which orders are added up; without it the one that most orders are in
minimum_cell: 5      # pages and exports show nothing about fewer customers
# simulated: true    # the events are made up: every map says so
"""


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """What workspace.yaml may say."""

    format: int = FORMAT
    timezone: str = "UTC"
    week_start: Literal["monday", "sunday"] = "monday"
    currency: str | None = None
    minimum_cell: int = 5
    simulated: bool = False
    memory_limit: str = "2GB"
    threads: int | None = None

    @property
    def memory(self) -> int:
        """`memory_limit` in bytes; a percentage is one of the machine's memory."""
        amount, unit = _AMOUNT.fullmatch(self.memory_limit.replace(" ", "")).groups()  # type: ignore[union-attr]
        if unit == "%":
            return int(float(amount) / 100 * os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
        base = 1024 if "I" in unit.upper() else 1000
        return int(float(amount) * base ** ("KMGT".index(unit[0].upper()) + 1))


def read_settings(path: Path) -> Settings:
    """The settings at `path`. Raises WorkspaceFormat, naming the file, the field and what would be right."""
    try:
        found = read_definition(path, Settings)
    except DefinitionError as error:
        raise WorkspaceFormat(str(error)) from error
    if found.format > FORMAT:
        raise WorkspaceFormat(
            f"{path} has format {found.format}, this Sojourn reads {FORMAT}. Install a newer Sojourn."
        )
    for problem in _problems(found):
        raise WorkspaceFormat(f"{path}: {problem}")
    return found


def mark_simulated(path: Path) -> None:
    """Write into the settings at `path` that the events are made up; the rest of them stays. Raises WorkspaceFormat."""
    if read_settings(path).simulated:
        return
    text = path.read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("simulated:")]
    write_whole(
        path, "\n".join([*lines, "simulated: true      # the events are made up: every map says so", ""]).encode()
    )


def _problems(found: Settings) -> Iterator[str]:
    try:
        Calendar(found.timezone)
    except UnknownName as error:
        yield f"timezone: {error}"
    if not _MEMORY.fullmatch(found.memory_limit):
        yield f'memory_limit: "{found.memory_limit}" is not a size. Use one such as "2GB", "500MB" or "50%".'
    if found.threads is not None and found.threads < 1:
        yield f"threads: {found.threads} cannot work. Use 1 or more, or leave it out for one a processor."
    if found.minimum_cell < 1:
        yield f"minimum_cell: {found.minimum_cell} is no number of customers. Use 1 or more; 1 shows everything."


def read_key(path: Path, *, first_use: bool) -> bytes:
    """The workspace's secret, made on first use and readable by its owner alone. Raises WorkspaceFormat."""
    if first_use and not path.exists():
        write_whole(path, secrets.token_bytes(KEY_BYTES), private=True)
    key = path.read_bytes() if path.exists() else b""
    if len(key) != KEY_BYTES:
        raise WorkspaceFormat(
            f"{path} has {len(key)} bytes instead of {KEY_BYTES}: without it forgotten customers would come back. "
            "Restore it from a backup."
        )
    return key
