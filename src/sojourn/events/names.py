"""Cleaning of names: addresses without ids and queries, names as people say them, a workspace's own rules."""

from __future__ import annotations

import re
from urllib.parse import unquote

from msgspec import Struct

from sojourn.errors import DefinitionError

_METHOD = r"(?:(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\s+)?"
_ADDRESS = re.compile(_METHOD + r"(?P<address>[a-z][a-z0-9+.-]*://.*|/.*)", re.IGNORECASE | re.DOTALL)
_BESIDE_PATH = re.compile(r"^(?:[a-z][a-z0-9+.-]*:)?//[^/?#]*|[?#;].*$", re.IGNORECASE | re.DOTALL)
_ID = re.compile(
    r"\d+"
    r"|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|(?=.*\d)[0-9a-f]{16,}"
    r"|[^@\s]+@[^@\s]+\.[^@\s]+",
    re.IGNORECASE,
)
_INDEX = re.compile(r"(index|default)\.(html?|php|aspx?)", re.IGNORECASE)
_WORD_BREAK = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[_\-./\s]+")


class Pattern(Struct, frozen=True):
    """A regular expression in RE2's syntax, whose time grows with the text's length and no faster.

    Python's own engine would let one unlucky pattern in a definition hang the process.
    """

    text: str

    def check(self, replacement: str = "") -> None:
        """Raises DefinitionError where the pattern or its replacement cannot be read."""
        try:
            self.replace("", replacement)
        except ValueError as error:
            raise DefinitionError(f'"{self.text}" is not a regular expression that can be used: {error}') from error

    def found_in(self, name: str) -> bool:
        """Whether the pattern matches anywhere in `name`."""
        import pyarrow.compute as pc

        return bool(pc.match_substring_regex(name, self.text).as_py())

    def replace(self, name: str, replacement: str) -> str:
        r"""`name` with every match replaced; `\1` stands for the first group."""
        import pyarrow.compute as pc

        return str(pc.replace_substring_regex(name, self.text, replacement).as_py())


class NameRule(Struct, frozen=True, forbid_unknown_fields=True):
    """A workspace's own rule: whatever `match` finds in a name is replaced."""

    match: str
    replace: str = ""


def is_address(name: str) -> bool:
    """Whether a name is a URL or path, with or without a method before it."""
    return _ADDRESS.fullmatch(name) is not None


def clean(name: str, rules: tuple[NameRule, ...] = ()) -> str:
    """A name as journeys count it: own rules first, then addresses reduced to their path, without ids."""
    for rule in rules:
        name = Pattern(rule.match).replace(name, rule.replace)
    name = name.strip()
    address = _ADDRESS.fullmatch(name)
    return clean_path(address["address"]) if address else name


def clean_path(address: str) -> str:
    """The path of a URL: "https://shop.com/orders/123/?a=b#c" is "/orders/:id".

    Scheme, host, query, fragment, a closing slash and index.html are dropped. Segments that are numbers,
    UUIDs, long hexadecimals or e-mail addresses become ":id".
    """
    segments = [_segment(part) for part in _BESIDE_PATH.sub("", address).split("/") if part]
    if segments and _INDEX.fullmatch(segments[-1]):
        segments.pop()
    return "/" + "/".join(segments)


def _segment(part: str) -> str:
    return ":id" if _ID.fullmatch(unquote(part)) else part


def humanise(name: str) -> str:
    """A name as people say it: "add_to_cart" is "add to cart". Paths and names with spaces stay."""
    if is_address(name) or " " in name.strip():
        return " ".join(name.split())
    return " ".join(word for word in _WORD_BREAK.split(name) if word).lower() or name
