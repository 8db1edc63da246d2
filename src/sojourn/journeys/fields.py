"""What conditions and breakdowns can ask of a step or a customer, as columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from sojourn.conditions import Coded, Column, Numbers
from sojourn.errors import UnknownName, did_you_mean
from sojourn.journeys.manifest import Manifest
from sojourn.journeys.partition import Array, Customers

NAMED = ("event", "touchpoint", "channel", "stage")
NUMBERS = ("value", "score", "occurred_at")
OF_LOG = ("case_id", "currency", "score_kind", "text", "source", "event_id")
"""Columns of the log that partitions do not carry; like properties they are looked up by `seq`."""


class Field(Protocol):
    """A property, or a column that partitions do not carry, as codes and the words behind them; code 0 is null."""

    @property
    def names(self) -> list[str | None]:
        """The words, by code; the same for all partitions, so that partial results can speak of codes."""
        ...

    def of(self, seqs: NDArray[np.int64]) -> NDArray[np.uint32]:
        """The code of each of some steps."""
        ...

    def counts(self) -> NDArray[np.int64]:
        """How many events of the whole log have each code."""
        ...


class FieldOfLog(NamedTuple):
    """A field of all events at once: `names[codes[seq]]`."""

    codes: NDArray[np.uint32]
    names: list[str | None]

    def of(self, seqs: NDArray[np.int64]) -> NDArray[np.uint32]:
        """The code of each of some steps."""
        return self.codes.take(seqs)

    def counts(self) -> NDArray[np.int64]:
        """How many events have each code."""
        return np.bincount(self.codes, minlength=len(self.names))


Lookup = Callable[[str], Field]


def column_of_steps(name: str, steps: Mapping[str, Array], manifest: Manifest, lookup: Lookup) -> Column:
    """A field of each step: a named one, a number, or a property (`plan`, `properties.plan`)."""
    if name in NAMED:
        return Coded(steps[name], manifest.names[name])
    if name in ("value", "score"):
        return Numbers(steps[name])
    if name == "occurred_at":
        return Numbers(steps[name], time=True)
    field = lookup(name.removeprefix("properties."))
    return Coded(field.of(steps["seq"]), field.names)


def property_named(name: str) -> str:
    """The field that `property:NAME` means: a property may be called like a column, such as "channel"."""
    return f"properties.{name}" if name in NAMED else name


def column_of_customers(name: str, customers: Customers, manifest: Manifest) -> Coded:
    """A field of each customer: `customer_id` or a segment. Raises UnknownName."""
    if name == "customer_id":
        ids = customers.ids.to_pylist()
        return Coded(np.arange(len(ids)), ids)
    codes = customers.segments.get(name) if name in manifest.segments else None
    if codes is None:
        known = ("customer_id", *manifest.segments)
        raise UnknownName(
            f'Nothing called "{name}" is known of customers.{did_you_mean(name, known)} Known: {", ".join(known)}.'
        )
    return Coded(codes, (None, *manifest.segments[name][1:]))
