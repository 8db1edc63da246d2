"""The forms of a condition, each with an example in text and in Python."""

from __future__ import annotations

from typing import get_args

from docs.generate.markdown import code, doc, page, record, table
from sojourn import conditions
from sojourn.conditions import Condition, field, parse, parser, records, to_text
from sojourn.journeys.fields import NAMED, OF_LOG

EXAMPLES = (
    'field("value") > 10',
    'field("channel").is_in("web", "app")',
    'field("value").between(10, 20)',
    'field("event").like("Order%")',
    'field("plan").is_null()',
    '(field("channel") == "web") & (field("value") > 10)',
    '(field("channel") == "web") | (field("channel") == "app")',
    '~(field("plan") == "pro")',
)
FIELDS = """
Of a step: {named}, `value`, `score`, `occurred_at`, {of_log}, and each property by its name, or as `properties.name`
where the name is one of these. Of a customer (`customers=`): `customer_id`, and each attribute that was loaded.

A property that no event has is null everywhere. An attribute that no customer has is an error.
"""


def conditions_page() -> str:
    """Grammar, forms, fields."""
    forms = [(eval(python, {"field": field}), python) for python in EXAMPLES]
    assert {type(form) for form, _ in forms} == set(get_args(Condition))
    assert all(parse(to_text(form)) == form for form, _ in forms)
    rows = [(f"`{type(form).__name__}`", f"`{to_text(form)}`", f"`{python}`") for form, python in forms]
    return page(
        "# Conditions",
        doc(conditions),
        doc(records).split("\n\n", 1)[1],
        table(("form", "text", "Python"), rows),
        "## Fields",
        FIELDS.format(named=_listed(NAMED), of_log=_listed(OF_LOG)),
        "## Text form",
        code(doc(parser).split("\n\n")[1]),
        "Keywords may be in any case. Text is only ever read, never run.",
        "## Records",
        *(record(kind, "###") for kind in get_args(Condition)),
        record(records.Field, "###"),
    )


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)
