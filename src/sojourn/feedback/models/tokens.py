"""The words of a text as models see them: addresses, handles and numbers are alike, smileys and marks are words."""

from __future__ import annotations

import re
from html import unescape

MOST = 10_000
"""Characters of a text that are looked at: what a comment is about stands in its beginning."""

_ADDRESS = re.compile(r"https?://\S+|www\.\S+")
_HANDLE = re.compile(r"@\w+")
_LONG = re.compile(r"(\w)\1{2,}")
_NUMBER = re.compile(r"\d+")
_TOKEN = re.compile(
    r"[:;=8xX]['’]?-?[)(DPp3/\\|*]+(?!\w)|<3|[^\W_]+(?:['’][^\W_]+)*|[!?]+|[^\w\s.,;:\"'()\[\]{}<>|/\\*&%$+=~^`´’‘“”–—_-]"
)


def plain(text: str) -> str:
    """A text without its addresses and handles, the rest as it was written; cut after MOST characters."""
    said = unescape(text[:MOST]) if "&" in text else text[:MOST]
    return _HANDLE.sub("@user", _ADDRESS.sub("http", said))


def tokens(text: str) -> list[str]:
    """Words in lower case, smileys, emoji, "!" and "?"; "sooo" is "soo", numbers are zeros."""
    said = plain(text).lower().replace("’", "'")
    return _TOKEN.findall(_NUMBER.sub("0", _LONG.sub(r"\1\1", said)))
