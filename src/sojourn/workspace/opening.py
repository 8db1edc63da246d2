"""Open a workspace once in a process, however often it is asked for."""

from __future__ import annotations

from pathlib import Path

from sojourn.workspace.workspace import Workspace


def open_workspace(path: str | Path) -> Workspace:
    """The workspace at `path`; its folder is made on first use.

    Opening it again in the same process, as re-running a notebook cell does, gives the same workspace; it closes when
    everybody who opened it has closed it. Raises WorkspaceLocked, WorkspaceReadOnly, WorkspaceFormat.
    """
    with Workspace.opening:
        found = Workspace.opened.get(Path(path).resolve())
        if found is None:
            return Workspace(path)
        found.holders += 1
        return found
