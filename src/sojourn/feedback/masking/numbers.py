"""Numbers that belong to somebody: cards, accounts, orders, phones, and others that are long enough to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sojourn.feedback.masking.spans import Kind, Span, all_of

_TOKEN = r"([A-Za-z0-9]++(?:[-_/.][A-Za-z0-9]++)*+)"
_WHAT = (
    r"(?:order|ticket|case|booking|reservation|invoice|reference|confirmation|tracking|parcel|package|shipment|customer|"
    r"client|account|member(?:ship)?|policy|contract|claim|receipt|transaction|voucher|serial|passport|licen[cs]e|"
    r"incident|purchase|bestell(?:ung|ungs)?|auftrags?|kunden|rechnungs?|vorgangs?|sendungs?|vertrags?|buchungs?|mitglieds?|"
    r"commande|pedido|factura|facture|cliente?|dossier|reserva|ordine|bestelling)"
)
_NO = r"(?:[ -]?(?:numbers?|numero|número|numéro|nummer|num|no|nr|n[°º]|ids?|code|ref(?:erence)?)\.?|[ -]?#)"
_IS = r"[ \t]{0,2}(?:is|was|lautet|ist|est|es|[:=-])?[ \t]{0,2}#?"
_BY_NUMBER = re.compile(rf"(?<!\w){_WHAT}{_NO}{_IS}{_TOKEN}", re.IGNORECASE)
_BY_WORD = re.compile(rf"(?<!\w){_WHAT}[ \t]{{0,2}}[:=]?[ \t]{{0,2}}{_TOKEN}", re.IGNORECASE)
_BY_LOCATOR = re.compile(
    rf"(?<!\w)(?:numbers?|nummer|locator|pnr|code)(?: (?:is|ist|was))?[ \t]{{0,2}}[:=]?[ \t]{{1,2}}{_TOKEN}",
    re.IGNORECASE,
)
_BY_SHORT = re.compile(rf"(?<!\w)(?:no\.|nr\.|nº|n°|ref\.?|id)[ \t:#]{{0,3}}{_TOKEN}", re.IGNORECASE)
_HASH = re.compile(r"(?<![\w&])#([A-Za-z0-9]++(?:[-_/][A-Za-z0-9]++)*+)")
_HASHTAG = re.compile(r"[A-Za-z]{3,}+\d{0,4}")
_MIXED = re.compile(r"(?<!\w)[A-Za-z0-9]++(?:[-_][A-Za-z0-9]++)*+(?!\w)")
_IP = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?!\w|\.\d)")

_YEAR, _MONTH, _DAY = r"(?:19|20)\d\d", r"(?:0?[1-9]|1[0-2])", r"(?:0?[1-9]|[12]\d|3[01])"
_DATE = re.compile(
    rf"{_YEAR}[-/.]{_MONTH}[-/.]{_DAY}|{_DAY}[-/.]{_DAY}[-/.](?:{_YEAR}|\d\d)\.?|"
    rf"{_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
)
_DATES = re.compile(rf"(?:{_DATE.pattern})(?:[-–](?:{_DATE.pattern}))?")
_PRICE = re.compile(r"(?:0|[1-9]\d{0,2}(?:[.,]\d{3})*|[1-9]\d*)(?:[.,](?:\d{1,2}|-))?")
_YEARS = re.compile(r"(?:19|20)\d\d(?:[-/–](?:(?:19|20)?\d\d))?")
_RUN = re.compile(r"(?<!\w)[+(]{0,2}\d[\d \t\u00a0\u202f().,/–-]*+")
_CHUNK = re.compile(r"[^\s,]++(?:,(?=\d)[^\s,]++)*+")
_MONEY_AFTER = re.compile(
    r"[ \u00a0]?(?:[€$£¥%]|(?:eur|usd|gbp|chf|euros?|dollars?|pounds?|bucks|km|kg|million|mio)\b)", re.IGNORECASE
)
_CUE = re.compile(
    r"(?:tel|telefon|telephone|phone|mobile|mobil|handy|cell|fax|whatsapp|hotline|rufnummer|"
    r"(?:call|ring|text|reach)(?: me| us)?)(?: (?:number|no|nr))?(?: (?:is|at|on|under|unter|ist))?[.: ]{0,3}$",
    re.IGNORECASE,
)  # fmt: skip


def orders(text: str) -> Iterator[Span]:
    """Numbers of orders, customers, tickets ...: after such a word, or after "#"."""
    for found in _BY_NUMBER.finditer(text):
        if _digits(found[1]) and len(found[1]) >= 3:
            yield Span(*found.span(1), "order number")
    for pattern in (_BY_WORD, _BY_SHORT):
        for found in pattern.finditer(text):
            if _is_identifier(found[1]) and not _MONEY_AFTER.match(text, found.end()):
                yield Span(*found.span(1), "order number")
    for found in _BY_LOCATOR.finditer(text):
        if _digits(found[1]) >= 4 or (_digits(found[1]) and found[1].isupper() and len(found[1]) >= 5):
            yield Span(*found.span(1), "order number")
    for found in _HASH.finditer(text):
        if _digits(found[1]) >= 3 and not _HASHTAG.fullmatch(found[1]):
            yield Span(*found.span(), "order number")


def _is_identifier(word: str) -> bool:
    """Long enough, and neither a price nor a date."""
    digits = _digits(word)
    plain = digits == len(word)
    if _DATE.fullmatch(word) or (not plain and _PRICE.fullmatch(word)):
        return False
    return digits >= 4 or (digits >= 3 and not plain)


def _digits(word: str) -> int:
    return sum(map(str.isdigit, word))


def mixed(text: str) -> Iterator[Span]:
    """Words of letters and at least five digits, such as tracking numbers, and addresses of computers."""
    yield from all_of(_IP, "number", text)
    for found in _MIXED.finditer(text):
        word = found[0]
        if len(word) > 5 and _digits(word) >= 5 and any(map(str.isalpha, word)) and not _DATE.match(word):
            yield Span(*found.span(), "number")


class _Chunk(NamedTuple):
    """A part of a run of digits that has no space in it."""

    start: int
    stop: int
    text: str

    @property
    def digits(self) -> int:
        return _digits(self.text)


def digits(text: str) -> Iterator[Span]:
    """Cards, phones and other long numbers; dates, years, prices and short numbers stay."""
    for run in _RUN.finditer(text):
        if _digits(run[0]) < 5:
            continue
        money = text[max(run.start() - 1, 0) : run.start()] in tuple("€$£¥") or _MONEY_AFTER.match(text, run.end())
        cued = _CUE.search(text, max(run.start() - 40, 0), run.start()) is not None
        for chunks in _sequences(run):
            yield from _spans(chunks, cued, bool(money))


def _sequences(run: re.Match[str]) -> Iterator[list[_Chunk]]:
    """Neighbouring chunks of a run that are neither date nor price."""
    chunks: list[_Chunk] = []
    for found in _CHUNK.finditer(run[0]):
        word = found[0].rstrip(".,-–/")
        stops = not word.isdigit() and (_DATES.fullmatch(word) or _PRICE.fullmatch(word))
        if stops:
            yield chunks
            chunks = []
        elif any(map(str.isdigit, word)):
            chunks.append(_Chunk(run.start() + found.start(), run.start() + found.start() + len(word), word))
    yield chunks


def _spans(chunks: Sequence[_Chunk], cued: bool, money: bool) -> Iterator[Span]:
    """Cards, and what stands before, between and behind them."""
    rest = list(chunks)
    while rest:
        first, stop = _card(rest) or (len(rest), len(rest))
        yield from _number(rest[:first], cued, money)
        if first < stop:
            yield _span(rest[first:stop], "card number")
        rest = rest[stop:]


def _card(chunks: Sequence[_Chunk]) -> tuple[int, int] | None:
    """The first and longest chunks that make the number of a card: all but the last have at least three digits."""
    sizes = [chunk.digits for chunk in chunks]
    for first in range(len(chunks)):
        size, stop, found = 0, first, 0
        while stop < len(chunks) and size + sizes[stop] <= 19:
            size, stop = size + sizes[stop], stop + 1
            if size >= 13 and luhn("".join(chunk.text for chunk in chunks[first:stop])):
                found = stop
            if sizes[stop - 1] < 3:
                break
        if found:
            return first, found
    return None


def luhn(number: str) -> bool:
    """Whether the last digit is the check digit of the others (ISO/IEC 7812-1); other signs are passed over."""
    total, doubled = 0, False
    for letter in reversed(number):
        if letter.isdigit():
            digit = int(letter) * (1 + doubled)
            total += digit - 9 * (digit > 9)
            doubled = not doubled
    return total % 10 == 0


def _number(chunks: Sequence[_Chunk], cued: bool, money: bool) -> list[Span]:
    """The whole sequence as a phone or long number, or nothing."""
    if not chunks:
        return []
    kind = _kind([part for chunk in chunks for part in re.findall(r"\d+", chunk.text)], chunks, cued, money)
    return [_span(chunks, kind)] if kind else []


def _kind(groups: Sequence[str], chunks: Sequence[_Chunk], cued: bool, money: bool) -> Kind | None:
    """By the groups of digits: what a phone looks like, what may still be a number of somebody, or None."""
    size, written = sum(map(len, groups)), chunks[0].text
    dialled = written.startswith(("+", "(", "0"))
    if written.startswith("+") or cued:
        return "phone" if size >= (6 if written.startswith("+") else 5) else None
    if size < 7 or (money and not dialled) or all(_YEARS.fullmatch(chunk.text) for chunk in chunks):
        return None
    if dialled:
        return "phone" if max(map(len, groups)) > 1 or size >= 10 else None
    if len(groups) == 1:
        return None if _DATE.fullmatch(groups[0]) else "number"
    return "phone" if _grouped_as_phone(groups, size) else None


def _grouped_as_phone(groups: Sequence[str], size: int) -> bool:
    """Groups that do not start with 0: "555-1234", "612 345 678"; not "1 000 000", "1 2 3 4 5 6 7 8 9"."""
    lengths = [len(group) for group in groups]
    thousands = lengths[0] <= 3 and set(lengths[1:]) == {3}
    if max(lengths) < 2 or (thousands and (size < 9 or groups[-1] == "000")):
        return False
    return size >= 9 or lengths in ([3, 4], [4, 4])


def _span(chunks: Sequence[_Chunk], kind: Kind) -> Span:
    """From the first to the last chunk, without a bracket that closes behind them."""
    words = [chunk.text for chunk in chunks]
    opened = words[0].startswith("(") and sum(map(_brackets, words)) > 0
    closed = words[-1].endswith(")") and sum(map(_brackets, words)) < 0
    return Span(chunks[0].start + opened, chunks[-1].stop - closed, kind)


def _brackets(word: str) -> int:
    return word.count("(") - word.count(")")
