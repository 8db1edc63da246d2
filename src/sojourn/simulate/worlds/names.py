"""Names of things from which a world draws its own, so that nothing can be fitted to one set of names."""

from __future__ import annotations

from typing import NamedTuple


class Named(NamedTuple):
    """A touchpoint, the event that happens there, and the theme that people speak of there."""

    touchpoint: str
    event: str
    theme: str


TOUCHPOINTS = (
    Named("product page", "Product Viewed", "quality"),
    Named("search", "Products Searched", "website"),
    Named("reviews page", "Reviews Viewed", "quality"),
    Named("comparison", "Products Compared", "price"),
    Named("adviser", "Adviser Used", "advice"),
    Named("configurator", "Configuration Made", "website"),
    Named("size guide", "Size Guide Viewed", "advice"),
    Named("price list", "Price List Viewed", "price"),
    Named("wishlist", "Product Added to Wishlist", "website"),
    Named("sign-up", "Signed Up", "account"),
    Named("quote", "Quote Requested", "price"),
    Named("callback", "Callback Booked", "support"),
    Named("trial", "Trial Started", "quality"),
    Named("cart", "Cart Viewed", "price"),
    Named("address", "Address Entered", "account"),
    Named("delivery options", "Delivery Options Viewed", "delivery"),
    Named("voucher", "Coupon Entered", "price"),
    Named("identity check", "Identity Checked", "account"),
    Named("documents", "Documents Uploaded", "account"),
    Named("offer", "Offer Received", "price"),
    Named("appointment", "Appointment Made", "support"),
    Named("payment", "Payment Info Entered", "payment"),
    Named("summary", "Order Reviewed", "website"),
)
"""In the order in which journeys come by them."""

ARRIVALS = (
    ("advertisement", "Ad Clicked", "ads"),
    ("search engine", "Search Result Clicked", "search"),
    ("social post", "Social Post Clicked", "social"),
    ("newsletter", "Email Link Clicked", "email"),
    ("home page", "Home Page Viewed", "web"),
)
"""Touchpoint, event and channel with which a journey begins."""

ERRORS = ("Error Shown", "Form Error", "Page Not Found", "Application Crashed")
DEVICES = ("web", "app")

ATTRIBUTES = {
    "plan": ("free", "basic", "plus", "business"),
    "region": ("north", "south", "east", "west", "abroad"),
    "age_band": ("18-29", "30-44", "45-59", "60+"),
    "heard_from": ("friends", "press", "radio", "internet", "store"),
    "household": ("alone", "couple", "family", "shared"),
    "size": ("small", "medium", "large"),
}
"""What may be known of customers, with its values."""
