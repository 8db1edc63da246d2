"""Errors of Sojourn's travel from workers as text that says which one it is; nothing in it is ever executed."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Collection

import msgspec

from sojourn import errors
from sojourn.errors import SojournError

_SAID = re.compile(r"sojourn-error:([0-9a-f]{32}):([A-Za-z0-9+/=]+)")


def packed(error: SojournError) -> bytes:
    """The name of an error's class and its arguments, as JSON. A class of elsewhere travels as what it is made of."""
    kind = next(one for one in type(error).__mro__ if getattr(errors, one.__name__, None) is one)
    return msgspec.json.encode((kind.__name__, [str(argument) for argument in error.args]))


def unpacked(said: bytes) -> SojournError:
    """The error that `packed` gives. Raises msgspec.DecodeError for anything else."""
    name, arguments = msgspec.json.decode(said, type=tuple[str, list[str]])
    kind = getattr(errors, name, None)
    if not (isinstance(kind, type) and issubclass(kind, SojournError)):
        raise msgspec.ValidationError(f"{name} is no error of Sojourn's")
    error: SojournError = kind.__new__(kind)
    error.args = tuple(arguments)
    return error


def marked(error: SojournError, token: str) -> str:
    """A text that carries an error through Spark, which hands on texts alone. `token` shows that a job made it."""
    return f"sojourn-error:{token}:{b64encode(packed(error)).decode()} {error}"


def found_in(text: str, tokens: Collection[str]) -> SojournError | None:
    """The error that a text carries with one of these tokens; what only looks like one is text."""
    for token, said in _SAID.findall(text):
        if token in tokens:
            return unpacked(b64decode(said))
    return None


class telling:  # noqa: N801 - reads as a sentence after "with"
    """On a worker: an error of Sojourn's travels whole, in the text that Spark hands on."""

    def __init__(self, token: str) -> None:
        """`token` is the job's, made by the driver: nobody who only writes data knows it."""
        self._token = token

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, SojournError):
            raise RuntimeError(marked(error, self._token)) from None
