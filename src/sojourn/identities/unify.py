"""Bring identifiers together to customers, whenever the evidence in the log has changed."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sojourn.identities.customers import PLAIN, customer_id
from sojourn.identities.kinds import KINDS, caps_of
from sojourn.identities.resolution import REASONS, Decision, Edges, Identifiers, Resolution, resolve
from sojourn.store.people import Evidence, People


def unify(people: People, key: bytes) -> None:
    """Recompute customers from identifiers, edges and decisions, as far as these have changed since the last time.

    What joins identifiers decides about all that are connected with them, and about nobody else.
    """
    if people.is_resolved():
        return
    people.name(_public_ids(people.unnamed(sorted(PLAIN)), key))
    touched = people.joined_since()
    if touched is None or len(touched):
        _resolve(people, touched)
    people.are_resolved()


def _resolve(people: People, touched: NDArray[np.int32] | None) -> None:
    found = people.evidence(touched)
    codes, resolution = found.identifiers["code"].to_numpy(), resolution_of(found)
    members = np.flatnonzero(np.arange(len(codes)) != resolution.cluster)
    clusters = pa.table({"code": codes[members], "customer": codes[resolution.cluster[members]]})
    refused = found.edges.select(["a", "b"]).take(pa.array(resolution.refused))
    reasons = pa.array([REASONS[reason] for reason in resolution.reasons], pa.string())
    people.write_customers(clusters, refused.append_column("reason", reasons), touched)


def resolution_of(found: Evidence) -> Resolution:
    """Customers by position in `found.identifiers`."""
    identifiers, edges = evidence_of(found)
    codes, decisions = found.identifiers["code"].to_numpy(), found.decisions
    together = [kind == "merge" for kind in decisions["kind"].to_pylist()]
    pairs = zip(_position(codes, decisions["a"]), _position(codes, decisions["b"]), together, strict=True)
    return resolve(identifiers, edges, caps_of(KINDS), [Decision(int(a), int(b), joined) for a, b, joined in pairs])


def evidence_of(found: Evidence) -> tuple[Identifiers, Edges]:
    """Evidence as arrays over positions in `found.identifiers`."""
    identifiers, codes = found.identifiers, found.identifiers["code"].to_numpy()
    kinds = np.array([KINDS.index(kind) for kind in identifiers["kind"].to_pylist()], np.uint8)
    a, b = _position(codes, found.edges["a"]), _position(codes, found.edges["b"])
    return (
        Identifiers(kinds, identifiers["first_seen"].to_numpy(), _rank(identifiers)),
        Edges(a, b, found.edges["first_seen"].to_numpy()),
    )


def _position(codes: NDArray[np.int32], wanted: pa.ChunkedArray) -> NDArray[np.int32]:
    found: NDArray[np.int32] = np.searchsorted(codes, wanted.to_numpy()).astype(np.int32)
    return found


def _rank(identifiers: pa.Table) -> NDArray[np.int64]:
    """Each identifier's place in the order of (kind, value)."""
    order = pc.sort_indices(identifiers, [("kind", "ascending"), ("value", "ascending")]).to_numpy()
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    return rank


def _public_ids(unnamed: pa.Table, key: bytes) -> pa.Table:
    """Public ids of identifiers whose value is not the id itself.

    A case that is called like a user is `case_id:VALUE`: two customers never share an id.
    """
    pairs = zip(unnamed["kind"].to_pylist(), unnamed["value"].to_pylist(), strict=True)
    ids = [f"case_id:{value}" if kind == "case_id" else customer_id(kind, value, key) for kind, value in pairs]
    return pa.table({"code": unnamed["code"], "customer": pa.array(ids, pa.string())})
