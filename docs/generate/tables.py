"""Tables of the reference: recognised columns, reasons of rejects, what `ws.sql` sees, key figures."""

from __future__ import annotations

import re
import tempfile
from importlib import import_module
from inspect import Parameter
from pathlib import Path
from typing import Any

from docs.generate.markdown import doc, page, table
from sojourn.sources import reasons
from sojourn.sources.files import FORMATS
from sojourn.sources.recognise import IDENTIFIERS, NAMES
from sojourn.workspace import Workspace

ROLES = {
    **dict.fromkeys(IDENTIFIERS, "who: an identifier"),
    "case_id": "the journey that the event belongs to; without any identifier it stands for the customer",
    "event": "what happened; required",
    "occurred_at": "when; required, unless a `sequence` says the order",
    "received_at": "when the event was received",
    "sequence": "a whole number that orders events of the same time; otherwise the row's place does",
    "event_id": "the event's identity: the same id is the same event, from whatever file",
    "touchpoint": "where, in a customer's words, or the address of a page",
    "channel": "web, app, store ...; without it, derived from library, device, utm parameters and referrer",
    "value": "an amount of money",
    "currency": "of the value",
    "score": "a customer's rating",
    "score_kind": "nps, csat, ces or stars; otherwise the name of the score's column says it",
    "text": "what the customer said",
    "properties": "a JSON object; every column that has no role becomes a property too",
}
EVENTS = {
    "seq": "number in this workspace, in the order of loading; never reused",
    "event_id": "as loaded",
    "occurred_at": "when, UTC, without a zone",
    "received_at": "as loaded, UTC",
    "sequence": "orders events of the same time: as loaded, else the row in the source",
    "event": "name as loaded; journeys use the name after aliases and rules of `stages.yaml`",
    "touchpoint": "as loaded; journeys add what the vocabulary knows",
    "channel": "as loaded, or derived at load",
    "identifier": "the strongest identifier of the event",
    "identifier_kind": f"{', '.join(IDENTIFIERS)} or case_id",
    "customer_id": "the customer, after merges",
    "case_id": "as loaded",
    "value": "as loaded",
    "currency": "as loaded",
    "score": "as loaded",
    "score_kind": "nps, csat, ces, stars, or null",
    "text": "as loaded",
    "properties": "a JSON object: `properties->>'$.plan'` is the text of one",
    "source": "file or name of the load",
    "load_id": "see `loads`",
}
CONFLICT = {"conflicting_event_id": "The log holds an event of this id that says something else."}
OTHERS = ("identifiers", "edges", "traits", "rejects", "loads", "suppressed")


LOADING = """
Formats: {formats}, DataFrames and iterables of dicts. The content decides, not the file's name; gzip is unpacked.
There is a how-to page for [each format](../README.md).
"""
COLUMNS = """
A column is recognised by its name, without regard to case, spaces, `_`, `-`, `:` and `.`. Where several fit, the name
that stands first wins and the others stay properties. `columns={role: name}` overrides; `customer` is another word for
`user_id`; None says that no column has the role.
"""
LIMITS = """
The order is that in which they are looked for; the last comes from the log, which holds another event of that id.

Limits, in bytes of UTF-8: names {name:,}, identifiers {identifier:,}, texts {text:,}. No time before {earliest}. These
texts stand for no value: {blank}, and an empty cell.
"""
SQL = """
`ws.sql` and `sojourn sql` take one SELECT in DuckDB's dialect, within a limit of rows and time. It can read these
tables and nothing else, and change nothing. Types are those of the Arrow table that comes back.
"""


def loading() -> str:
    """Column names, rejects, limits."""
    assert ROLES.keys() == NAMES.keys()
    roles = [(f"`{role}`", ROLES[role], ", ".join(names)) for role, names in NAMES.items()]
    codes = [(f"`{name}`", means) for name, means in _reasons().items()]
    limits = LIMITS.format(
        name=reasons.LONGEST_NAME,
        identifier=reasons.LONGEST_IDENTIFIER,
        text=reasons.LONGEST_TEXT,
        earliest=reasons.EARLIEST,
        blank=", ".join(f"`{blank}`" for blank in reasons.BLANK if blank),
    )
    return page(
        "# Loading",
        LOADING.format(formats=", ".join(FORMATS)),
        "## Columns",
        COLUMNS,
        table(("role", "what it is", "names that are recognised"), roles),
        "## Rejects",
        "A row that cannot be understood is kept, with the first of these reasons that holds.",
        table(("reason", "means"), codes),
        limits,
    )


def _reasons() -> dict[str, str]:
    """Each code with the docstring that stands under it, in the order in which they are looked for."""
    assert reasons.__file__ is not None
    text = Path(reasons.__file__).read_text("utf-8")
    said = {
        getattr(reasons, name): means for name, means in re.findall(r'^(\w+) = .*\n"""(.*)"""$', text, re.MULTILINE)
    }
    return {reason: said[reason] for reason in reasons.REASONS} | CONFLICT


def sql() -> str:
    """The columns of each table, as an empty workspace has them."""
    with tempfile.TemporaryDirectory() as folder, Workspace(folder) as workspace:
        found = {name: workspace.sql(f"select * from {name} limit 0").schema for name in ("events", *OTHERS)}
    assert found["events"].names == list(EVENTS), "tell what each column of events is: docs/generate/tables.py"
    rows = [(f"`{column.name}`", f"{column.type}", EVENTS[column.name]) for column in found["events"]]
    parts = ["# SQL", SQL, "## events", table(("column", "type", "what it is"), rows)]
    for name in OTHERS:
        parts += [f"## {name}", table(("column", "type"), [(f"`{c.name}`", f"{c.type}") for c in found[name]])]
    return page(*parts)


def measures() -> str:
    """The key figures of `j.measure`, with their options."""
    kpis: dict[str, Any] = dict(import_module("sojourn.measures.kpis").MEASURES)
    rows = [(f"`{kpi.name}`", definition(kpi), kpi.unit, kpi.better, options(kpi)) for kpi in kpis.values()]
    parts = ["### Key figures by name", table(("name", "definition", "unit", "better", "options"), rows)]
    parts += [f"`{kpi.name}`: {doc(kpi.count)}" for kpi in kpis.values()]
    return page(*parts)


def definition(kpi: Any) -> str:
    """What a key figure says; options without a value stand for themselves."""
    named = {name: f"`{name}`" for name, default in kpi.options.items() if default in (None, (), Parameter.empty)}
    return str(kpi.defined(named))


def options(kpi: Any, but: tuple[str, ...] = ()) -> str:
    """The options with their defaults; one that has none is needed."""
    return ", ".join(_option(name, default) for name, default in kpi.options.items() if name not in but)


def _option(name: str, default: object) -> str:
    return f"`{name}` (needed)" if default is Parameter.empty else f"`{name}={default!r}`"
