"""What is true of a simulated shop, by the chances it was drawn with. Nothing here is counted from its events.

Figures are sums and means of the model's own chances over what was reached, so that counts from the events lie around
them as coin tosses do. NaN where nothing was reached.
"""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from sojourn.results import Result


class PainPoint(Struct, frozen=True):
    """A planted pain point. `event` marks that a customer has reached it; these events are its units.

    `outcome` says what it makes more likely. `reached` counts the units in the period (calls: the first ones, see
    `Fix`), `exposed` those of them that met the pain point. `share_lost` is the mean chance of the outcome over
    `reached`, from 0 to 1. `effect` is the mean over `exposed` of the chance of the outcome, less the chance that the
    same unit would have had unexposed, in points of probability: 0.3 for 30 points.

    `lost_orders` are the orders expected without the pain point, less those with it, in the same visit, or for late
    deliveries in the next one; `value_lost` is their value in euros. (Who orders comes
    back later, so that over a whole period the difference is smaller.) `extra_contacts` are the contacts with support
    that it is expected to cause, without those that follow from them.
    """

    name: str
    touchpoint: str
    stage: str
    event: str
    outcome: str
    reached: int
    exposed: int
    share_lost: float
    effect: float
    lost_orders: float
    value_lost: float
    extra_contacts: float


class CheckoutStep(Struct, frozen=True):
    """A part of the checkout: `reached` counts attempts, `share_lost` is their mean chance to go no further."""

    touchpoint: str
    event: str
    reached: int
    share_lost: float


class Fix(Struct, frozen=True):
    """A change for the better, made on `date` (from its midnight UTC on).

    `before` and `after` are the mean chances of having to call again within seven days, over the `calls_before` and
    `calls_after` first calls whose seven days end within the period. A first call has none in the seven days before it.
    """

    name: str
    touchpoint: str
    outcome: str
    date: date
    calls_before: int
    calls_after: int
    before: float
    after: float


class BrightSpot(Struct, frozen=True):
    """A touchpoint that pleases: the mean expected score (1 to 5) of those asked in the period who answer.

    `others_score` is the same over answers about the `others`.
    """

    name: str
    touchpoint: str
    stage: str
    event: str
    score_kind: str
    score: float
    others: tuple[str, ...]
    others_score: float


class Personal(Struct, frozen=True):
    """Made-up personal data in the text of an event; `kind` is email, phone, order or name."""

    event_id: str
    kind: str
    value: str


class Truth(Result, frozen=True):
    """The truth of a simulated shop. `customers` have at least one event, `known` of them one with a user_id.

    `biggest_loss` is the touchpoint of the checkout at which most attempts are expected to end.
    """

    pain_points: tuple[PainPoint, ...]
    checkout: tuple[CheckoutStep, ...]
    biggest_loss: str
    fix: Fix
    bright_spot: BrightSpot
    personal: tuple[Personal, ...]
    customers: int
    known: int
    events: int
