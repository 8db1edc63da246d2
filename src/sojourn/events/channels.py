"""Which channel an event happened on. The rules are data: `channels` in vocabulary.yaml."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal
from urllib.parse import urlsplit

from sojourn.events.vocabulary import Channel, normalise, standard

Evidence = Literal["aliases", "libraries", "devices", "mediums", "sources"]


def channel_of(
    medium: str | None = None,
    source: str | None = None,
    referrer: str | None = None,
    *,
    library: str | None = None,
    device: str | None = None,
    page: str | None = None,
    explicit: str | None = None,
) -> str | None:
    """The channel that the strongest evidence speaks for; None where there is none.

    Asked in this order: the `explicit` column, as it stands; the context, that is the SDK's `library` name,
    the `device` type or platform, the address of the `page`; utm `medium`, utm `source`; the host of the
    `referrer` (an address or a host). What the event's name says comes last: the stage model knows it.
    """
    return (
        (explicit and explicit.strip())
        or _known("libraries", library)
        or _known("devices", device)
        or ("web" if page and page.startswith(("http://", "https://")) else None)
        or _known("mediums", medium)
        or _known("sources", source)
        or _channel_of_host(source)
        or _channel_of_host(referrer)
        or None
    )


def channel_named(name: str) -> str | None:
    """The standard channel of this name or synonym ("In-Store": "store"); None for any other."""
    return _known("aliases", name)


def _known(evidence: Evidence, value: str | None) -> str | None:
    return _lookup(evidence).get(normalise(value)) if value else None


@cache
def _lookup(evidence: Evidence) -> dict[str, str]:
    """From what the evidence may say, normalised, to the channel's name; a channel's own name counts too."""
    channels = standard().channels
    said = {normalise(word): channel.name for channel in channels for word in getattr(channel, evidence)}
    return said | ({normalise(channel.name): channel.name for channel in channels} if evidence == "aliases" else {})


def _channel_of_host(address: str | None) -> str | None:
    host = _host(address) if address else ""
    return next((name for name, pattern in _host_patterns() if pattern.search(host)), None)


def _host(address: str) -> str:
    """The host of an address or of a bare host; empty where there is none that can be read."""
    try:
        return urlsplit(address if "//" in address else f"//{address}").hostname or ""
    except ValueError:
        return ""


@cache
def _host_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((channel.name, _host_pattern(channel)) for channel in standard().channels if channel.hosts)


def _host_pattern(channel: Channel) -> re.Pattern[str]:
    """Matches a listed host and all below it; ".*" at the end stands for one or two labels, as in co.uk."""
    hosts = "|".join(_one_host(host) for host in channel.hosts)
    return re.compile(rf"(^|\.)({hosts})$")


def _one_host(host: str) -> str:
    ending = r"(\.[a-z]{2,3}){1,2}" if host.endswith(".*") else ""
    return re.escape(host.removesuffix(".*")) + ending
