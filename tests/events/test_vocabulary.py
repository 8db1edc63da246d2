from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.events.vocabulary import UNSTAGED, When, normalise, standard

# The published table: stage, then the names of events that common SDKs, shops and help desks send.
TABLE = {
    "awareness": """Promotion Viewed, Promotion Clicked, Install Attributed, Deep Link Opened, Campaign
        Received, view_promotion, select_promotion, ad_impression, campaign_details, mail-out,
        leaflet, Application Installed, first_visit, first_open, session_start, Matomo page view""",
    "consideration": """Products Searched, search, view_search_results, Product List Viewed, Product List
        Filtered, Product Clicked, Product Viewed, view_item_list, select_item, view_item,
        product_viewed, Product Added, Product Removed, Cart Viewed, Cart Shared, Product Added to
        Wishlist, add_to_cart, remove_from_cart, view_cart, add_to_wishlist, carts/create,
        carts/update, Trial Started, Signed Up, Quote Requested, Demo Requested, generate_lead,
        sign_up, form_response, application submitted""",
    "purchase": """Checkout Started, Checkout Step Viewed, Checkout Step Completed, Payment Info Entered,
        Coupon Entered, Coupon Applied, Coupon Denied, begin_checkout, add_shipping_info,
        add_payment_info, checkouts/create, Order Completed, Order Updated, purchase,
        in_app_purchase, orders/create, orders/paid, invoice.paid, store receipt""",
    "onboarding": """Account Created, Signed In, Application Opened, Tutorial Completed, login,
        tutorial_begin, tutorial_complete""",
    "use": "Feature Used, Video Playback Started, Content Viewed, level_up, video_start",
    "service": """Order Shipped, Order Delivered, fulfillments/create, Order Refunded, Order Cancelled,
        Payment Failed, Application Crashed, Error Shown, refund, app_exception, charge.refunded,
        charge.dispute.created, Live Chat Conversation Started, Live Chat Message Sent, Support
        Ticket Opened, Support Ticket Solved, Support Call, incoming e-mail""",
    "loyalty": """Email Opened, Email Link Clicked, Push Notification Tapped, Coupon Redeemed, Loyalty
        Points Earned, Subscription Renewed, earn_virtual_currency, spend_virtual_currency, Survey
        Answered""",
    "advocacy": "Product Reviewed, Product Shared, Invite Sent, Referral Completed, share, join_group",
    "churn": """Unsubscribed, Subscription Cancelled, Email Marked as Spam, Application Uninstalled,
        Account Deleted, app_remove, customer.subscription.deleted""",
}
NAMES = [(stage, " ".join(name.split())) for stage, names in TABLE.items() for name in names.split(",")]

OLDER = {
    "Viewed Product": "Product Viewed",
    "Clicked Product": "Product Clicked",
    "Added Product": "Product Added",
    "Removed Product": "Product Removed",
    "Viewed Product Category": "Product List Viewed",
    "Viewed Promotion": "Promotion Viewed",
    "Started Order": "Checkout Started",
    "Viewed Checkout Step": "Checkout Step Viewed",
    "Completed Checkout Step": "Checkout Step Completed",
    "Completed Order": "Order Completed",
    "Updated Order": "Order Updated",
}


def test_a_name_says_stage_touchpoint_and_channel() -> None:
    row = standard().lookup("Support Call")
    assert row is not None
    assert (row.stage, row.touchpoint, row.channel) == ("service", "support call", "phone")
    assert standard().lookup("A_SUBMITTED") is None


@pytest.mark.parametrize(("stage", "name"), NAMES)
def test_every_published_name_has_its_stage(stage: str, name: str) -> None:
    row = standard().lookup(name)
    assert row is not None
    assert row.stage == stage


@pytest.mark.parametrize(("older", "name"), OLDER.items())
def test_an_older_name_counts_as_the_standard_name(older: str, name: str) -> None:
    assert standard().canonical(older.lower().replace(" ", "_")) == name
    assert standard().lookup(older) is standard().lookup(name) is not None


