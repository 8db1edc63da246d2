"""How a visit begins: the ad, link or friend that brought a new customer, the app on the phone, signing in."""

from __future__ import annotations

import numpy as np

from sojourn.simulate.arrays import DAY, HOUR, Ints, Mask, happens, whole
from sojourn.simulate.log import CHANNELS, Named, Words
from sojourn.simulate.running import Run, Visits
from sojourn.simulate.world import SOURCES

CAMPAIGNS = ("spring-refresh", "summer-outdoors", "autumn-light", "december-gifts")
"""One a quarter."""

_NETWORKS = ("google ads", "meta ads", "criteo")
_REFERRERS = ("google ads", "google", "instagram", "partner newsletter", "friend", "store")
"""What stands in utm_source, in the order of SOURCES."""
_ADS, _SOCIAL, _FRIENDS = SOURCES.index("ads"), SOURCES.index("social"), SOURCES.index("word_of_mouth")
_OTHERS_SEE_ADS = 0.2
_SIGNS_IN = 0.7


def arrive(run: Run, visits: Visits, channel: Ints, arrives: Ints, installs: Ints) -> None:
    """How new customers come, at `arrives`; whoever is in the app for the first time installs it, at `installs`."""
    source = run.people.source[visits.customer]
    _see_ads(run, visits, source)
    clicks = visits.first & (source == _ADS)
    _promoted(run, "Promotion Clicked", visits.customer[clicks], arrives[clicks], in_visit=True)
    friends = visits.first & (source == _FRIENDS)
    run.log.visit(
        "Deep Link Opened",
        visits.customer[friends],
        arrives[friends],
        "word_of_mouth",
        Named.VISITOR,
        "friend's recommendation",
    )
    found = visits.first & ~clicks & ~friends
    channels = np.array([CHANNELS.index(name) for name in SOURCES])[source]
    run.log.visit(
        "Session Started",
        visits.customer[found],
        arrives[found],
        channels[found],
        Named.VISITOR,
        utm_source=Words(source[found], _REFERRERS),
    )
    _install(run, visits, channel, installs)


def sign_in(run: Run, visits: Visits, channel: Ints, at: Ints) -> Mask:
    """Most of those with an account sign in; returns who did."""
    signs = run.histories.account[visits.customer] & happens(run.random.visits, np.full(len(visits), _SIGNS_IN))
    run.log.visit("Signed In", visits.customer[signs], at[signs], channel[signs], Named.MEMBER)
    return signs


def make_account(run: Run, customer: Ints, channel: Ints, at: Ints) -> None:
    """After the first order online: an account, and an answer to "How did you hear of us?"."""
    run.histories.account[customer] = True
    heard = Words(run.people.source[customer], SOURCES)
    run.log.visit("Account Created", customer, at, channel, Named.MEMBER, heard_from=heard)


def become_known(run: Run, customer: Ints, at: Ints) -> None:
    """From here on the shop knows who they are."""
    known = run.histories.known_at
    known[customer] = np.minimum(known[customer], at)


def _see_ads(run: Run, visits: Visits, source: Ints) -> None:
    """New customers saw ads in the days before; those who came by one saw more of them."""
    rng = run.random.visits
    paid = (source == _ADS) | (source == _SOCIAL)
    seen = np.where(paid, whole(rng, len(visits), 1, 3), happens(rng, np.full(len(visits), _OTHERS_SEE_ADS)))
    times = np.where(visits.first, seen, 0)
    at = np.repeat(visits.at, times) - (
        whole(rng, int(times.sum()), 0, 7) * DAY + whole(rng, int(times.sum()), HOUR, 3 * HOUR)
    )
    customer = np.repeat(visits.customer, times)
    social = np.repeat(source == _SOCIAL, times)
    _promoted(run, "Promotion Viewed", customer[~social], at[~social])
    run.log.aside("Promotion Viewed", customer[social], at[social], "social", Named.VISITOR, utm_source="instagram")


def _promoted(run: Run, event: str, customer: Ints, at: Ints, in_visit: bool = False) -> None:
    """An ad of the season's campaign is seen or clicked."""
    month = at.astype("datetime64[ms]").astype("datetime64[M]").astype(np.int64) % 12
    campaign = Words(month // 3, CAMPAIGNS)
    network = Words(whole(run.random.visits, len(customer), 0, len(_NETWORKS) - 1), _NETWORKS)
    write = run.log.visit if in_visit else run.log.aside
    write(event, customer, at, "ads", Named.VISITOR, campaign=campaign, utm_source=network, utm_medium="cpc")


def _install(run: Run, visits: Visits, channel: Ints, at: Ints) -> None:
    fresh = (channel == CHANNELS.index("app")) & ~run.histories.installed[visits.customer]
    run.histories.installed[visits.customer[fresh]] = True
    run.log.visit("Application Installed", visits.customer[fresh], at[fresh], "app", Named.VISITOR)
