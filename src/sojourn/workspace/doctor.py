"""What a careful person would look at before trusting a workspace."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from msgspec import Struct

from sojourn.identities.suspicion import suspicious_merges
from sojourn.identities.unify import evidence_of, resolution_of
from sojourn.journeys.coverage import Coverage, coverage
from sojourn.journeys.stages import StageModel
from sojourn.results import Result
from sojourn.store.event_log import EventLog

LISTED = 100


class Suspicion(Struct, frozen=True):
    """A customer that may be several people: why, and the identifiers that say so."""

    customer: str
    reason: str
    identifiers: tuple[str, ...]


class RefusedEdge(Struct, frozen=True):
    """Two identifiers that one event joined and that were kept apart: by a cap, or because a person said so."""

    identifier: str
    other: str
    reason: str


class ClockProblem(Struct, frozen=True):
    """Events of a source whose times cannot be quite right."""

    source: str
    problem: str
    events: int


class RejectCount(Struct, frozen=True):
    """How many rows of a source were kept as rejects for one reason."""

    source: str
    reason: str
    rows: int


class Diagnosis(Result, frozen=True):
    """Everything worth a look. Lists hold at most 100 entries; the counts beside them are complete."""

    events: int
    customers: int
    duplicates: int
    names: Coverage
    suspicions: tuple[Suspicion, ...]
    refused: tuple[RefusedEdge, ...]
    refused_edges: int
    clocks: tuple[ClockProblem, ...]
    rejects: tuple[RejectCount, ...]

    def records(self) -> tuple[RejectCount, ...]:
        """The rejects by source and reason."""
        return self.rejects


def diagnose(log: EventLog, model: StageModel) -> Diagnosis:
    """Look at everything."""
    with log.snapshot() as seen:
        names, kinds = seen.names(), seen.kinds_of_event()
    counts = zip((names[code] for code in kinds["event"].to_pylist()), kinds["events"].to_pylist(), strict=True)
    counted = log.counts()
    return Diagnosis(
        events=counted.events,
        customers=counted.customers,
        duplicates=counted.duplicates,
        names=coverage(model, counts),
        suspicions=_suspicions(log),
        refused=tuple(RefusedEdge(*row) for row in log.people.refused(LISTED)),
        refused_edges=counted.refused,
        clocks=tuple(ClockProblem(*row) for row in log.clock_problems(datetime.now(UTC) + timedelta(days=1))),
        rejects=tuple(RejectCount(*row) for row in log.reject_counts()),
    )


def _suspicions(log: EventLog) -> tuple[Suspicion, ...]:
    found = log.people.evidence()
    if len(found.edges) + len(found.decisions) == 0:
        return ()
    words = [
        f"{kind} {value}"
        for kind, value in zip(*(found.identifiers[c].to_pylist() for c in ("kind", "value")), strict=True)
    ]
    identifiers, edges = evidence_of(found)
    merges = suspicious_merges(identifiers, edges, resolution_of(found))
    return tuple(
        Suspicion(words[merge.customer], merge.reason, tuple(words[code] for code in merge.identifiers))
        for merge in merges[:LISTED]
    )
