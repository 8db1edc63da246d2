"""A workspace's settings: `workspace.yaml`, and the secret that hashes are keyed with."""

from __future__ import annotations

import secrets
from pathlib import Path

import msgspec
import yaml
from msgspec import Struct

from sojourn.errors import WorkspaceFormat
from sojourn.files import write_whole

FORMAT = 1
KEY_BYTES = 32
TEMPLATE = """\
# Settings of this Sojourn workspace.
format: 1
timezone: UTC        # of calendar periods: days, weeks, months
week_start: monday   # or sunday
minimum_cell: 5      # pages and exports show nothing about fewer customers
"""


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """What workspace.yaml may say."""

    format: int = FORMAT
    timezone: str = "UTC"
    week_start: str = "monday"
    minimum_cell: int = 5
    memory_limit: str = "2GB"
    threads: int | None = None


def read_settings(path: Path) -> Settings:
    """The settings at `path`. Raises WorkspaceFormat, naming the file and the field."""
    try:
        found = msgspec.convert(yaml.safe_load(path.read_text("utf-8")) or {}, Settings)
    except (yaml.YAMLError, msgspec.ValidationError, UnicodeDecodeError) as error:
        raise WorkspaceFormat(f"{path}: {error}. Mend the file, or delete it to start from the defaults.") from error
    if found.format > FORMAT:
        raise WorkspaceFormat(
            f"{path} has format {found.format}, this Sojourn reads {FORMAT}. Install a newer Sojourn."
        )
    return found


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
