"""Bindings that no measure answers: what was found out beyond figures is put there, see `sojourn.maps.insights`."""

from __future__ import annotations

FOUND = ("pain_point", "strength", "opportunity", "change", "sentiment")
