"""The newsletter, every two weeks; who does not come back often ends it."""

from __future__ import annotations

import numpy as np

from sojourn.simulate.arrays import DAY, HOUR, MINUTE, Ints, happens, whole
from sojourn.simulate.calendar import opening_hours
from sojourn.simulate.log import Named
from sojourn.simulate.people import NEVER
from sojourn.simulate.running import Run

EVERY_DAYS = 14
LEAVES_WITHIN_DAYS = 60


def send_newsletters(run: Run) -> None:
    """All mails of the period. Run when it is known who does not come back."""
    histories = run.histories
    readers = np.flatnonzero(run.people.subscribes & (histories.known_at < NEVER))
    until = _unsubscribe(run, readers)
    for number, day in enumerate(range(EVERY_DAYS // 2, run.calendar.days, EVERY_DAYS)):
        begins = run.calendar.begin + day * DAY
        _send(run, readers[(histories.known_at[readers] < begins) & (begins + DAY < until)], day, number)


def _send(run: Run, readers: Ints, day: int, number: int) -> None:
    rng = run.random.mailings
    opened = readers[happens(rng, np.full(len(readers), run.world.opens_mail))]
    at = run.calendar.moment(np.full(len(opened), day), opening_hours(rng, len(opened)))
    clicks = happens(rng, np.full(len(opened), run.world.clicks_mail))
    campaign = f"newsletter-{number + 1:02d}"
    run.log.aside("Email Opened", opened, at, "email", Named.USER, campaign=campaign)
    clicked = at[clicks] + whole(rng, int(clicks.sum()), 5000, 2 * MINUTE)
    run.log.aside("Email Link Clicked", opened[clicks], clicked, "email", Named.USER, campaign=campaign)


def _unsubscribe(run: Run, readers: Ints) -> Ints:
    """Some of those who left end the newsletter; returns until when each reader gets it."""
    rng, left = run.random.mailings, run.histories.left_at[readers]
    ends = (left < NEVER) & happens(rng, np.full(len(readers), run.world.unsubscribes))
    at = left[ends] + whole(rng, int(ends.sum()), 1, LEAVES_WITHIN_DAYS) * DAY + whole(rng, int(ends.sum()), 0, HOUR)
    run.log.aside("Unsubscribed", readers[ends], at, "email", Named.USER)
    until = np.full(len(readers), NEVER)
    until[ends] = at
    return until
