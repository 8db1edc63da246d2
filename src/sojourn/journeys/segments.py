"""Segments by condition: "yes", "no", or none where nothing is known. They are made when somebody asks for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from sojourn.conditions import Coded, Column, Not, evaluate
from sojourn.errors import DefinitionError, did_you_mean
from sojourn.journeys.from_behaviour import segments_of
from sojourn.journeys.stored import Segment

VALUES = ("", "no", "yes")
Codes = NDArray[np.uint32]
Names = Mapping[str, tuple[str, ...]]


class Segments(Mapping[str, Codes]):
    """Codes of each segment, uint32[customers]: what is known of customers, and what conditions make of it.

    A definition that changes therefore asks for nothing to be compiled.
    """

    def __init__(self, known: Mapping[str, Codes], names: Names, made: tuple[Segment, ...], customers: int) -> None:
        """`known`: codes by attribute, none where an attribute is as yet unknown here; `names`: values by code."""
        self.known, self._names, self._customers = known, names, customers
        self._made = {segment.name: segment for segment in made}

    def __getitem__(self, name: str) -> Codes:
        if name in self._made:
            attributes = {name: self._attribute(name) for name in self._names}
            return segment_codes(self._made[name], attributes, self._names, self._customers)
        return self._attribute(name)

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys((*self._names, *self._made)))

    def __len__(self) -> int:
        return len({*self._names, *self._made})

    def _attribute(self, name: str) -> Codes:
        if name not in self._names:
            raise KeyError(name)
        nothing: Codes = np.zeros(self._customers, np.uint32)
        return self.known.get(name, nothing)


def attributes(segments: Mapping[str, Codes]) -> Mapping[str, Codes]:
    """What is known of customers, without what conditions make of it."""
    return segments.known if isinstance(segments, Segments) else segments


def names_of(attributes: Names, made: tuple[Segment, ...]) -> dict[str, tuple[str, ...]]:
    """The values of every segment, by code. Raises DefinitionError for a segment that cannot be."""
    nobody = Segments({}, attributes, made, 0)
    for segment in made:
        nobody[segment.name]
    return {**segments_of(attributes), **dict.fromkeys((segment.name for segment in made), VALUES)}


def segment_codes(segment: Segment, known: Mapping[str, Codes], names: Names, customers: int) -> Codes:
    """Codes into VALUES, uint32[customers]. `known` holds what is known of customers, `names` the words behind it."""

    def column(field: str) -> Column:
        if field not in known:
            there = ", ".join(known) or "nothing"
            raise DefinitionError(
                f'Segment "{segment.name}" asks for "{field}".{did_you_mean(field, known)} Known of customers: {there}.'
            )
        return Coded(known[field], (None, *names[field][1:]))

    inside = evaluate(segment.customers, column, customers)
    outside = evaluate(Not(segment.customers), column, customers)
    return np.where(inside, 2, np.where(outside, 1, 0)).astype(np.uint32)
