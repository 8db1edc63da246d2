"""Whom a change of the log has touched: whose history is to be made anew, and from what."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.journeys.manifest import Manifest
from sojourn.store.snapshot import Snapshot

Codes = NDArray[np.int32]
NOBODY = -1


class Touched(NamedTuple):
    """Touched customers, and where their histories are to be found.

    `standing` are the codes that stand for them, in the order of `ids`. `code` (ascending) and `customer` lead from
    identifiers to customers, by their place in `ids`. `was` names customers whose history is superseded and `becomes`
    the place of whose it is by now; -1: it was divided among several, who are read from the log once more, as are all
    `reread` identifiers.
    """

    ids: pa.Array
    standing: Codes
    code: Codes
    customer: NDArray[np.int64]
    was: pa.Array
    becomes: NDArray[np.int64]
    reread: Codes


def touched(log: Snapshot, since: Manifest) -> Touched | None:
    """Whom everything after a generation has touched; None where it may be anybody."""
    moved = log.moved(since.log_version)
    if moved is None:
        return None
    code, was = moved["code"].to_numpy(), moved["was"].to_numpy()
    told = log.told(since.traits)
    now = log.customers_of(np.concatenate([log.seen(since.loaded), told, code]))
    elsewhere = _customer_of(now, code) != was  # some have come back to whom they belonged to
    follows, divided = _follow(code[elsewhere], was[elsewhere], _customer_of(now, code[elsewhere]))
    reread = log.members(np.array(sorted(divided), np.int32)) if divided else np.zeros(0, np.int32)
    if len(reread):
        now = log.customers_of(np.concatenate([now["code"].to_numpy(), reread]))
    standing, first, place = np.unique(now["customer"].to_numpy(), return_index=True, return_inverse=True)
    old = log.ids_of(np.array(sorted(follows), np.int32))
    heirs = [NOBODY if follows[c] in divided else follows[c] for c in old["code"].to_pylist()]
    becomes = np.where(np.array(heirs, np.int64) < 0, NOBODY, np.searchsorted(standing, heirs))
    return Touched(
        now["customer_id"].take(pa.array(first)).combine_chunks(),
        standing,
        now["code"].to_numpy(),
        place,
        old["customer_id"].combine_chunks(),
        becomes.astype(np.int64),
        reread,
    )


def _follow(code: Codes, was: Codes, now: Codes) -> tuple[dict[int, int], set[int]]:
    """To whom each customer's history goes, and customers whose history cannot be told but from the log.

    A customer all of whose identifiers went the same way, its own included, has simply become another.
    """
    targets: dict[int, set[int]] = {}
    for old, customer in zip(was.tolist(), now.tolist(), strict=True):
        targets.setdefault(old, set()).add(customer)
    went = set(code.tolist())
    for old in targets.keys() - went:
        targets[old].add(old)
    divided = set().union(*(to for to in targets.values() if len(to) > 1))
    return {old: next(iter(to)) for old, to in targets.items()}, divided


def _customer_of(now: pa.Table, code: Codes) -> Codes:
    found: Codes = now["customer"].to_numpy()[np.searchsorted(now["code"].to_numpy(), code)]
    return found
