"""Sojourn: a journey map that measures itself.

Everything public is listed in `__all__` and stands in docs/reference. A name's home is imported
when the name is first used, so that `import sojourn` is quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sojourn.analysis import Journeys
    from sojourn.errors import SojournError
    from sojourn.estimates import Estimate
    from sojourn.maps.loading import load_map
    from sojourn.maps.map import Map
    from sojourn.maps.saving import MapLoss
    from sojourn.measures.funnel.records import Exclusion, FunnelStep
    from sojourn.results import Result
    from sojourn.workspace import Workspace
    from sojourn.workspace import open_workspace as open  # noqa: A004 - sojourn.open

__all__ = [
    "Estimate",
    "Exclusion",
    "FunnelStep",
    "Journeys",
    "Map",
    "MapLoss",
    "Result",
    "SojournError",
    "Workspace",
    "load_map",
    "open",
]

_HOMES = {
    "Estimate": "estimates:Estimate",
    "Exclusion": "measures.funnel.records:Exclusion",
    "FunnelStep": "measures.funnel.records:FunnelStep",
    "Journeys": "analysis:Journeys",
    "Map": "maps.map:Map",
    "MapLoss": "maps.saving:MapLoss",
    "Result": "results:Result",
    "SojournError": "errors:SojournError",
    "Workspace": "workspace:Workspace",
    "load_map": "maps.loading:load_map",
    "open": "workspace:open_workspace",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'sojourn' has no attribute {name!r}")
    module, _, attribute = _HOMES[name].partition(":")
    return getattr(import_module(f"sojourn.{module}"), attribute)


def __dir__() -> list[str]:
    return __all__
