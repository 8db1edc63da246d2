"""The currency that a belief about money is in."""

from __future__ import annotations

from sojourn.documents.cells import Cell
from sojourn.insights.beliefs.quantities import tokens_of

CODES = (
    "EUR", "USD", "GBP", "CHF", "JPY", "CNY", "INR", "AUD", "CAD", "NZD", "SGD", "HKD", "SEK", "NOK", "DKK", "PLN",
    "CZK", "HUF", "BRL", "MXN", "ZAR", "KRW",
)  # fmt: skip
DOLLARS = ("USD", "AUD", "CAD", "NZD", "SGD", "HKD", "MXN")
_WORDS = {
    **{code.casefold(): (code, (code,)) for code in CODES},
    **dict.fromkeys(("€", "euro", "euros"), ("EUR", ("EUR",))),
    **dict.fromkeys(("£", "pound", "pounds"), ("GBP", ("GBP",))),
    **dict.fromkeys(("$", "dollar", "dollars"), ("$", DOLLARS)),
    "¥": ("¥", ("JPY", "CNY")),
}
"""From a word or sign to how it is told, and the codes that it may stand for."""

WORDS = tuple(_WORDS)
"""Words and signs that name a currency."""


def currency_of(tokens: list[str]) -> str | None:
    """The one currency that a text names, as a code or, of several countries, its sign; None: none, or several."""
    found = {_WORDS[token][0] for token in tokens if token in _WORDS}
    return found.pop() if len(found) == 1 else None


def another_currency(cell: Cell, currency: str | None) -> str | None:
    """The currency of a belief where it cannot be that of its figure; None where it may be, or one is not known."""
    given = cell.binding.options.get("currency") if cell.binding else None
    said = str(given).upper() if given else currency_of(tokens_of(cell.text))
    if said is None or currency is None:
        return None
    _, may_be = _WORDS.get(said.casefold(), (said, (said,)))
    return None if currency.upper() in may_be else said
