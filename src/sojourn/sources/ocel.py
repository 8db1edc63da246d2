"""OCEL 2.0 JSON, object-centric logs (ocel-standard.org): flattened to one object type, the case.

An event that belongs to several cases is one event of each, as in every flattening. The customer is the object of a
type named like one, reached from the event or from its case.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct, field

from sojourn.errors import ColumnsNotFound, UnreadableSource, did_you_mean
from sojourn.sources.documents import documents, packed
from sojourn.sources.recognise import role_of
from sojourn.sources.records import encoded
from sojourn.sources.scratch import Scratch
from sojourn.sources.table import Table
from sojourn.sources.text import chunks_of

_CUSTOMERS = ("customer", "customers", "user", "users", "client", "clients", "consumer", "member")


class _Relation(Struct, rename="camel"):
    object_id: str
    qualifier: str = ""


class _Attribute(Struct):
    name: str
    value: Any = None


class _Event(Struct):
    id: str
    type: str
    time: str
    attributes: list[_Attribute] = field(default_factory=list)
    relationships: list[_Relation] = field(default_factory=list)


class _Object(Struct):
    id: str
    type: str
    relationships: list[_Relation] = field(default_factory=list)


class _Log(Struct):
    events: list[_Event]
    objects: list[_Object]


def open_ocel(opened: Scratch, path: Path, columns: Mapping[str, str | None]) -> Table:
    """An OCEL 2.0 log as a table of documents. `columns` may say which object type is the case or the customer.

    Raises UnreadableSource where the file is no OCEL 2.0 JSON, ColumnsNotFound for an object type it has not.
    """
    try:
        log = msgspec.json.decode(b"".join(chunks_of(path)), type=_Log)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise UnreadableSource(f"{path} is no OCEL 2.0 JSON: {error}. Was it written to the end?") from error
    types = {one.id: one.type for one in log.objects}
    asked = {role_of(role): name for role, name in columns.items()}
    customer = _asked(asked, "user_id", types, path) or _customer_type(types)
    case = _asked(asked, "case_id", types, path) or _busiest(log, types, customer)
    flat = _Flat(log, types, case, customer)
    table = documents(opened, packed(encoded(flat.rows())))
    return table._replace(
        notes=flat.notes(),
        consumed_roles=frozenset(role for role in columns if role_of(role) in ("case_id", "user_id")),
    )


def _asked(asked: Mapping[str, str | None], role: str, types: Mapping[str, str], path: Path) -> str | None:
    name = asked.get(role)
    known = sorted(set(types.values()))
    if name is not None and name not in known:
        raise ColumnsNotFound(
            f'{path.name} has no object type "{name}".{did_you_mean(name, known)} It has: {", ".join(known)}.'
        )
    return name


def _customer_type(types: Mapping[str, str]) -> str | None:
    return next((name for name in sorted(set(types.values())) if name.lower() in _CUSTOMERS), None)


def _busiest(log: _Log, types: Mapping[str, str], customer: str | None) -> str | None:
    """The object type that most events relate to; ties by name."""
    counts = Counter(name for event in log.events for name in {types.get(one.object_id) for one in event.relationships})
    ranked = sorted((-count, name) for name, count in counts.items() if name not in (None, customer))
    return ranked[0][1] if ranked else None


class _Flat:
    """Events as rows of one case type."""

    def __init__(self, log: _Log, types: dict[str, str], case: str | None, customer: str | None) -> None:
        self._log, self._types, self._case, self._customer = log, types, case, customer
        self._objects = {one.id: one for one in log.objects}
        self._shared = 0

    def rows(self) -> Iterator[dict[str, Any]]:
        """One dict per event and case."""
        for event in self._log.events:
            related = self._by_type(event.relationships)
            cases = related.get(self._case or "", [None])
            self._shared += len(cases) > 1
            for case in cases:
                yield self._row(event, related, case, alone=len(cases) == 1)

    def notes(self) -> tuple[str, ...]:
        """What was assumed; complete once all rows are out."""
        said = [f'the case is the object type "{self._case}"'] if self._case else []
        if self._customer:
            said.append(f'the customer is the object type "{self._customer}"')
        if self._shared:
            said.append(f'{self._shared} events belong to several "{self._case}" and are an event of each')
        return tuple(said)

    def _row(self, event: _Event, related: dict[str, list[Any]], case: str | None, alone: bool) -> dict[str, Any]:
        row: dict[str, Any] = {attribute.name: attribute.value for attribute in event.attributes}
        row |= {name: ids for name, ids in related.items() if name not in (self._case, self._customer)}
        row |= {"event": event.type, "occurred_at": event.time, "case_id": case}
        row["event_id"] = event.id if alone else f"{event.id}/{case}"
        row["user_id"] = self._customer_of(related, case)
        return row

    def _customer_of(self, related: dict[str, list[Any]], case: str | None) -> str | None:
        if self._customer is None:
            return None
        direct = related.get(self._customer)
        if not direct and case is not None:
            direct = self._by_type(self._objects[case].relationships).get(self._customer)
        return direct[0] if direct else None

    def _by_type(self, relations: list[_Relation]) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = {}
        for relation in relations:
            if (name := self._types.get(relation.object_id)) is not None:
                found.setdefault(name, []).append(relation.object_id)
        return found
