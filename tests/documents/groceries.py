"""A small map that a person could have written, as text and as records."""

from __future__ import annotations

from sojourn.documents.cells import Binding, Cell, Figure
from sojourn.documents.map import Lane, MapDocument, MapStep, Phase

TEXT = """\
# Agreed in March.
title: I buy my groceries   # in their words
version: 1

phases:
  # before they know us
  - {id: want, title: I want something}
  - id: buy
    title: Purchase
    steps:
      - id: checkout
        title: 'checkout'   # was: Payment
lanes:
  - id: pains
    kind: pain_points
    title: Pain points
    cells:
      checkout:
        # the worst one
        - text: Waiting for delivery
          id: waiting
          binding: {measure: late_orders, where: value > 10}
          measured: {value: 0.201, low: 0.195, high: 0.206, n: 21480}   # of last year
        # from the workshop
        - {text: No size guide, id: sizes}
# The end.
"""
WAITING = Cell(
    "Waiting for delivery",
    id="waiting",
    binding=Binding("late_orders", where="value > 10"),
    measured=Figure(value=0.201, low=0.195, high=0.206, n=21480),
)
SIZES = Cell("No size guide", id="sizes")
CHECKOUT = MapStep("checkout", "checkout")
WANT, BUY = Phase("want", "I want something"), Phase("buy", "Purchase", steps=(CHECKOUT,))
FASTER = Figure(value=0.174, low=0.17, high=0.178, n=21000)


def groceries(*cells: Cell) -> MapDocument:
    """The map of TEXT, with these cells at the checkout."""
    lane = Lane("pains", "pain_points", "Pain points", cells={"checkout": cells})
    return MapDocument("I buy my groceries", phases=(WANT, BUY), lanes=(lane,))


GROCERIES = groceries(WAITING, SIZES)
