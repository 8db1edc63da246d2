"""Customers of a workspace: look one up, merge and un-merge, forget."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from sojourn.errors import UnknownName
from sojourn.identities.kinds import KINDS, is_telling, normal_form
from sojourn.identities.suppression import Suppressed
from sojourn.journeys.journey_store import Generation
from sojourn.journeys.partition import Partition
from sojourn.periods import EPOCH, MICROSECOND
from sojourn.results import Result
from sojourn.store.event_log import EventLog
from sojourn.store.forgetting import Gone
from sojourn.store.hashing import hash_text


class Identifier(Struct, frozen=True):
    """A typed value that names someone."""

    kind: str
    value: str


class CustomerStep(Struct, frozen=True):
    """One step of a customer's history, placed by the stage model; what is not known is None."""

    occurred_at: datetime
    event: str
    touchpoint: str
    channel: str
    stage: str
    value: float | None
    score: float | None
    text: str | None
    properties: dict[str, Any]


class Customer(Result, frozen=True):
    """A customer: the identifiers behind it, all steps in order, and the segments it is in."""

    id: str
    identifiers: tuple[Identifier, ...]
    steps: tuple[CustomerStep, ...]
    segments: dict[str, str]

    def records(self) -> tuple[CustomerStep, ...]:
        """The steps."""
        return self.steps


class Forgotten(Result, frozen=True):
    """What went: one customer, its identifiers and events."""

    identifiers: int
    events: int


class Detailed(Protocol):
    """What knows the words of events."""

    def details(self, seqs: NDArray[np.int64]) -> dict[int, tuple[str | None, str | None]]:
        """Text and properties (JSON) of a few events, by seq."""
        ...


def customer(log: EventLog, generation: Generation, value: str) -> Customer:
    """The customer that an identifier or id names. Raises UnknownName."""
    found = _rows(log, value)
    customer_id = found[0]["customer_id"]
    members = log.people.members(found[0]["customer"])
    identifiers = tuple(Identifier(row["kind"], row["value"]) for row in members.to_pylist())
    place = _place(generation, customer_id)
    if place is None:
        return Customer(customer_id, identifiers, (), {})
    partition, row = place
    return Customer(
        customer_id, identifiers, steps_of(log, generation, partition, row), segments_of(generation, partition, row)
    )


def merge(log: EventLog, value: str, into: str) -> None:
    """Decide that two are one customer, called as `into` is. Raises UnknownName."""
    log.decide("merge", _rows(log, value)[0]["customer"], _rows(log, into)[0]["customer"])


def unmerge(log: EventLog, value: str, from_: str | None) -> None:
    """Decide that an identifier is not its customer's, or not that of `from_`. Raises UnknownName."""
    own = _rows(log, value)[0]
    other = _rows(log, from_)[0] if from_ is not None else None
    log.decide("apart", own["code"], _counterpart(log, own, other))


def forget(log: EventLog, key: bytes, value: str, compiled: int) -> tuple[Forgotten, list[str]]:
    """Delete a customer from the log, and suppress later events; returns under which ids journeys know it.

    `compiled` is the version of the log that journeys are made from. Raises UnknownName.
    """
    members = _same_person(log, int(_rows(log, value)[0]["customer"]))
    telling = {row["value"] for row in members if is_telling(row["kind"], row["value"])}
    telling |= {row["customer_id"] for row in members} - {row["value"] for row in members}
    suppressed = Suppressed(key)
    for row in members:
        suppressed = suppressed.adding(row["kind"], [row["value"]])
    codes, hashes = [row["code"] for row in members], sorted(hash_.hex() for hash_ in suppressed.hashes)
    events = log.forget(Gone(codes, hashes, sorted(telling), suppressed.names, compiled))
    return Forgotten(len(members), events), sorted({row["customer_id"] for row in members})


def _same_person(log: EventLog, customer: int) -> list[dict[str, Any]]:
    """The identifiers of a customer, and of customers who bear one of its telling values as another kind."""
    members: list[dict[str, Any]] = []
    due, seen = [customer], {customer}
    while due:
        found = log.people.members(due.pop()).to_pylist()
        members += found
        for row in found:
            others = log.people.find(row["value"]).to_pylist() if is_telling(row["kind"], row["value"]) else []
            same = {other["customer"] for other in others if other["kind"] != "case_id"} - seen
            due += same
            seen |= same
    return members


def _counterpart(log: EventLog, own: dict[str, Any], other: dict[str, Any] | None) -> int:
    """The identifier that `own` is parted from: the named one, the one it was merged with, or its customer's."""
    if other is not None:
        return int(other["code"])
    decisions = log.people.evidence().decisions.to_pylist()
    merged = [
        row["b"] if row["a"] == own["code"] else row["a"] for row in decisions if own["code"] in (row["a"], row["b"])
    ]
    return int(merged[-1] if merged else own["customer"])


def _rows(log: EventLog, value: str) -> list[dict[str, Any]]:
    """Identifiers named `value`, strongest first; as they are kept, else as they may have been loaded."""
    rows: list[dict[str, Any]] = log.people.find(value).to_pylist()
    for kind in KINDS:
        form = normal_form(kind, value)
        if not rows and form != value:
            rows = [row for row in log.people.find(form).to_pylist() if row["kind"] == kind]
    if not rows:
        raise UnknownName(f'Nobody here is called "{value}". Give an identifier as it was loaded, or a customer id.')
    return rows


def _place(generation: Generation, customer_id: str) -> tuple[Partition, int] | None:
    wanted = np.uint64(hash_text(customer_id))
    for partition in generation.partitions:
        row = int(np.searchsorted(partition.customers.hash, wanted))
        while row < len(partition.customers.hash) and partition.customers.hash[row] == wanted:
            if partition.customers.ids[row].as_py() == customer_id and row not in partition.superseded:
                return partition, row
            row += 1
    return None


def steps_of(log: Detailed, generation: Generation, partition: Partition, row: int) -> tuple[CustomerStep, ...]:
    """The steps of the customer in a row of a partition."""
    span = slice(int(partition.customers.first[row]), int(partition.customers.stop[row]))
    steps = {name: column[span] for name, column in partition.steps.items()}
    details = log.details(steps["seq"])
    names = generation.manifest.names
    return tuple(_step(steps, i, names, details.get(int(seq), (None, None))) for i, seq in enumerate(steps["seq"]))


def _step(
    steps: dict[str, Any], i: int, names: dict[str, tuple[str, ...]], details: tuple[str | None, str | None]
) -> CustomerStep:
    text, properties = details
    return CustomerStep(
        occurred_at=EPOCH + int(steps["occurred_at"][i]) * MICROSECOND,
        event=names["event"][steps["event"][i]],
        touchpoint=names["touchpoint"][steps["touchpoint"][i]],
        channel=names["channel"][steps["channel"][i]],
        stage=names["stage"][steps["stage"][i]],
        value=_number(steps["value"][i]),
        score=_number(steps["score"][i]),
        text=text,
        properties=msgspec.json.decode(properties) if properties else {},
    )


def _number(value: Any) -> float | None:
    return None if np.isnan(value) else float(value)


def segments_of(generation: Generation, partition: Partition, row: int) -> dict[str, str]:
    """The segments that the customer in a row of a partition is in."""
    values = generation.manifest.segments
    codes = {name: int(partition.customers.segments[name][row]) for name in values}
    return {name: values[name][code] for name, code in codes.items() if code}
