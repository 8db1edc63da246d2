"""The log of a cluster's workspace, as its driver sees it: load, look up people, decide who is who."""

from __future__ import annotations

from typing import NamedTuple

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.engines.protocol import Progress
from sojourn.engines.spark import ledger, partition_files, traits
from sojourn.engines.spark.compiling import JOINED
from sojourn.engines.spark.engine import SparkEngine
from sojourn.engines.spark.forgetting import Gone, forget
from sojourn.engines.spark.jobs import Jobs
from sojourn.engines.spark.ledger import Decided
from sojourn.engines.spark.loading import Loading
from sojourn.engines.spark.rejects import all_rejects
from sojourn.engines.spark.running import Place
from sojourn.engines.spark.sources import Asked
from sojourn.engines.spark.storage import Storage
from sojourn.errors import UnknownName
from sojourn.identities.customers import customer_id
from sojourn.identities.kinds import KINDS, is_telling, normal_form
from sojourn.identities.suppression import Suppressed
from sojourn.journeys.partition import Partition
from sojourn.journeys.plan import partition_of
from sojourn.store.hashing import hash_text
from sojourn.store.reports import LoadReport


class Identified(NamedTuple):
    """An identifier, the id of its customer, and the identifier that stands for that customer."""

    kind: str
    value: str
    customer: str
    stands: tuple[str, str]


class At(NamedTuple):
    """The row of a customer in a partition."""

    partition: Partition
    row: int


