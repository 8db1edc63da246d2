"""A workspace: a folder that holds a log, its journeys and their definitions."""

from sojourn.workspace.opening import open_workspace
from sojourn.workspace.workspace import Workspace

__all__ = ["Workspace", "open_workspace"]
