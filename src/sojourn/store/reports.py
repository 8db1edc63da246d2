"""What a load tells about itself."""

from __future__ import annotations

from msgspec import Struct

from sojourn.results import Result

SHOWN = 1000


class Reject(Struct, frozen=True):
    """A row that was not understood: why, where it stands in its source, and the row as it came (JSON text)."""

    reason: str
    source: str
    place: int
    original: str


class LoadReport(Result, frozen=True):
    """What became of every row: `accepted + duplicates + rejected + suppressed` is the number of rows read.

    `rejects` holds the first 1,000; all of them are kept in the workspace. `notes` say what was assumed.
    """

    source: str
    accepted: int
    duplicates: int
    rejected: int
    suppressed: int
    rejects: tuple[Reject, ...] = ()
    notes: tuple[str, ...] = ()
