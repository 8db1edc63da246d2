from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from sojourn.errors import WorkspaceFormat
from sojourn.identities.customers import customer_id, customer_ids
from sojourn.identities.keyed import new_key
from sojourn.identities.kinds import KINDS

KEY = bytes(range(32))


def test_the_public_id_of_a_customer() -> None:
    assert customer_id("user_id", "u_42", KEY) == "u_42"
    assert customer_id("case_id", "1001", KEY) == "1001"
    assert customer_id("anonymous_id", "a1", KEY) == "anonymous_id:a1"
    assert customer_id("loyalty_card", "77", KEY) == "loyalty_card:77"
    # printf 'customer\0email\0anna@example.com' | openssl dgst -sha256 -mac HMAC -macopt hexkey:000102...1f
    assert customer_id("email", "anna@example.com", KEY) == "email-af250dadb9af607d"


def test_an_address_has_one_id_however_it_is_spelt_and_another_in_every_workspace() -> None:
    anna = customer_id("email", "anna@example.com", KEY)
    assert customer_id("email", " Anna@Example.com", KEY) == anna
    assert customer_id("email", "anna@example.com", new_key()) != anna
    assert customer_id("phone", "+49 170 1234567", KEY) == customer_id("phone", "00491701234567", KEY)


def test_user_ids_pass_through_without_a_copy() -> None:
    values = pa.array(["u1", "u2"])
    assert customer_ids(np.array([0, 0], np.uint8), values, KEY) is values


@pytest.mark.parametrize("text", [pa.string(), pa.large_string()])
def test_many_ids_equal_single_ones(text: pa.DataType) -> None:
    kind = np.array([0, 4, 2, 5, 3, 1, 6], np.uint8)
    kinds = (*KINDS, "crm_id")
    values = pa.array(["u1", "a1", "b@c.de", "c1", "+49170", "77", "k9"], text)
    expected = [customer_id(kinds[code], value, KEY) for code, value in zip(kind, values.to_pylist(), strict=True)]
    ids = customer_ids(kind, values, KEY, kinds)
    assert ids.to_pylist() == expected
    assert ids.type == text


def test_a_short_key_is_refused() -> None:
    with pytest.raises(WorkspaceFormat, match="Restore it from a backup"):
        customer_id("email", "anna@example.com", b"short")
