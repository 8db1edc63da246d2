"""Every error Sojourn raises on purpose.

SojournError
├── UsageError              the call is wrong: mend the call
│   ├── UnknownName             no such event, measure, journey, column ...
│   ├── ConditionError          a condition that cannot be read
│   ├── DefinitionError         a journey, stage or segment definition that cannot be
│   ├── SqlRefused              `ws.sql` takes one SELECT
│   └── NotOnCluster            a workspace on a cluster cannot do it
├── LoadError               a source cannot be read: mend the source
│   ├── SourceNotFound
│   ├── UnreadableSource        broken, truncated or of another format
│   └── ColumnsNotFound         no column for who, what or when
├── WorkspaceError          the folder cannot be used
│   ├── WorkspaceNotFound       no workspace there, and none should be made
│   ├── WorkspaceClosed         closed by who holds it
│   ├── WorkspaceLocked         another process has it open
│   ├── WorkspaceReadOnly
│   ├── WorkspaceFull           no space left on the disk
│   └── WorkspaceFormat         made by a newer Sojourn, or damaged
├── ClusterError            the cluster, or the storage that it shares, cannot be used
├── MissingExtra            an optional package is not installed
└── Cancelled               stopped by the caller; nothing half done is kept

Each carries a stable `code`, and its message ends with what to do next.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class SojournError(Exception):
    """The root: catch this to catch everything Sojourn raises on purpose."""

    code = "error"


class UsageError(SojournError):
    """The call is wrong."""

    code = "usage"


class UnknownName(UsageError):
    """A name that is not there; the message proposes near ones."""

    code = "unknown-name"


class ConditionError(UsageError):
    """A condition that cannot be read; the message shows where."""

    code = "condition"


class DefinitionError(UsageError):
    """A journey, stage or segment definition that cannot be."""

    code = "definition"


class SqlRefused(UsageError):
    """`ws.sql` takes one SELECT over the workspace's own tables."""

    code = "sql-refused"


class NotOnCluster(UsageError):
    """An ability that a workspace on a cluster does not have."""

    code = "not-on-cluster"


class LoadError(SojournError):
    """A source that cannot be loaded."""

    code = "load"


class SourceNotFound(LoadError):
    """No file, folder or glob match of that name."""

    code = "source-not-found"


class UnreadableSource(LoadError):
    """Broken, truncated, or of another format than its name says."""

    code = "unreadable-source"


class ColumnsNotFound(LoadError):
    """No column says who, what or when."""

    code = "columns-not-found"


class WorkspaceError(SojournError):
    """The workspace folder cannot be used."""

    code = "workspace"


class WorkspaceNotFound(WorkspaceError):
    """The folder holds no workspace, and this call would not make one."""

    code = "workspace-not-found"


class WorkspaceClosed(WorkspaceError):
    """Something was asked of a workspace after it was closed."""

    code = "workspace-closed"

    def __init__(self) -> None:
        """There is nothing to tell but the next step."""
        super().__init__("This workspace is closed. Open it again with sojourn.open(...).")


class WorkspaceLocked(WorkspaceError):
    """Another process has the workspace open."""

    code = "workspace-locked"


class WorkspaceReadOnly(WorkspaceError):
    """The folder does not allow writing."""

    code = "workspace-read-only"


class WorkspaceFull(WorkspaceError):
    """The disk has no space left; nothing was changed."""

    code = "workspace-full"


class WorkspaceFormat(WorkspaceError):
    """Made by a newer Sojourn, or damaged."""

    code = "workspace-format"


class ClusterError(SojournError):
    """The cluster, or the storage that it shares, cannot be used."""

    code = "cluster"


class MissingExtra(SojournError):
    """An optional package is not installed."""

    code = "missing-extra"

    def __init__(self, package: str, extra: str) -> None:
        """`package` is what is missing, `extra` the extra of Sojourn that brings it."""
        super().__init__(f'{package} is not installed. Install it with: pip install "sojourn[{extra}]"')


class Cancelled(SojournError):
    """Stopped by the caller."""

    code = "cancelled"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A sentence that proposes the nearest known word, with a leading space; empty where none is near."""
    names = {name.lower(): name for name in known}
    near = get_close_matches(word.lower(), names, n=1)
    return f' Did you mean "{names[near[0]]}"?' if near else ""
