"""Contacts with support: calls, chats, tickets.

The pain point: a share of callers has to call again within a week, until call notes are shared half-way. The bright
spot: the chat.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from sojourn.simulate.arrays import DAY, HOUR, MINUTE, Floats, Ints, Mask, happens, whole
from sojourn.simulate.calendar import opening_hours
from sojourn.simulate.log import Field, Named, Words
from sojourn.simulate.running import Run
from sojourn.simulate.surveys import BAD, FAIR, GREAT, ask, mean_scores
from sojourn.simulate.world import CONTACTS

WEEK = 7 * DAY
_PHONE, _CHAT, _TICKET = range(len(CONTACTS))
_ABOUT = ("support call", "live chat", "support ticket")
"""The touchpoints of CONTACTS."""
_ASKED = 0.5


class Contacts(Struct, frozen=True):
    """Who turns to support, on which day, about which order."""

    customer: Ints
    day: Ints
    order_number: Ints


def contact_support(run: Run, contacts: Contacts) -> Mask:
    """Simulate contacts, and return who has to call again.

    Contacts of one customer about different orders are more than seven days apart.
    """
    rng, size = run.random.support, len(contacts.customer)
    way = run.people.choose(rng, lambda p: p.contacts, contacts.customer)
    at = run.calendar.moment(contacts.day, opening_hours(rng, size))
    ticket = run.histories.ticket_numbers(size)
    again = _calls(run, contacts, ticket, at, way == _PHONE)
    _chats(run, contacts, ticket, at, way == _CHAT)
    _tickets(run, contacts, ticket, at, way == _TICKET)
    _ask(run, contacts.customer, at, way, again)
    return again


def _calls(run: Run, contacts: Contacts, ticket: Ints, at: Ints, who: Mask) -> Mask:
    """Calls, and second calls one to six days later; returns who calls again."""
    rng, size = run.random.support, len(who)
    chance, fixed = _chances_to_call_again(run, contacts.customer)
    before = at < run.calendar.middle
    again = who & happens(rng, np.where(before, chance, fixed))
    _write(run, "Support Call", contacts, ticket, at, who, "phone")
    second = run.calendar.moment(contacts.day + whole(rng, size, 1, 6), opening_hours(rng, size))
    _write(run, "Support Call", contacts, ticket, second, again, "phone")
    _add_up(run, chance, fixed, before, who & (at + WEEK <= run.calendar.end))
    return again


def _chances_to_call_again(run: Run, customer: Ints) -> tuple[Floats, Floats]:
    """Before and after call notes are shared."""
    more = run.people.trait(lambda p: p.calls_again, customer)
    return more * run.world.call_again, more * run.world.call_again_fixed


def _add_up(run: Run, chance: Floats, fixed: Floats, before: Mask, who: Mask) -> None:
    """First calls whose seven days end within the period. Calling twice costs calls, and no orders by itself."""
    sums, now, nothing = run.sums, np.where(before, chance, fixed), np.zeros(int(who.sum()))
    sums.calls = sums.calls.plus(now[who], before[who], (chance - fixed)[who], nothing, nothing)
    sums.calls_before = sums.calls_before.plus(chance[who & before])
    sums.calls_after = sums.calls_after.plus(fixed[who & ~before])


def _chats(run: Run, contacts: Contacts, ticket: Ints, at: Ints, who: Mask) -> None:
    ends = at + whole(run.random.support, len(at), 4 * MINUTE, 25 * MINUTE)
    _write(run, "Live Chat Conversation Started", contacts, ticket, at, who, "chat")
    _write(run, "Live Chat Conversation Ended", contacts, ticket, ends, who, "chat")


def _tickets(run: Run, contacts: Contacts, ticket: Ints, at: Ints, who: Mask) -> None:
    solved = at + whole(run.random.support, len(at), 1, 3) * DAY + whole(run.random.support, len(at), 0, HOUR)
    _write(run, "Support Ticket Opened", contacts, ticket, at, who, "web")
    _write(run, "Support Ticket Solved", contacts, ticket, solved, who, "email")


def _write(run: Run, event: str, contacts: Contacts, ticket: Ints, at: Ints, who: Mask, channel: str) -> None:
    said: dict[str, Field] = {"ticket_number": ticket[who], "order_number": contacts.order_number[who]}
    run.log.aside(event, contacts.customer[who], at[who], channel, Named.USER, **said)


def _ask(run: Run, customer: Ints, at: Ints, way: Ints, again: Mask) -> None:
    """Ask half of them once all is said: a week later whoever calls or waits for an answer, after a chat at once."""
    how = np.where(again, BAD, np.where(way == _CHAT, GREAT, FAIR))
    when = at + np.where(way == _CHAT, HOUR, WEEK)
    asked = happens(run.random.support, np.full(len(at), _ASKED))
    about, topic = (
        Words(way[asked], _ABOUT),
        Words(np.where(again, len(_ABOUT), way)[asked], (*_ABOUT, "calling again")),
    )
    found = ask(run, customer[asked], when[asked], about, how[asked], topic)
    means, chat = mean_scores(found.chances), way[asked][found.answered] == _CHAT
    inside = when[asked][found.answered] < run.calendar.end
    run.sums.chat_scores = run.sums.chat_scores.plus(means[chat & inside])
    run.sums.support_scores = run.sums.support_scores.plus(means[~chat & inside])
