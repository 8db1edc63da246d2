"""Questions travel to workers: measures are nested functions, which the standard pickle does not take."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from io import BytesIO
from pickle import Unpickler
from typing import Any


def dumps(found: object, apart: Apart | None = None) -> bytes:
    """Pickle functions and what they stand on, without what is kept `apart`.

    A compiled kernel travels by its name: by value, every worker would compile it anew and leave its cache unused.
    """
    from numba.core.dispatcher import Dispatcher
    from pyspark.cloudpickle import Pickler

    plain: Any = Pickler

    class ByName(plain):  # type: ignore[misc]  # pyspark's copy of cloudpickle is untyped
        def reducer_override(self, obj: Any) -> Any:
            if isinstance(obj, Dispatcher):
                return _named, (obj.py_func.__module__, obj.py_func.__qualname__)
            return super().reducer_override(obj)

        def persistent_id(self, obj: Any) -> int | None:
            return apart.number(obj) if apart else None

    file = BytesIO()
    pickler: Any = ByName(file)
    pickler.dump(found)
    return file.getvalue()


def loads(packed: bytes, apart: Sequence[object] = ()) -> Any:
    """What `dumps` has packed, with what was kept apart put back."""

    class Whole(Unpickler):
        def persistent_load(self, pid: int) -> object:
            return apart[pid]

    return Whole(BytesIO(packed)).load()


class Apart:
    """Secrets that must not lie in a file, and what holds them: they stand in what is pickled as numbers alone."""

    def __init__(self, is_secret: Callable[[object], bool]) -> None:
        """`is_secret` knows them."""
        self._is_secret = is_secret
        self.kept: list[object] = []
        self._numbers: dict[int, int] = {}

    def number(self, found: object) -> int | None:
        """Where a secret is in `kept`; None for everything else."""
        if not self._is_secret(found):
            return None
        if id(found) not in self._numbers:
            self._numbers[id(found)] = len(self.kept)
            self.kept.append(found)
        return self._numbers[id(found)]


def _named(module: str, name: str) -> Any:
    return getattr(import_module(module), name)
