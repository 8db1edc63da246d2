"""The decorator under every kernel: numba, without the interpreter's lock, cached where a folder allows it."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

from numba import njit

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Compile `function` on its first call; signatures stay lazy because explicit ones refuse read-only views.

    A compiled function calls compiled helpers of its own file only: a helper edited elsewhere would leave a stale
    cached kernel. Where no cache folder is writable (a read-only install without a home folder), it compiles anew
    in each process instead of failing at import.
    """
    try:
        return cast(Callable[P, R], njit(nogil=True, cache=True)(function))
    except RuntimeError:
        return cast(Callable[P, R], njit(nogil=True)(function))
