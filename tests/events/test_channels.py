from __future__ import annotations

import pytest

from sojourn.events.channels import channel_named, channel_of
from sojourn.events.vocabulary import standard


def test_the_strongest_evidence_speaks() -> None:
    assert channel_of("email", "newsletter", "https://www.google.com/") == "email"
    assert channel_of("email", library="analytics-ios") == "app"
    assert channel_of("email", library="analytics-ios", explicit="Kiosk") == "Kiosk"
    assert channel_of() is None


@pytest.mark.parametrize(
    ("medium", "channel"),
    [
        ("cpc", "ads"),
        ("PPC", "ads"),
        ("paid-social", "ads"),
        ("paid_search", "ads"),
        ("display", "ads"),
        ("organic", "search"),
        ("E-Mail", "email"),
        ("sms", "sms"),
        ("push", "push"),
        ("social", "social"),
        ("affiliate", "affiliate"),
        ("direct_mail", "mail"),
        ("qr", "outdoor"),
        ("(none)", None),
        ("referral", None),
    ],
)
def test_medium(medium: str, channel: str | None) -> None:
    assert channel_of(medium) == channel


@pytest.mark.parametrize(
    ("source", "channel"),
    [
        ("facebook", "social"),
        ("Google", "search"),
        ("klaviyo", "email"),
        ("m.facebook.com", "social"),
        ("acme", None),
    ],
)
def test_source_where_the_medium_says_nothing(source: str, channel: str | None) -> None:
    assert channel_of("referral", source) == channel


@pytest.mark.parametrize(
    ("referrer", "channel"),
    [
        ("https://www.google.co.uk/search?q=shoes", "search"),
        ("https://mail.google.com/mail/u/0", "email"),
        ("https://l.facebook.com/l.php?u=x", "social"),
        ("t.co", "social"),
        ("https://t.co.uk/", None),
        ("android-app://com.google.android.gm/", "email"),
        ("https://uk.trustpilot.com/review/x", "review"),
        ("https://notfacebook.com/", None),
        ("https://google.evil-site.example/", None),
        ("https://[broken", None),
        ("", None),
    ],
)
def test_host_of_the_referrer(referrer: str, channel: str | None) -> None:
    assert channel_of(referrer=referrer) == channel


@pytest.mark.parametrize(
    ("library", "device", "page", "channel"),
    [
        ("analytics.js", None, None, "web"),
        ("analytics-android", None, None, "app"),
        ("analytics-python", "iOS", None, "app"),
        ("analytics-python", "pos", None, "store"),
        ("analytics-python", None, "https://shop.com/", "web"),
        ("analytics-python", "mobile", "/only/a/path", None),
    ],
)
def test_context(library: str | None, device: str | None, page: str | None, channel: str | None) -> None:
    assert channel_of(library=library, device=device, page=page) == channel


@pytest.mark.parametrize(
    ("name", "channel"),
    [("In-Store", "store"), ("E-Mail", "email"), ("telephone", "phone"), ("facebook", None)],
)
def test_synonyms_in_a_channel_column(name: str, channel: str | None) -> None:
    assert channel_named(name) == channel


def test_all_published_channels_are_there() -> None:
    published = """web app email sms push social ads search affiliate store phone chat mail survey review
        partner tv radio print outdoor word_of_mouth"""
    assert {channel.name for channel in standard().channels} == set(published.split())
    assert all(channel_named(name) == name for name in published.split())
