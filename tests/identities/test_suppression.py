from __future__ import annotations

from sojourn.identities.customers import customer_id
from sojourn.identities.keyed import new_key
from sojourn.identities.suppression import Suppressed, suppression_hash

KEY = bytes(range(32))


def test_a_deleted_address_is_recognised_in_every_spelling() -> None:
    suppressed = Suppressed(KEY).adding("email", ["anna@example.com"])
    later = ["bob@example.com", " ANNA@example.com", None]
    assert suppressed.hides("email", later) == [False, True, False]


def test_a_value_is_hidden_for_its_own_kind_only() -> None:
    suppressed = Suppressed(KEY).adding("user_id", ["42"])
    assert suppressed.hides("loyalty_card", ["42"]) == [False]


def test_nothing_readable_is_kept() -> None:
    suppressed = Suppressed(KEY).adding("email", ["anna@example.com"])
    assert all(len(kept) == 32 and b"anna" not in kept for kept in suppressed.hashes)
    assert repr(suppressed) == "Suppressed(1 identifiers)"


def test_hashes_survive_being_stored() -> None:
    stored = [suppression_hash(KEY, "phone", "+49 170 12")]
    assert Suppressed(KEY, frozenset(stored)).hides("phone", ["004917012"]) == [True]
    assert Suppressed(new_key(), frozenset(stored)).hides("phone", ["004917012"]) == [False]


def test_with_nothing_deleted_nothing_is_hidden() -> None:
    assert Suppressed(KEY).hides("user_id", iter(["u1", None])) == [False, False]


def test_an_exported_customer_id_does_not_give_the_suppressed_hash_away() -> None:
    exported = customer_id("email", "anna@example.com", KEY).removeprefix("email-")
    assert not suppression_hash(KEY, "email", "anna@example.com").hex().startswith(exported)
