from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.errors import DefinitionError, UnknownName
from sojourn.identities.kinds import KINDS, all_kinds, caps_of, is_blocked, normal_form


def test_a_customer_has_one_user_id_and_up_to_five_of_each_other_kind() -> None:
    kinds = all_kinds(["crm_id"])
    assert kinds == (*KINDS, "crm_id")
    assert caps_of(kinds).tolist() == [1, 5, 5, 5, 5, 5, 5]
    assert caps_of(kinds, {"email": 2, "crm_id": 1}).tolist() == [1, 5, 2, 5, 5, 5, 1]


@pytest.mark.parametrize("value", [None, "", "  ", "0", "-1", "NULL", " undefined", "Anonymous", "unknown", "test"])
def test_placeholders_name_nobody(value: str | None) -> None:
    assert is_blocked(value)


@pytest.mark.parametrize("value", ["000", "00000000-0000-0000-0000-000000000000", "+0000"])
def test_all_zeros_name_nobody(value: str) -> None:
    assert is_blocked(value)


@pytest.mark.parametrize("value", ["1", "10", "-10", "00a", "testimony", "u_0", "é"])
def test_other_values_name_somebody(value: str) -> None:
    assert not is_blocked(value)


@pytest.mark.parametrize(
    ("kind", "value", "normal"),
    [
        ("email", " Anna@Example.COM ", "anna@example.com"),
        ("phone", "+49 (0)170 123-45", "+4917012345"),
        ("phone", "0049 170 12345", "+4917012345"),
        ("phone", "1 (415) 555-2671", "+14155552671"),
        ("phone", "0170 12345", "+017012345"),
        ("phone", "none", ""),
        ("user_id", " U_42 ", "U_42"),
    ],
)
def test_one_spelling_for_each_value(kind: str, value: str, normal: str) -> None:
    assert normal_form(kind, value) == normal


@given(st.sampled_from(KINDS), st.text())
def test_a_normal_form_is_its_own_normal_form(kind: str, value: str) -> None:
    once = normal_form(kind, value)
    assert normal_form(kind, once) == once


def test_a_cap_for_a_kind_that_is_not_there_proposes_the_nearest() -> None:
    with pytest.raises(UnknownName, match='Did you mean "email"'):
        caps_of(overrides={"emial": 2})


def test_a_cap_below_one_is_refused() -> None:
    with pytest.raises(DefinitionError, match='cap of "email" is 0'):
        caps_of(overrides={"email": 0})


def test_a_kind_cannot_be_there_twice() -> None:
    with pytest.raises(DefinitionError, match='"email" is there twice'):
        all_kinds(["email"])


def test_kinds_must_fit_their_codes() -> None:
    with pytest.raises(DefinitionError, match="at most 256"):
        all_kinds(f"kind_{i}" for i in range(251))
