"""Kinds of identifiers, strongest first: caps per customer, values that name nobody, normal forms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sojourn.errors import DefinitionError, UnknownName, did_you_mean

# An event belongs to its strongest identifier. `case_id` stands for the customer where a log names no other.
KINDS: Final = ("user_id", "loyalty_card", "email", "phone", "anonymous_id", "case_id")
# Kinds whose values are personal data by themselves, so that they never show in a customer's public id.
PERSONAL: Final = frozenset({"email", "phone"})

DEFAULT_CAPS: Final = {"user_id": 1}
OTHER_CAP: Final = 5
MOST_KINDS: Final = 256
TELLING_LENGTH: Final = 6

# Values that name nobody, compared trimmed and in lower case.
BLOCKED: Final = frozenset({"", "0", "-1", "null", "undefined", "anonymous", "unknown", "test"})
# All zeros, also as an empty UUID or phone number; a regular expression to match in full (Python and RE2).
ALL_ZEROS: Final = r"\+?0[0-]*"

_all_zeros = re.compile(ALL_ZEROS)
_not_a_digit = re.compile(r"[^0-9]+")


def all_kinds(custom: Iterable[str] = ()) -> tuple[str, ...]:
    """Every kind, strongest first, the workspace's own ones last; the position of a kind is its code (uint8).

    Raises DefinitionError for a repeated name or more than 256 kinds.
    """
    kinds = (*KINDS, *custom)
    if len(set(kinds)) < len(kinds):
        twice = next(kind for kind in kinds if kinds.count(kind) > 1)
        raise DefinitionError(f'The identifier kind "{twice}" is there twice. Give each its own name.')
    if len(kinds) > MOST_KINDS:
        raise DefinitionError(f"{len(kinds)} identifier kinds are too many. Keep at most {MOST_KINDS}.")
    return kinds


def caps_of(kinds: Sequence[str] = KINDS, overrides: Mapping[str, int] | None = None) -> NDArray[np.int64]:
    """How many identifiers of each kind one customer may have: int64[kinds], in the order of `kinds`.

    Raises UnknownName for an override of a kind that is not there, DefinitionError for a cap below 1.
    """
    chosen = {**DEFAULT_CAPS, **(overrides or {})}
    for kind, cap in (overrides or {}).items():
        _check_cap(kind, cap, kinds)
    return np.array([chosen.get(kind, OTHER_CAP) for kind in kinds], np.int64)


def _check_cap(kind: str, cap: int, kinds: Sequence[str]) -> None:
    if kind not in kinds:
        near = did_you_mean(kind, kinds)
        raise UnknownName(f'There is no identifier kind "{kind}".{near} Known are: {", ".join(kinds)}.')
    if cap < 1:
        raise DefinitionError(f'The cap of "{kind}" is {cap}. Give 1 or more.')


def is_telling(kind: str, value: str) -> bool:
    """Whether a value says who it is wherever it stands, as an e-mail address does and the number 7 does not."""
    return kind in PERSONAL or (len(value) >= TELLING_LENGTH and not value.isdecimal())


def is_blocked(value: str | None) -> bool:
    """Whether a value names nobody: null, empty, a placeholder such as "unknown", or all zeros."""
    if value is None:
        return True
    text = value.strip().lower()
    return text in BLOCKED or _all_zeros.fullmatch(text) is not None


def normal_form(kind: str, value: str) -> str:
    """The one spelling of a value: e-mail in lower case, phone as + and digits, everything trimmed.

    A phone number without a digit becomes the empty text, which is blocked.
    """
    text = value.strip()
    if kind == "email":
        return text.lower()
    return _phone(text) if kind == "phone" else text


def _phone(text: str) -> str:
    """`+49 (0)170 12` and `0049 170 12` are both `+4917012`; a national number keeps its leading zero."""
    international = text.startswith(("+", "00"))
    digits = _not_a_digit.sub("", text.replace("(0)", "") if international else text)
    if text.startswith("00"):
        digits = digits[2:]
    return f"+{digits}" if digits else ""
