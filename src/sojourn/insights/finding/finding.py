"""Friction in finding information: what it is, whom it meets, where from, and what goes with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import NamedTuple

import numpy as np

from sojourn.effects.records import Ints, Mask
from sojourn.effects.risk_sets import FOREVER
from sojourn.engines.units import Units
from sojourn.errors import UsageError
from sojourn.estimates import Estimate, wilson
from sojourn.insights.drivers.comparing import Asks, Factor, compare
from sojourn.insights.drivers.outcomes import outcome_of
from sojourn.insights.drivers.records import Driver
from sojourn.insights.finding.kernel import again, firsts, followed, leaving, loops
from sojourn.insights.finding.records import Finding, Friction, Where
from sojourn.insights.words import counted, listed, with_range
from sojourn.journeys.definition import Step
from sojourn.journeys.view import View
from sojourn.measures.answers import of_roles
from sojourn.periods import SECOND, parse_duration

RESULTS = ("results", "result_count", "results_count", "num_results", "search_results", "hits")
"""Properties by which a search may say how much it found."""
HELP = ("help page", "live chat", "support ticket", "support call", "support e-mail", "faq", "help", "support")
"""Touchpoints where customers look for help."""
MOST_PLACES = 5
NO_SEARCH = 'No event here is known as "search". Give it the role in stages.yaml.'
NO_RESULTS = (
    f"No search says how many results it has (a property such as {RESULTS[0]}), and no event is an empty search."
)


class Kind(NamedTuple):
    """`among`: steps at which it can be met; `met`: at which it is, bool[steps]; customers `who` ... and `does` it.

    `asks` is how it is compared, whom it exposes up to `ahead` steps later, and `phrase` continues "Journeys ..." in
    what is said of that. How fast somebody goes must not decide who is exposed, so that does not count there.
    """

    name: str
    who: str
    does: str
    among: Callable[[View], Mask]
    met: Callable[[View], Mask]
    asks: Callable[[View], Asks]
    ahead: int
    phrase: str


def finding(
    units: Units,
    outcome: Step | list[str] | None = None,
    within: str | timedelta = "30m",
    q: float = 0.05,
) -> Finding:
    """Searches without results, searches repeated within 10 minutes, and returns to help `within` a short time.

    A search is an event of the role "search"; it is empty where a property such as `results` is 0, or an event of the
    role "empty_search" follows. Help is looked for at touchpoints such as "help page" or "live chat", and by support
    contacts; a loop is coming back to it after another step. What goes with each is adjusted as for `drivers`: first
    searches that found nothing beside other first searches; those followed by another search beside all others; and
    those who went straight back to help beside all who had left it for a first step. Without anything to reach, that
    is left out, with a note.
    """
    kinds, notes = _kinds(units, parse_duration(within))
    tallies = [_tally(units, kind) for kind in kinds]
    drivers, more = _drivers(units, kinds, outcome, q)
    pairs = list(zip(kinds, tallies, strict=True))
    rows = [_row(kind, tally, drivers.get(kind.name)) for kind, tally in pairs if tally.among]
    rows.sort(key=lambda row: (-row.share.value, row.kind))
    among = {kind.name: tally.among for kind, tally in pairs}
    return Finding(tuple(rows), among["repeated search"], among["help loop"], notes=(*notes, *more))


def _kinds(units: Units, within: int) -> tuple[list[Kind], tuple[str, ...]]:
    search, empty, helping = _role(units, "search", "empty_search"), _empty(units), _helping(units)
    notes = () if units.manifest.roles.get("search") else (NO_SEARCH,)
    kinds = []
    if empty is not None:
        kinds.append(_empty_search(search, empty))
    elif not notes:
        notes = (NO_RESULTS,)
    kinds.append(_repeated_search(search, _role(units, "search"), _role(units, "empty_search")))
    kinds.append(_help_loop(helping, within))
    return kinds, notes


def _empty_search(search: Callable[[View], Mask], empty: Callable[[View], Mask]) -> Kind:
    """First searches: whether a later one finds nothing depends on how many there are."""

    def first(view: View) -> Mask:
        return np.asarray(firsts(search(view), view.begin, view.end)) & empty(view)

    def asks(view: View) -> Asks:
        return Asks(search(view), first(view))

    phrase = "of customers whose first search found nothing"
    return Kind("empty search", "who searched", "found nothing with their first search", search, first, asks, 0, phrase)


def _repeated_search(
    search: Callable[[View], Mask], full: Callable[[View], Mask], empty: Callable[[View], Mask]
) -> Kind:
    """Between a search and the next one there may be an event that says that it was empty."""

    def repeated(view: View, within: int = 600 * SECOND) -> Mask:
        marked = full(view)
        ends = ~marked & ~empty(view)
        return np.asarray(again(marked, ends, view.steps["occurred_at"], view.begin, view.end, within))

    def asks(view: View) -> Asks:
        return Asks(search(view), repeated(view, FOREVER))

    phrase = "of customers whose first search was followed by another"
    return Kind("repeated search", "who searched", "searched again right after", search, repeated, asks, 2, phrase)


def _help_loop(helping: Callable[[View], Mask], within: int) -> Kind:
    """Asked at the first step away from help: of several steps each would be another chance to come back."""

    def circled(view: View, within: int = within) -> Mask:
        return np.asarray(loops(helping(view), view.steps["occurred_at"], view.begin, view.end, within))

    def asks(view: View) -> Asks:
        left = np.asarray(leaving(helping(view), view.begin, view.end))
        return Asks(left, circled(view, FOREVER))

    phrase = "of customers who left help for another step and went straight back to it"
    return Kind(
        "help loop", "who sought help", "came back to it shortly after leaving", helping, circled, asks, 1, phrase
    )


def _role(units: Units, *roles: str) -> Callable[[View], Mask]:
    codes = of_roles(units, *roles)
    return lambda view: codes[view.steps["event"]]


def _empty(units: Units) -> Callable[[View], Mask] | None:
    """The steps that are a search without results, or that an event follows which says so; None where nothing does."""
    event, search = _role(units, "empty_search"), _role(units, "search")
    fields = says_results(units)

    def announced(view: View) -> Mask:
        told = event(view)
        return np.asarray(followed(search(view), told, view.begin, view.end)) | told

    if not fields:
        return announced if units.manifest.roles.get("empty_search") else None
    zero = [np.array([_is_zero(word) for word in units.field(name).names], np.bool_) for name in fields]

    def met(view: View) -> Mask:
        found = announced(view)
        for name, none in zip(fields, zero, strict=True):
            found = found | (search(view) & none[units.field(name).of(view.steps["seq"])])
        return found

    return met


def says_results(units: Units) -> list[str]:
    """The properties by which searches say how much they found."""
    return [name for name in RESULTS if any(word is not None for word in units.field(name).names)]


def _is_zero(word: str | None) -> bool:
    try:
        return word is not None and float(word) == 0
    except ValueError:
        return False


def _helping(units: Units) -> Callable[[View], Mask]:
    names = units.names("touchpoint")
    there = np.array([name.casefold() in HELP for name in names], np.bool_)
    contact = _role(units, "support_contact")
    return lambda view: there[view.steps["touchpoint"]] | contact(view)


class Tally(NamedTuple):
    """Customers who could meet it and who did, how often, and both by the touchpoint before, int64[touchpoints]."""

    among: int
    met: int
    times: int
    came: Ints
    met_from: Ints
    names: tuple[str, ...]


def _tally(units: Units, kind: Kind) -> Tally:
    size = len(units.names("touchpoint"))

    def task(view: View) -> tuple[Ints, Ints, Ints]:
        met = kind.met(view) & view.live()
        among = kind.among(view) & view.live() | met
        who = _customers(view)
        counts = [len(np.unique(who[among])), len(np.unique(who[met])), int(met.sum())]
        return np.array(counts), _from(view, among, who, size), _from(view, met, who, size)

    counts, came, met_from = (np.sum(column, axis=0) for column in zip(*units.collect(task), strict=True))
    among, met, times = counts.tolist()
    return Tally(among, met, times, came, met_from, units.names("touchpoint"))


def _customers(view: View) -> Ints:
    """The row of the customer of each step, -1 outside live units."""
    who = np.full(len(view.steps["seq"]), -1, np.int64)
    who[view.positions()] = np.repeat(view.customer, view.end - view.begin)
    return who


def _from(view: View, marked: Mask, who: Ints, size: int) -> Ints:
    """Customers by the touchpoint of the last step at another touchpoint before the marked ones."""
    at = np.flatnonzero(marked)
    touchpoint = view.steps["touchpoint"].astype(np.int64)
    fresh = np.r_[True, touchpoint[1:] != touchpoint[:-1]] if len(touchpoint) else np.zeros(0, np.bool_)
    run = np.maximum.accumulate(np.where(fresh, np.arange(len(fresh)), 0)) if len(fresh) else np.zeros(0, np.int64)
    before = run[at] - 1
    inside = (before >= 0) & (who[np.maximum(before, 0)] == who[at])
    pairs = np.unique(np.c_[who[at][inside], touchpoint[before[inside]]], axis=0)
    return np.bincount(pairs[:, 1], minlength=size)


def _drivers(
    units: Units, kinds: Sequence[Kind], outcome: Step | list[str] | None, q: float
) -> tuple[dict[str, Driver], tuple[str, ...]]:
    """What goes with each kind; nothing, with a note, where there is nothing to reach."""
    try:
        asked = outcome_of(units, outcome)
    except UsageError as error:
        if outcome is not None:
            raise
        return {}, (str(error),)
    factors = [_factor(kind) for kind in kinds]
    return {row.kind: row for row in compare(factors, asked, q)}, ()


def _factor(kind: Kind) -> Factor:
    return Factor(kind.name, kind.name, "", kind.phrase, kind.asks, kind.ahead, FOREVER, onward=kind.ahead > 0)


def _row(kind: Kind, tally: Tally, driver: Driver | None) -> Friction:
    share = wilson(tally.met, tally.among)
    places = [
        Where(tally.names[code], int(tally.met_from[code]), int(tally.came[code]), _share(tally, code))
        for code in np.argsort(-tally.met_from, kind="stable").tolist()
        if tally.met_from[code] and tally.names[code] not in ("none", "")
    ][:MOST_PLACES]
    sentence = f"Of {counted(tally.among, 'customer')} {kind.who}, {tally.met:,} {kind.does} ({with_range(share)})"
    most = [place.touchpoint for place in places if 2 * place.met > tally.met]
    from_ = f", most of them coming from {listed(most)}" if most else ""
    goes = f" {driver.sentence}" if driver is not None and driver.sentence and driver.found else ""
    return Friction(kind.name, share, tally.met, tally.times, tuple(places), driver, f"{sentence}{from_}.{goes}")


def _share(tally: Tally, code: int) -> Estimate:
    return wilson(int(tally.met_from[code]), max(int(tally.came[code]), int(tally.met_from[code])))
