"""E-mail addresses, links that lead to a person, handles."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sojourn.feedback.masking.spans import Span, all_of

# Quantifiers are possessive or bounded throughout: time grows with the text's length and no faster. A local part may
# begin right behind an encoded sign ("%22anna@..."), so in it both are needed.
_LOCAL = r"(?<![\w+])(?:[\w+]|%2[bde]|%5f)(?:[\w.+'-]|%2[bde]|%5f){0,99}+"
_BRACKETED_AT = r" ?[\[({<] ?(?:at|@|ät|a) ?[\])}>] ?"
_DOT = r"(?:\.|%2e| ?[\[({<] ?(?:dot|punkt|point|punto|\.) ?[\])}>] ?)"
_DOMAIN = rf"[\w-]++(?:{_DOT}[\w-]++)"
_FREE = r"(?:gmail|googlemail|yahoo|hotmail|outlook|gmx|web|icloud|aol|proton|protonmail|live|msn|mail|t-online|orange)"

_EMAILS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_LOCAL}(?:@|＠|%40|&#0?64;|&commat;){_DOMAIN}*+",
        rf"{_LOCAL}(?: @ ?|@ ){_DOMAIN}++",
        rf"{_LOCAL}{_BRACKETED_AT}{_DOMAIN}++",
        r"(?<![\w.+'-])(?:[\w+-]++ (?:dot|punkt) ){0,4}[\w.+'-]++ (?:at|ät) [\w-]++(?: (?:dot|punkt) [\w-]++){1,6}",
        rf"{_LOCAL} at {_FREE}\.[a-z]{{2,3}}(?!\w)",
    )
)

_LINK = re.compile(r"(?<!\w)(?:(?:https?|ftp)://|www\.|mailto:)[^\s<>\"“”\ue000-\uf8ff]++", re.IGNORECASE)
_PROFILE = re.compile(
    r"(?<![\w.@/-])(?:[\w-]{1,40}+\.){0,3}(?:(?:facebook|linkedin|instagram|twitter|tiktok|youtube|github|xing|pinterest|"
    r"reddit|snapchat|threads)\.(?:com|net|de)|fb\.com|x\.com|t\.me|wa\.me|m\.me)/[^\s<>\"“”\ue000-\uf8ff]++",
    re.IGNORECASE,
)
_PERSONAL_PART = re.compile(
    r"/(?:users?|u|profiles?|members?|customers?|clients?|accounts?|people|person|orders?|invoices?|bestellung(?:en)?|"
    r"kunden?|konto|tickets?|cases?|reset|verify|confirm|unsubscribe|track(?:ing)?|~[\w.-]+)(?:[/?#]|$)|"
    r"/[^/]{0,80}?(?:\d{4,}|[0-9a-f]{8}-[0-9a-f]{4})",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<![\w@])@(?=\d{0,30}[^\W\d])\w++(?:\.\w++)?")
_TRAILING = ".,;:!?)]}'’"


def emails(text: str) -> Iterator[Span]:
    """E-mail addresses: plain, percent-encoded, with spaces, brackets or words around "at" and "dot"."""
    for pattern in _EMAILS:
        yield from (span for span in all_of(pattern, "e-mail", text) if _has_letter(text[span.start : span.stop]))


def _has_letter(found: str) -> bool:
    """Whether it is no mere calculation such as "3@5"."""
    return any(letter.isalpha() for letter in found)


def links(text: str) -> Iterator[Span]:
    """Links with a user, an identifier or a query in them, and those to profiles; others stay."""
    for found in _LINK.finditer(text):
        link = found[0].rstrip(_TRAILING)
        if _leads_to_person(link):
            yield Span(found.start(), found.start() + len(link), "link")
    for found in _PROFILE.finditer(text):
        yield Span(found.start(), found.start() + len(found[0].rstrip(_TRAILING)), "link")


def _leads_to_person(link: str) -> bool:
    """By a part before "@", a query, or a path that names a user, an order or a number."""
    if (
        "@" in link
        or "%40" in link
        or ("?" in link and "=" in link)
        or _PROFILE.search(link.partition("://")[2] or link)
    ):
        return True
    path = link.partition("://")[2] if "://" in link else link
    return _PERSONAL_PART.search(path[path.find("/") :] if "/" in path else "") is not None


def handles(text: str) -> Iterator[Span]:
    """Names after "@", as in social networks."""
    return all_of(_HANDLE, "handle", text)
