"""What was predicted of each change, and when: a file that only grows, so that forecasts can be scored honestly.

`data/changes.jsonl` has one line for each thing that was noted, in the order of time: a prediction on the day a change
was first seen, and the last verdict whenever it changed. A prediction is never replaced, whatever its file says later.
"""

from __future__ import annotations

from datetime import date as Date  # noqa: N812
from pathlib import Path

import msgspec
from msgspec import Struct

from sojourn.documents.change import ChangeFile, Prediction
from sojourn.errors import WorkspaceFormat
from sojourn.files import write_whole
from sojourn.insights.changes.records import ChangeRow

FILE = "changes.jsonl"


class Noted(Struct, frozen=True, omit_defaults=True):
    """A line: a prediction (first time), or a verdict with what the change was about."""

    change: str
    on: Date
    predicted: Prediction | None = None
    verdict: str | None = None
    about: tuple[str, ...] = ()


class Ledger:
    """The ledger of a workspace: `data` is its folder of that name."""

    def __init__(self, data: Path) -> None:
        """Raises WorkspaceFormat for a file that is damaged."""
        self.path = data / FILE
        self.lines = _read(self.path)

    def prediction(self, change: str) -> Noted | None:
        """What was noted first of a change."""
        return next((line for line in self.lines if line.change == change and line.verdict is None), None)

    def note(self, changes: dict[str, ChangeFile], today: Date) -> None:
        """Note predictions of changes that are seen for the first time."""
        fresh = [
            Noted(name, today, change.predicted) for name, change in changes.items() if self.prediction(name) is None
        ]
        self._add(fresh)

    def judged(self, rows: tuple[ChangeRow, ...], today: Date) -> None:
        """Note verdicts that are not those noted last."""
        last = {name: (line.verdict, line.about) for name, line in self._verdicts().items()}
        self._add(
            [
                Noted(row.id, today, verdict=row.verdict, about=row.about)
                for row in rows
                if last.get(row.id) != (row.verdict, row.about)
            ]
        )

    def confirmed(self) -> frozenset[str]:
        """Ids of pain points and opportunities that a change proved, by the last verdicts; nothing is measured."""
        last = self._verdicts().values()
        return frozenset(name for line in last if line.verdict == "confirmed" for name in line.about)

    def _verdicts(self) -> dict[str, Noted]:
        """The last verdict of each change."""
        return {line.change: line for line in self.lines if line.verdict is not None}

    def _add(self, lines: list[Noted]) -> None:
        if not lines:
            return
        self.lines += lines
        self.path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(self.path, b"".join(msgspec.json.encode(line) + b"\n" for line in self.lines))


def _read(path: Path) -> list[Noted]:
    if not path.exists():
        return []
    try:
        return [msgspec.json.decode(line, type=Noted) for line in path.read_bytes().splitlines() if line.strip()]
    except msgspec.MsgspecError as error:
        raise WorkspaceFormat(f"{path} is damaged: {error}. Restore it from a backup, or move it away.") from error
