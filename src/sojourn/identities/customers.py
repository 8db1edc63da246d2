"""The public id of a customer: stable, made from the identifier that stands for it, and safe to export."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sojourn.identities.keyed import keyed_hash
from sojourn.identities.kinds import KINDS, PERSONAL, normal_form

# These values are the id as they stand; they are what a company calls its customer.
PLAIN = frozenset({"user_id", "case_id"})
_HASH_DIGITS = 16


def customer_id(kind: str, value: str, key: bytes) -> str:
    """The public id of the customer that an identifier stands for; `value` in normal form.

    A user id or case id is the id. An e-mail address or phone number becomes `email-` or `phone-` and 16 hex
    digits of its hash under the workspace `key`, because ids travel to exports. Any other is `kind:value`.
    """
    if kind in PLAIN:
        return value
    if kind in PERSONAL:
        return f"{kind}-{keyed_hash(key, 'customer', kind, normal_form(kind, value)).hex()[:_HASH_DIGITS]}"
    return f"{kind}:{value}"


def customer_ids(kind: NDArray[np.uint8], values: Any, key: bytes, kinds: Sequence[str] = KINDS) -> Any:
    """`customer_id` of many: kinds uint8[n] and a pyarrow string array of n values without nulls, to another.

    Where all are user or case ids, the result is `values` itself, not a copy.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    plain = [code for code, name in enumerate(kinds) if name in PLAIN]
    others = ~np.isin(kind, plain)
    if not others.any():
        return values
    texts = values.take(pa.array(np.flatnonzero(others))).to_pylist()
    pairs = zip(kind[others].tolist(), texts, strict=True)
    ids = pa.array([customer_id(kinds[code], text, key) for code, text in pairs], values.type)
    return pc.replace_with_mask(values, pa.array(others), ids)
