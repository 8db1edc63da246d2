"""A workspace: a folder that holds a log, its journeys and their definitions."""

from sojourn.workspace.workspace import Workspace, open_workspace

__all__ = ["Workspace", "open_workspace"]
