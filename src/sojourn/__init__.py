"""Sojourn: a journey map that measures itself.

Everything public is listed in `__all__` and stands in docs/reference. A name's home is imported
when the name is first used, so that `import sojourn` is quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sojourn.errors import SojournError
    from sojourn.results import Result

__all__ = [
    "Result",
    "SojournError",
]

_HOMES = {
    "Result": "results",
    "SojournError": "errors",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'sojourn' has no attribute {name!r}")
    return getattr(import_module(f"sojourn.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
