"""Whether two tools give the same answer: counts to the last one, means to 1e-9, ranges as near as chance allows."""

from __future__ import annotations

from collections.abc import Callable
from math import isclose
from typing import Any

NEAR = 0.35
"""How far two bootstraps may differ, as a share of the range's width: 500 resamples know an end to about a tenth."""


def agree(job: str, own: Any, other: Any) -> bool:
    """`own` is Sojourn's answer, `other` a peer's; a peer may answer a part of what Sojourn does (sessions)."""
    return COMPARED.get(job, _same)(own, other)


def _same(own: Any, other: Any) -> bool:
    return _plain(own) == _plain(other)


def _plain(value: Any) -> Any:
    """As JSON would bring it back: tuples are lists."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value


def _sessions(own: dict[str, float], other: dict[str, float]) -> bool:
    return bool(other) and all(isclose(own[key], value, rel_tol=1e-9) for key, value in other.items())


def _bootstrap(own: dict[str, Any], other: dict[str, Any]) -> bool:
    if own["reached"] != other["reached"]:
        return False
    pairs = zip(own["ranges"], other["ranges"], strict=True)
    return all(
        abs(a - b) <= NEAR * (mine[1] - mine[0]) for mine, theirs in pairs for a, b in zip(mine, theirs, strict=True)
    )


COMPARED: dict[str, Callable[[Any, Any], bool]] = {"sessions": _sessions, "bootstrap": _bootstrap}
