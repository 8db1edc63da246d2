"""Names in signatures whose modules are imported only when they are used: those under `if TYPE_CHECKING:`."""

from __future__ import annotations

import ast
import inspect
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any

from sojourn.analysis import understanding
from sojourn.workspace import proving, workspace


@cache
def later() -> dict[str, Any]:
    """Those of the methods that hand abilities out."""
    return _of(understanding) | _of(workspace) | _of(proving)


def _of(module: ModuleType) -> dict[str, Any]:
    tree = ast.parse(inspect.getsource(module))
    checked = (node for node in tree.body if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")
    imports = (line for block in checked for line in block.body if isinstance(line, ast.ImportFrom))
    return {
        name.asname or name.name: getattr(import_module(str(line.module)), name.name)
        for line in imports
        for name in line.names
    }
