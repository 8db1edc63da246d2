"""The engine of one machine."""

from sojourn.engines.local.engine import LocalEngine

__all__ = ["LocalEngine"]
