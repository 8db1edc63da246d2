"""Questions travel to workers: measures are nested functions, which the standard pickle does not take."""

from __future__ import annotations

from importlib import import_module
from io import BytesIO
from typing import Any


def dumps(found: object) -> bytes:
    """Pickle functions and what they stand on.

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

    file = BytesIO()
    pickler: Any = ByName(file)
    pickler.dump(found)
    return file.getvalue()


def loads(packed: bytes) -> Any:
    """What `dumps` has packed."""
    from pyspark import cloudpickle

    return cloudpickle.loads(packed)


def _named(module: str, name: str) -> Any:
    return getattr(import_module(module), name)