class ClusterLog:
    """Changes replace the ledger in one step; one process at a time makes them (the folder's lock sees to that)."""

    def __init__(self, jobs: Jobs, storage: Storage, engine: SparkEngine, key: bytes) -> None:
        """The log in `storage`."""
        self._jobs, self._storage, self._engine, self._key = jobs, storage, engine, key

    def load(self, source: object, asked: Asked, name: str | None, progress: Progress) -> LoadReport:
        """Load a source as one load."""
        found = ledger.read(self._storage)
        return Loading(self._jobs, self._storage, found, self.suppressed(), progress).run(source, asked, name)

    def suppressed(self) -> Suppressed:
        """Who was forgotten and stays so."""
        hashes = ledger.read(self._storage).suppressed
        return Suppressed(self._key, frozenset(bytes.fromhex(one) for one in hashes))

    def forget(self, value: str) -> tuple[int, int]:
        """Delete a customer; returns how many identifiers and events went. Raises UnknownName."""
        members = self._same_person(self.find(value)[0].customer)
        telling = {said for kind, said, _ in members if is_telling(kind, said)}
        telling |= {called for _, _, called in members} - {said for _, said, _ in members}
        suppressed = Suppressed(self._key)
        for kind, said, _ in members:
            suppressed = suppressed.adding(kind, [said])
        identifiers = tuple((kind, said) for kind, said, _ in members)
        events = forget(self._jobs, self._storage, Gone(identifiers, tuple(sorted(telling)), suppressed))
        self._engine.drop()
        return len(members), events

    def _same_person(self, customer: str) -> list[tuple[str, str, str]]:
        """Identifiers (kind, value, customer) of a customer, and of who bears a telling value as another kind."""
        members: list[tuple[str, str, str]] = []
        due, seen = [customer], {customer}
        while due:
            called = due.pop()
            for kind, said in self.members(called):
                members.append((kind, said, called))
                others = self._called(said, [(one, said) for one in KINDS]) if is_telling(kind, said) else []
                same = {other.customer for other in others if other.kind != "case_id"} - seen
                due += same
                seen |= same
        return members

    def load_customers(self, rows: pa.Table) -> int:
        """Keep attributes (kind, value, name, trait); returns how many customers changed."""
        before = ledger.read(self._storage)
        after, changed = traits.added(self._storage, before, rows)
        if changed:
            ledger.write(self._storage, after)
            self._storage.remove([before.traits] if before.traits else [])
        return changed

    def rejects(self) -> pa.Table:
        """All rejects kept so far."""
        return all_rejects(self._storage, ledger.read(self._storage))

    def decide(self, kind: str, a: tuple[str, str], b: tuple[str, str]) -> None:
        """Keep what a person decided about two identifiers."""
        before = ledger.read(self._storage)
        decided = (*before.decisions, Decided(kind, a, b))
        ledger.write(self._storage, msgspec.structs.replace(before, decisions=decided))

    def partner(self, found: Identified) -> tuple[str, str]:
        """The identifier that this one was last merged with, or else the one that stands for its customer."""
        own = (found.kind, found.value)
        pairs = [(one.a, one.b) for one in ledger.read(self._storage).decisions if own in (one.a, one.b)]
        if not pairs:
            return found.stands
        a, b = pairs[-1]
        return b if a == own else a

    def find(self, value: str) -> list[Identified]:
        """Identifiers or customers named `value`, strongest first, as kept or as they may be written.

        Raises UnknownName.
        """
        found = self._called(value, [(kind, value) for kind in KINDS])
        for kind in KINDS:
            form = normal_form(kind, value)
            if not found and form != value:
                found = [one for one in self._called(form, [(kind, form)]) if one.kind == kind]
        if not found:
            raise UnknownName(
                f'Nobody here is called "{value}". Give an identifier as it was loaded, or a customer id.'
            )
        return found

    def members(self, customer: str) -> list[tuple[str, str]]:
        """The identifiers of a customer, by kind and value."""
        place = self._place()
        joined = place.storage.table(f"{place.folder}/{JOINED}").to_pylist()
        members = {(KINDS[row["kind"]], row["value"]) for row in joined if row["customer"] == customer}
        return sorted(members | set(self._own(place, customer)))

    def at(self, customer: str) -> At | None:
        """Where the steps of a customer are; None where there are none."""
        place = self._place()
        number = self._number(place, customer)
        found = partition_files.read(place.storage, place.folder, place.manifest.partitions[number].name)
        row = _row(found, customer)
        return None if row is None else At(found, row)

    def details(self, seqs: NDArray[np.int64], partition: str) -> dict[int, tuple[str | None, str | None]]:
        """Text and properties (JSON) of a few events of a partition, by seq."""
        place = self._place()
        rows = partition_files.read_beside(place.storage, place.folder, partition, ["seq", "text", "properties"])
        rows = rows.filter(pa.array(np.isin(rows["seq"].to_numpy(), seqs)))
        return {row["seq"]: (row["text"], row["properties"]) for row in rows.to_pylist()}

    def _place(self) -> Place:
        return self._engine.place(self._engine.generation())

    def _number(self, place: Place, customer: str) -> int:
        hashed = np.array([hash_text(customer)], np.uint64)
        return int(partition_of(hashed, len(place.manifest.partitions))[0])

    def _called(self, value: str, identifiers: list[tuple[str, str]]) -> list[Identified]:
        place = self._place()
        joined = place.storage.table(f"{place.folder}/{JOINED}").to_pylist()
        found = {
            (KINDS[row["kind"]], row["value"]): (row["customer"], (KINDS[row["stands_kind"]], row["stands"]))
            for row in joined
            if value in (row["value"], row["customer"])
        }
        for customer in dict.fromkeys([value, *(customer_id(kind, said, self._key) for kind, said in identifiers)]):
            for who in self._own(place, customer):
                if who not in found and (who[1] == value or customer == value):
                    found[who] = (customer, who)
        rows = [Identified(*who, *said) for who, said in found.items()]
        return sorted(rows, key=lambda one: KINDS.index(one.kind))

    def _own(self, place: Place, customer: str) -> list[tuple[str, str]]:
        """The identifiers that the events of a customer came with."""
        name = place.manifest.partitions[self._number(place, customer)].name
        row = _row(partition_files.read(place.storage, place.folder, name), customer)
        if row is None:
            return []
        said = partition_files.identifiers_of(place.storage, place.folder, name)[row].as_py()
        parts = [one.split(" ", 1) for one in said]
        return [(kind, value) for kind, value in parts]


def _row(found: Partition, customer: str) -> int | None:
    hashes = found.customers.hash
    row = int(np.searchsorted(hashes, np.uint64(hash_text(customer))))
    there = row < len(hashes) and found.customers.ids[row].as_py() == customer
    return row if there else None
