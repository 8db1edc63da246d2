"""Figures as words on a page: counts, percentages, likely ranges, days. Nothing is rounded to none or to all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from math import isnan
from typing import Literal

from sojourn.estimates import Estimate
from sojourn.insights.words import counted as counted

FEW = 30
"""Fewer customers than this, and the page says so."""

SCORES = {"csat": "CSAT", "ces": "CES", "nps": "NPS", "stars": "stars"}
"""Kinds of score as people write them."""

NARROW = "\u202f"
"""A narrow space that does not break: between a figure and its percent sign."""


def count(number: int) -> str:
    """For example "98,412"."""
    return f"{number:,}"


def percent(estimate: Estimate) -> str:
    """For example "13.1 %"; below 100 customers without a decimal."""
    return f"{_share(estimate.value, estimate.n)}{NARROW}%"


def short_percent(estimate: Estimate) -> str:
    """For lists: "44 %", "9.4 %"."""
    if 0.1 <= estimate.value < 0.995:
        return f"{100 * estimate.value:.0f}{NARROW}%"
    return percent(estimate)


def likely(estimate: Estimate) -> str:
    """For example "likely 11.9–14.3"; empty where nothing is known. Next to none, or to all, one end says enough."""
    if isnan(estimate.low):
        return ""
    low, high = _bound(estimate.low, estimate.n), _bound(estimate.high, estimate.n)
    edge = _edge(estimate.value, estimate.n)
    if edge:
        return f"likely up to {high}" if edge == "under" else f"likely {low} or more"
    return f"likely {low}–{high}"


def interval(estimate: Estimate) -> str:
    """For example "13.1 % (likely 11.9–14.3)"."""
    return f"{percent(estimate)} ({likely(estimate)})" if likely(estimate) else percent(estimate)


def tied(text: str) -> str:
    """A sentence in which no line ends between a figure and its percent sign."""
    return text.replace(" %", f"{NARROW}%")


def plain_percent(part: int, whole: int) -> str:
    """A share of what was counted, no sample: "84 %"; never rounded to none or to all."""
    share = 100 * part / whole if whole else 0.0
    if 0 < share < 0.1:
        return f"under 0.1{NARROW}%"
    if 99.9 < share < 100:
        return f"over 99.9{NARROW}%"
    return f"{share:.0f}{NARROW}%" if share in (0, 100) else f"{share:.1f}{NARROW}%"


def in_100(estimate: Estimate, successes: int, one: str, many: str = "") -> str:
    """For example "13 in 100 customers"; with fewer than 100 the counts themselves: "5 of 12 customers"."""
    n, many = estimate.n, many or f"{one}s"
    if successes in (0, n):
        return _all_or_none(successes, n, one, many)
    if n < 100:
        return f"{successes} of {n} {many}"
    rounded = round(100 * estimate.value)
    if rounded == 0:
        return f"Fewer than 1 in 100 {many}"
    return f"More than 99 in 100 {many}" if rounded == 100 else f"{rounded} in 100 {many}"


def ended(sentence: str) -> str:
    """A sentence with a full stop, where it has no end of its own."""
    return sentence if not sentence or sentence.rstrip("”").endswith((".", "!", "?", "…")) else f"{sentence}."


def listed(names: Sequence[str], more: int = 0) -> str:
    """For example "web, app", "Use and Service", "web, app and 2 more"."""
    words = [*names, *([f"{more} more"] if more else [])]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""


def day(moment: date | None) -> str:
    """For example "1 Jan 2018"."""
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}" if moment else "no date"


def quarter(start: date) -> str:
    """For example "1st quarter of 2025"."""
    return f"{('1st', '2nd', '3rd', '4th')[(start.month - 1) // 3]} quarter of {start.year}"


def few(number: int, what: str = "customers") -> str:
    """The remark that a figure rests on few customers, answers ...; empty where it does not."""
    return f"Few {what} ({number})." if number < FEW else ""


def hidden(minimum: int) -> str:
    """What stands where a figure would tell about too few customers."""
    return f"Hidden: fewer than {counted(minimum, 'customer')}."


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _all_or_none(successes: int, n: int, one: str, many: str) -> str:
    if n == 1:
        return f"The one {one}" if successes else f"Not the one {one}"
    return f"All {n:,} {many}" if successes else f"None of the {n:,} {many}"


def _share(share: float, n: int) -> str:
    """A percentage that is neither 0 nor 100 unless it is exactly that."""
    edge, bound = _edge(share, n), _bound(share, n)
    return f"{edge} {bound}" if edge else bound


def _edge(share: float, n: int) -> Literal["under", "over", ""]:
    """On which side of its rounded percentage a share lies that would else look like none, or all."""
    least = 10.0 ** -_decimals(n)
    if 0 < share < least / 200:
        return "under"
    return "over" if 1 - least / 200 <= share < 1 else ""


def _decimals(n: int) -> int:
    return 1 if n >= 100 else 0


def _bound(share: float, n: int) -> str:
    """An end of a range; rounded to 0 or 100 only where it is exactly that."""
    if share in (0, 1):
        return f"{100 * share:.0f}"
    decimals = _decimals(n)
    least = 10.0**-decimals
    return f"{min(max(100 * share, least), 100 - least):.{decimals}f}"


_IRREGULAR = {"people": "person", "searches": "search", "deliveries": "delivery", "enquiries": "enquiry"}
_VERBS = {"are": "is", "have": "has", "do": "does", "go": "goes", "were": "was", "don’t": "doesn’t", "meet": "meets"}


_BEHIND_NOUN = re.compile(r" (?:sent|with|of|from|that|who|in|at|for)\b")


def singular(plural: str) -> str:
    """One of what a plural names: "coupon mailings" gives "coupon mailing", "orders of friends" "order of friends"."""
    found = _BEHIND_NOUN.search(plural)
    end = found.start() if found else len(plural)
    *before, noun = plural[:end].split(" ")
    return " ".join([*before, _IRREGULAR.get(noun) or _without_s(noun)]) + plural[end:]


def _without_s(noun: str) -> str:
    if noun.endswith("ies") and len(noun) > 4:
        return f"{noun[:-3]}y"
    if noun.endswith(("ches", "shes", "sses", "xes")):
        return noun[:-2]
    return noun[:-1] if noun.endswith("s") and not noun.endswith("ss") else noun


def agreeing(predicate: str) -> str:
    """A predicate in the plural as it is said of one: "go on to a later stage" gives "goes on to a later stage"."""
    verb, space, rest = predicate.partition(" ")
    if verb in _VERBS:
        return f"{_VERBS[verb]}{space}{rest}"
    if verb.endswith(("ch", "sh", "ss", "x", "o")):
        return f"{verb}es{space}{rest}"
    return (
        f"{verb[:-1]}ies{space}{rest}" if verb.endswith("y") and verb[-2:-1] not in "aeiou" else f"{verb}s{space}{rest}"
    )


def share_sentence(estimate: Estimate, successes: int, many: str, predicate: str) -> str:
    """For example "13 in 100 coupon mailings are redeemed"; right for none, one and all."""
    if estimate.n == 1 and successes == 0:
        return f"The one {singular(many)} {_denied(predicate)}"
    subject = in_100(estimate, successes, singular(many), many)
    one = estimate.n == 1 or (successes == 1 and estimate.n < 100) or subject.startswith(("1 in 100", "Fewer than 1"))
    return f"{subject} {agreeing(predicate) if one else predicate}"


def _denied(predicate: str) -> str:
    """A predicate in the plural as it is denied of one: "go on" gives "does not go on", "are redeemed" "is not ..."."""
    verb, space, rest = predicate.partition(" ")
    return f"{_VERBS[verb]} not{space}{rest}" if verb in ("are", "were") else f"does not {predicate}"


def scaled(value: float, scale: str, currency: str | None = None) -> str:
    """A value as people write it on its scale: "+0.6", "−0.9", "42", "€ 61.40", "2.4 days", "4.3"."""
    if isnan(value):
        return "not known"
    if scale == "feeling":
        return _signed(value, 1)
    if scale == "points":
        return _signed(value, 0)
    if scale == "money":
        return f"{value:,.2f}{NARROW}{currency}" if currency else f"{value:,.2f}"
    if scale == "seconds":
        return span(value)
    return f"{value:,.2f}" if abs(value) < 1 else f"{value:,.1f}" if abs(value) < 100 else f"{value:,.0f}"


def scaled_value(value: float, scale: str, currency: str | None = None) -> str:
    """The same for shares too: "13.1 %"."""
    return f"{100 * value:.1f}{NARROW}%" if scale == "share" else scaled(value, scale, currency)


def scaled_interval(estimate: Estimate, scale: str, currency: str | None = None) -> str:
    """For example "+0.6 (likely +0.5 to +0.7)"; the value alone where no range is known."""
    value = scaled(estimate.value, scale, currency)
    if isnan(estimate.low):
        return value
    return f"{value} (likely {scaled(estimate.low, scale)} to {scaled(estimate.high, scale)})"


def span(seconds: float) -> str:
    """A time as people say it: "40 seconds", "2.4 days"."""
    for size, unit in ((86_400.0, "day"), (3_600.0, "hour"), (60.0, "minute"), (1.0, "second")):
        if seconds >= size or size == 1.0:
            number = f"{seconds / size:.1f}".removesuffix(".0")
            return f"{number} {unit}" if number == "1" else f"{number} {unit}s"
    return "no time"


def _signed(value: float, decimals: int) -> str:
    text = f"{abs(value):.{decimals}f}"
    if float(text) == 0:
        return text
    return f"+{text}" if value > 0 else f"−{text}"
