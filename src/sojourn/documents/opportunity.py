"""Opportunities: what could be done about pain points, as documents of their own (`opportunities/NAME.yaml`)."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from msgspec import Struct

from sojourn.documents.cells import Score

OpportunityStatus = Literal["idea", "planned", "in progress", "done", "dropped"]


class Opportunity(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What could be done, and about what.

    `about` are ids of pain points ("waiting:delivery"); `outcome` is the event of which they were found to cost, where
    it is not the usual one; `fixable` is the share of them that it would take away, 0..1 (all, where nothing is said).
    `stage` and `touchpoint` say where it belongs on a map, where no pain point does. `change` is the id of the change
    that was made of it.
    """

    title: str
    id: str = ""
    format: int = 1
    about: tuple[str, ...] = ()
    outcome: str | None = None
    fixable: float | None = None
    stage: str | None = None
    touchpoint: str | None = None
    status: OpportunityStatus = "idea"
    owner: str | None = None
    due: dt.date | None = None
    score: Score | None = None
    change: str | None = None
    source: str | None = None
    author: str | None = None
    date: dt.date | None = None
    note: str | None = None
