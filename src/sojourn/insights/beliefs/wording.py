"""What a text claims: an amount, of whom, doing what, where. Every word must be understood, or nothing is.

"60 % of customers use the app" is read, "60 % of customers are annoyed by the app" is not: a word that is not known may
turn the meaning round, and a belief that is read wrongly is worse than one that nobody put to the test.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from sojourn.insights.beliefs.names import Name, Names
from sojourn.insights.beliefs.quantities import Amount, amounts_at, phrase_at

Verb = Literal["meet", "turn", "order", "reorder", "onward", "leave", "again", "back", "take"]
Part = Amount | Name | Verb | None
LONGEST, TRIED = 25, 400
"""A text of more words is not read; nor one that can be read in more ways."""


def _forms(words: str) -> list[str]:
    """A verb as it stands, of one and of many, now and in the past."""
    return [form for verb in words.split() for form in (verb, f"{verb}s", f"{verb}es", f"{verb}d", f"{verb}ed")]


_MEET = "use visit see view open meet reach read start enter browse receive check watch try join get access"
_MEET_TOO = ("look at", "looks at", "looked at", "saw", "seen", "met", "got", "go to", "goes to", "went to", "come to",
             "comes to", "came to", "go through", "goes through", "shop in", "shops in", "shop on", "shop via",
             "arrive via", "arrive at", "arrive on", "come via", "come by", "come through", "come from", "land on",
             "lands on", "log in to", "sign up for", "find us")  # fmt: skip
_TURN = (*_forms("contact click call"), "contact us", "contacts us", "reach us", "reaches us", "talk to", "talks to",
         "turn to", "turns to", "write to", "writes to", "clicked on", "click on", "clicks on", "tap on")  # fmt: skip
"""To act on a touchpoint that must be named: without one it is not said how, and to be somewhere is not to do it."""
_ORDER = (*_forms("order purchase"), "buy", "buys", "bought", "place an order", "make a purchase", "complete an order",
          "convert", "converts", "complete their order", "complete their purchase", "buy something")  # fmt: skip
_ONWARD = ("go on", "goes on", "went on", "move on", "moves on", "moved on", "go further", "carry on", "carries on",
           *_forms("continue proceed"))  # fmt: skip
_LEAVE = ("leave", "leaves", "left", "drop off", "drops off", "drop-off", "dropoff", "drop out", "drops out", "give up",
          "gives up", "quit", "quits", "drop-off rate", "exit", "exits", *_forms("abandon bounce"),
          "do not go on", "don't go on", "do not continue", "don't continue", "never go on")  # fmt: skip
_AGAIN = ("again", "repeatedly", "a second time", "more than once", "twice", "once more")
_BACK = ("come back", "comes back", "came back", "return to", "returns to", "come back to", "comes back to")
"""To come back says little: what counts is to which touchpoint, or that it is for an order."""
_REORDER = ("reorder", "reorders", "reordered", "repurchase", "repurchases", "repurchased")
_TAKE = ("take", "takes", "took", "last", "lasts", "wait", "waits", "waiting", "waiting time", "duration", "time",
         "it takes", "they wait", "lead time")  # fmt: skip

VERBS: Mapping[str, Verb] = {
    **dict.fromkeys((*_forms(_MEET), *_MEET_TOO), "meet"),
    **dict.fromkeys(_TURN, "turn"),
    **dict.fromkeys(_ORDER, "order"),
    **dict.fromkeys(_REORDER, "reorder"),
    **dict.fromkeys(_ONWARD, "onward"),
    **dict.fromkeys(_LEAVE, "leave"),
    **dict.fromkeys(_AGAIN, "again"),
    **dict.fromkeys(_BACK, "back"),
    **dict.fromkeys(_TAKE, "take"),
}
"""What customers do, in the words that are understood."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SUBJECTS = _words(
    "customers customer people users user visitors visitor shoppers shopper clients client guests guest households "
    "household persons them they consumers"
)
FILLERS = _words(
    "of the a an our their your its us in on at via by through with to from and here there this that stage phase step "
    "point channel touchpoint is are be do does have has each i we it usually typically normally ever"
)
"""Words that leave the meaning as it is. "Who", "not" and "if" are none: what follows them is another figure."""


class Reading(NamedTuple):
    """One way to understand a text: its amount, what is done, and the names in it.

    `of_some`: a name stands with the customers, not with what they do ("60 % of app users see the newsletter"): then
    the amount is of some customers only.
    """

    amount: Amount | None
    verbs: frozenset[Verb]
    names: frozenset[Name]
    of_some: bool = False


def readings(tokens: Sequence[str], names: Names) -> set[Reading]:
    """All ways to understand each word of a text, of those with the fewest parts; empty where there is none."""
    if len(tokens) > LONGEST or "?" in tokens:
        return set()
    found: dict[Reading, int] = {}
    for tried, parts in enumerate(_ways(tokens, 0, names)):
        if tried == TRIED:
            return set()
        reading = _reading(parts)
        if reading is not None:
            found[reading] = min(len(parts), found.get(reading, len(parts)))
    fewest = min(found.values(), default=0)
    return {reading for reading, parts in found.items() if parts == fewest}


def _ways(tokens: Sequence[str], i: int, names: Names) -> Iterator[list[Part]]:
    """Every way to cut the words from a place on into parts that are known."""
    if i == len(tokens):
        yield []
        return
    for part, after in _parts_at(tokens, i, names):
        for rest in _ways(tokens, after, names):
            yield [part, *rest]


def _parts_at(tokens: Sequence[str], i: int, names: Names) -> Iterator[tuple[Part, int]]:
    amount = amounts_at(tokens, i)
    if amount is not None:
        yield amount
    verb = phrase_at(tokens, i, VERBS)
    if verb is not None:
        yield VERBS[verb[0]], verb[1]
    name = names.at(tokens, i)
    if name is not None:
        yield name
    if tokens[i] in SUBJECTS | FILLERS or tokens[max(i - 1, 0) : i + 1] == ["of", "all"]:
        yield None, i + 1


def _reading(parts: Sequence[Part]) -> Reading | None:
    """What the parts say together; None where there are two amounts."""
    amounts = {part for part in parts if isinstance(part, Amount)}
    if len(amounts) > 1:
        return None
    verbs: frozenset[Verb] = frozenset(part for part in parts if isinstance(part, str))
    names = frozenset(part for part in parts if isinstance(part, Name))
    return Reading(next(iter(amounts), None), verbs, names, _of_some([part for part in parts if part is not None]))


def _of_some(said: Sequence[Amount | Name | Verb]) -> bool:
    """Whether a name comes before the first verb, in a text that says the amount before the verb."""
    amount = next((n for n, part in enumerate(said) if isinstance(part, Amount)), len(said))
    verb = next((n for n, part in enumerate(said) if isinstance(part, str)), -1)
    return amount < verb and any(isinstance(part, Name) for part in said[:verb])