@pytest.mark.parametrize("spelling", ["product added", "PRODUCT_ADDED", "product-added", "ProductAdded"])
def test_case_spaces_and_hyphens_do_not_matter_and_are_kept(spelling: str) -> None:
    assert standard().lookup(spelling) is standard().lookup("Product Added")
    assert standard().canonical(spelling) == spelling


def test_names_of_other_standards_are_not_aliases() -> None:
    assert standard().canonical("add_to_cart") == "add_to_cart"


@pytest.mark.parametrize(
    ("name", "touchpoint", "channel"),
    [
        ("Product List Viewed", "catalogue", None),
        ("Product Viewed", "product page", None),
        ("Product Added", "cart", None),
        ("Checkout Started", "checkout", None),
        ("Order Shipped", "delivery", None),
        ("Email Opened", "newsletter", "email"),
        ("Push Notification Tapped", "push notification", "push"),
        ("Live Chat Message Sent", "live chat", "chat"),
        ("Store Receipt", "store purchase", "store"),
        ("Survey Answered", "survey", "survey"),
        ("Product Reviewed", "review", "review"),
        ("Leaflet", "mailing", "mail"),
    ],
)
def test_touchpoints_are_named_as_customers_would(name: str, touchpoint: str, channel: str | None) -> None:
    row = standard().lookup(name)
    assert row is not None
    assert (row.touchpoint, row.channel) == (touchpoint, channel)


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("Order Completed", "order"),
        ("Completed Order", "order"),
        ("purchase", "order"),
        ("orders/create", "order"),
        ("charge.refunded", "refund"),
        ("app_exception", "problem"),
        ("Complaint Received", "complaint"),
        ("Support Call", "support_contact"),
        ("Support Ticket Opened", "ticket_opened"),
        ("conversation.admin.replied", "ticket_answered"),
        ("Support Ticket Solved", "ticket_solved"),
        ("Survey Sent", "survey_asked"),
        ("Survey Answered", "survey_answered"),
        ("Email Delivered", "campaign_sent"),
        ("Email Link Clicked", "campaign_clicked"),
        ("screen_view", "page_view"),
        ("search", "search"),
    ],
)
def test_measures_find_events_by_role(name: str, role: str) -> None:
    assert role in standard().roles_of(name)
    assert role not in standard().roles_of("Product Viewed")


def test_a_touchpoint_is_known_by_its_own_name() -> None:
    checkout = standard().place_of("/checkout")
    assert checkout is not None
    assert checkout.stage == "purchase"
    assert standard().place_of("newsletter") is None, "depends on the history"


def test_the_file_does_not_contradict_itself() -> None:
    vocabulary = standard()
    names = [normalise(name) for row in vocabulary.rows for name in row.names]
    stages = {stage.name for stage in vocabulary.stages} | {UNSTAGED}
    channels = {channel.name for channel in vocabulary.channels}
    places = [row.otherwise for row in vocabulary.rows if row.otherwise]
    assert [name for name in names if names.count(name) > 1] == []
    assert {row.stage for row in vocabulary.rows} | {place.stage for place in places} <= stages
    assert {row.channel for row in vocabulary.rows} - {None} <= channels
    assert {normalise(name) for names in vocabulary.roles.values() for name in names} <= set(names)
    assert {normalise(name) for name in vocabulary.aliases.values()} <= set(names)
    assert not {normalise(name) for name in vocabulary.aliases} & set(names)
    assert all((row.when is None) == (row.otherwise is None) for row in vocabulary.rows)
    assert {row.when for row in vocabulary.rows} == {None, *When}


def test_no_word_speaks_for_two_channels() -> None:
    for evidence in ("aliases", "libraries", "devices", "mediums", "sources", "hosts"):
        words = [normalise(word) for channel in standard().channels for word in getattr(channel, evidence)]
        assert [word for word in words if words.count(word) > 1] == []


@given(st.text())
def test_normalising_twice_changes_nothing(name: str) -> None:
    assert normalise(normalise(name)) == normalise(name)
    assert not set(normalise(name)) & set(" _-\t\n")
