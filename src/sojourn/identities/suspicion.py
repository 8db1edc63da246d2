"""Suspicion: customers whose identifiers look like those of several people, for `sojourn doctor`."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from sojourn.identities.kinds import KINDS
from sojourn.identities.resolution import CAP, Edges, Identifiers, Resolution

Array = NDArray[Any]

# From how many identifiers on a customer is looked at: of one kind, or of all kinds together.
MANY_EMAILS: Final = 3
MANY_PHONES: Final = 4
MANY_IDENTIFIERS: Final = 21

_USER_ID: Final = KINDS.index("user_id")
_EMAIL: Final = KINDS.index("email")
_PHONE: Final = KINDS.index("phone")
_ANONYMOUS_ID: Final = KINDS.index("anonymous_id")


class SuspiciousMerge(Struct, frozen=True):
    """A customer to look at. Identifiers are codes; who holds the values turns them into text.

    `reason` is "many emails", "many phones", "many identifiers" (`identifiers`: those), or "shared device"
    (`identifiers`: the anonymous id, then the user ids it was seen with).
    """

    customer: int
    reason: str
    identifiers: tuple[int, ...]


def suspicious_merges(identifiers: Identifiers, edges: Edges, resolution: Resolution) -> tuple[SuspiciousMerge, ...]:
    """What a person should look at, by reason, most identifiers first, then by customer."""
    kind, cluster = identifiers.kind, resolution.cluster
    return (
        *_many("many emails", np.flatnonzero(kind == _EMAIL), cluster, MANY_EMAILS),
        *_many("many phones", np.flatnonzero(kind == _PHONE), cluster, MANY_PHONES),
        *_many("many identifiers", np.arange(len(kind)), cluster, MANY_IDENTIFIERS),
        *_shared_devices(kind, edges, resolution),
    )


def _many(reason: str, codes: Array, cluster: Array, least: int) -> list[SuspiciousMerge]:
    """Customers with at least `least` of the identifiers `codes`."""
    counts = np.bincount(cluster[codes], minlength=len(cluster))
    found: defaultdict[int, list[int]] = defaultdict(list)
    for code in codes[counts[cluster[codes]] >= least].tolist():
        found[int(cluster[code])].append(code)
    return _sorted([SuspiciousMerge(customer, reason, tuple(group)) for customer, group in found.items()])


def _shared_devices(kind: Array, edges: Edges, resolution: Resolution) -> list[SuspiciousMerge]:
    """Anonymous ids that belong to one user and were refused, by a cap, to others."""
    refused = resolution.refused[resolution.reasons == CAP]
    users: defaultdict[int, set[int]] = defaultdict(set)
    for one, other in zip(edges.a[refused].tolist(), edges.b[refused].tolist(), strict=True):
        user, device = sorted((one, other), key=lambda code: int(kind[code]))
        if kind[user] == _USER_ID and kind[device] == _ANONYMOUS_ID:
            users[device].add(user)
    owners = _users_of(kind, resolution.cluster, [int(resolution.cluster[device]) for device in users])
    found = []
    for device, others in users.items():
        customer = int(resolution.cluster[device])
        both = sorted(others | owners[customer])
        if len(both) > 1:
            found.append(SuspiciousMerge(customer, "shared device", (device, *both)))
    return _sorted(found)


def _users_of(kind: Array, cluster: Array, customers: list[int]) -> defaultdict[int, set[int]]:
    """The user ids of each of `customers`."""
    users = np.flatnonzero(kind == _USER_ID)
    wanted = np.zeros(len(kind), np.bool_)
    wanted[customers] = True
    owned: defaultdict[int, set[int]] = defaultdict(set)
    for user in users[wanted[cluster[users]]].tolist():
        owned[int(cluster[user])].add(user)
    return owned


def _sorted(merges: list[SuspiciousMerge]) -> list[SuspiciousMerge]:
    return sorted(merges, key=lambda merge: (-len(merge.identifiers), merge.customer, merge.identifiers))
