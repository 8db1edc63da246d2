"""A cell of a map: what it says, what it rests on, and the figure that was last measured for it."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from msgspec import Struct

Provenance = Literal["measured", "cited", "asserted", "inferred"]
"""What a cell rests on. On pages: measured, from research, assumption, estimated."""

Scale = Literal["share", "points", "feeling", "score", "money", "seconds", "count"]
"""What a figure is: a share 0..1, points such as NPS, a feeling -2..2, a mean score, money, a time, a number."""


class Scope(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Which journeys are meant: a stored definition, or the parts of one, as in `ws.journeys(...)`."""

    journeys: str | None = None
    start: str | tuple[str, ...] | None = None
    goal: str | tuple[str, ...] | None = None
    gap: str | None = None
    case: str | None = None
    between: tuple[dt.date, dt.date] | None = None
    where: str | None = None
    customers: str | None = None


class Binding(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What a cell measures: a measure by name, never SQL.

    `measure` is a key figure, such as "reach", "feeling" or "nps" (see `sojourn.measures.kpis`). `stage`, `touchpoint`,
    `channel` and `event` say which steps count; `where` (steps) and `customers` are conditions; `segment` is
    "name=value"; `window` the first and last day, inclusive. `options` go to the measure (goal, within, score ...);
    `scope` says which journeys are counted where they are not those of the map; `of` is the word for what is counted,
    in the plural ("coupon mailings"), `says` what the figure says of them ("are redeemed"); `target` is what the
    figure should be.
    """

    measure: str
    stage: str | None = None
    touchpoint: str | None = None
    channel: str | None = None
    event: str | None = None
    where: str | None = None
    customers: str | None = None
    segment: str | None = None
    window: tuple[dt.date, dt.date] | None = None
    target: float | None = None
    options: dict[str, Any] = {}
    scope: Scope | None = None
    of: str | None = None
    says: str | None = None


class Change(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """How a figure of the `first` period differs from that of the `last`: `weight` is the gap between their ranges in
    units of their widths, `n` how many things both rest on."""

    first: str
    before: float
    last: str
    after: float
    weight: float
    n: int


UNASKED = "figures"
"""The `of` of a figure whose binding cannot be measured here; its notes say why."""


class Figure(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What was measured: `value` within `low` and `high` (None: cannot be said), over `n` of `of`.

    `count` is the numerator of a share, `asked` who could have answered, `open` what is still running: it is not
    counted or, in a loss, counted as lost so far.
    `hidden` is the minimum that was not reached: then the figure says nothing else about how many there are.
    `first` and `last` are the first and last day of what was looked at, `data_up_to` when the records end. `change` is
    there where the figure changed beyond its ranges in that time.
    """

    scale: Scale = "share"
    value: float | None = None
    low: float | None = None
    high: float | None = None
    n: int = 0
    of: str = "customers"
    count: int | None = None
    asked: int | None = None
    open: int = 0
    customers: int | None = None
    currency: str | None = None
    hidden: int | None = None
    method: str = ""
    first: dt.date | None = None
    last: dt.date | None = None
    data_up_to: dt.date | None = None
    change: Change | None = None
    notes: tuple[str, ...] = ()


Robustness = Literal["low", "medium", "high"]
"""How strong something unmeasured would have to be to explain an effect away."""


class Worth(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What goes with a pain point, a bright spot or a deviation, and what it is worth a month.

    `sentence` says in words how many meet it, or what came of a change. Of those who meet it `met` come to the
    `outcome` (a verb in the plural: "order again"), of comparable customers `comparable`; `effect` is the difference
    within `low` and `high`. With the `scale` "share" these are 0..1. `robustness` says how strong something unmeasured
    would have to be to explain it away: `k` times as strong as the strongest that was measured.
    `gain` is what a month would bring more without it, within `gain_low` and `gain_high`; `realised` what came of it
    after a change, with its own range; both in `currency`, or in the unit of the outcome.
    `status` is "associated" until a test has "confirmed" it, and "refuted" where one found the contrary.
    """

    sentence: str = ""
    outcome: str = ""
    scale: Literal["share", "number", "money"] = "share"
    met: float | None = None
    comparable: float | None = None
    effect: float | None = None
    low: float | None = None
    high: float | None = None
    robustness: Robustness | None = None
    k: float | None = None
    gain: float | None = None
    gain_low: float | None = None
    gain_high: float | None = None
    realised: float | None = None
    realised_low: float | None = None
    realised_high: float | None = None
    currency: str | None = None
    status: Literal["associated", "confirmed", "refuted"] = "associated"
    notes: tuple[str, ...] = ()


class Score(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What an opportunity is ranked by; each method reads the fields it knows.

    `reach` customers a month; `impact` and `ease` 1..10; `confidence` 0..1; `effort` in person-weeks; `value`,
    `urgency` and `risk` 1..10 (WSJF); `importance` and `satisfaction` 0..10; `formula` over these names.
    """

    reach: float | None = None
    impact: float | None = None
    confidence: float | None = None
    effort: float | None = None
    ease: float | None = None
    value: float | None = None
    urgency: float | None = None
    risk: float | None = None
    importance: float | None = None
    satisfaction: float | None = None
    kano: Literal["must-be", "performance", "attractive", "indifferent", "reverse"] | None = None
    formula: str | None = None


class Cell(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One entry of a lane at a phase or step.

    `text` is what people read. A cell with a `binding` is measured, and `measured` holds the last figure. `asserted` is
    the number somebody believes (a feeling -2..2, a share 0..1 ...): beside a binding it is a belief that can be put to
    the test. `id` stays the same for as long as the cell lives; an opportunity names its pain points by id in `about`,
    a pain point its opportunity in the same way. `worth` is what goes with it, where that was worked out.
    """

    text: str = ""
    id: str = ""
    provenance: Provenance | None = None
    source: str | None = None
    date: dt.date | None = None
    author: str | None = None
    binding: Binding | None = None
    measured: Figure | None = None
    worth: Worth | None = None
    asserted: float | None = None
    kind: str | None = None
    channels: tuple[str, ...] = ()
    owner: str | None = None
    status: str | None = None
    due: dt.date | None = None
    about: tuple[str, ...] = ()
    score: Score | None = None
    note: str | None = None
