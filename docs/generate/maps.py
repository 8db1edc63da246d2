"""Journey maps, personas and opportunities as files: an example, every element, and what is checked."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import msgspec
from msgspec import Struct

from docs.generate.markdown import code, doc, page, signature, table
from docs.generate.tables import definition, options
from sojourn.documents.cells import Binding, Cell, Change, Figure, Provenance, Scale, Scope, Score, Worth
from sojourn.documents.fields import FIELDS
from sojourn.documents.map import Lane, LaneKind, MapDocument, MapStep, Phase, State, Status
from sojourn.documents.opportunity import Opportunity, OpportunityStatus
from sojourn.documents.persona import Persona, Quote
from sojourn.maps.loading import load_map
from sojourn.maps.measuring.figures import COUNTED, PLACED
from sojourn.maps.measuring.found import FOUND
from sojourn.maps.measuring.measured import COMMENT, EXPOSURE
from sojourn.maps.saving import MapLoss
from sojourn.measures.kpis import MEASURES

EXAMPLE = Path(__file__).parent / "groceries.map.yaml"
ABOUT = """
A map is a text file, `maps/NAME.map.yaml` in a workspace; a persona is one too, `personas/NAME.yaml`, and so is an
opportunity, `opportunities/NAME.yaml`. All may be JSON instead (`.json`), with the same fields. Fields left out have
their default. The JSON Schemas `map.schema.json`, `persona.schema.json` and `opportunity.schema.json` in
`sojourn/schemas` let editors complete and check them.
"""
EXAMPLES = """
Read it, change it, write it back. Of a file that is there, only what changed changes: comments, order and quotes stay.
"""
USE = """
from pathlib import Path

from msgspec.structs import replace
from sojourn.documents.text import read_map, write_map
from sojourn.documents.versions import difference

path = Path("groceries.map.yaml")
old = read_map(path)
write_map(path, replace(old, status="agreed", version=2))
print(difference(old, read_map(path)).summary())
"""
SAYS = """
map "I buy my groceries and come back", version: 1 -> 2
map "I buy my groceries and come back", status: draft -> agreed
"""
BOUND = """
What `measure` of a binding may be. `stage`, `touchpoint`, `channel` and `event` may stand in every binding; where the
measure has places of its own (column "place"), it is told them; the others keep only steps there. `where`,
`customers`, `segment` and `window` narrow what is counted. What else a measure takes are its options:
`options: {within: 14d, contacts: [Support Contact]}`; one that is None may be left out. How each is counted:
[key figures](journeys.md#key-figures-by-name).
"""
INSIGHTS = f"""
Cells that show what was found out beyond figures are bound to {", ".join(f"`{name}`" for name in FOUND)}: no measure
answers these. They are filled where a map is drawn with `insights=True`, for all customers and the whole period, by
the `id` in their options; see [what was found out, on the map](../how-to/insights-on-a-map.md).
"""
TEXTS = {
    COMMENT: (
        "A typical comment of customers about the place, masked: the cell's text is theirs.",
        "stage, touchpoint",
        "`rank=1`: the first, second ... of the typical ones",
    ),
    EXPOSURE: (
        'Whether one event raised another. Without a control group the answer is "cannot tell", with the reasons.',
        "",
        "`exposed` (needed), `outcome` (needed): names of events",
    ),
}
"""Measures whose answer is a text: what they say, their places, their options."""
CHECKED = """
Reading refuses, with file, line, place and what would be right:

- a field or a word that is not known, a missing title, a number where text belongs;
- a key that stands twice, a tag that asks for an object, a second document in the file;
- an id that is no id (small letters, digits, `-` and `_`), or that two phases or steps, two lanes or two cells have;
- cells at a place that no phase and no step has;
- a condition that cannot be read, a period that ends before it begins, a number that is none (NaN, infinity);
- `format: 2` or more, which a newer Sojourn wrote.

YAML is read as YAML 1.2: `no`, `on`, `12:30` and `2026-01-31` are text where text belongs. Numbers, `true`, `false` and
`null` need quotes to be text. Anchors and `<<` may be used.
"""
AGAIN = """
When a map is drafted again, its ids tell what is the same. What people changed, added, took out or moved stays;
everything else, and every figure that still measures the same, follows the fresh draft.
"""


def maps() -> str:
    """The page."""
    return page(
        "# Maps, personas and opportunities",
        ABOUT,
        "## An example",
        f"```yaml {EXAMPLE.name}\n{EXAMPLE.read_text('utf-8').strip()}\n```",
        EXAMPLES,
        f"```python\n{USE.strip()}\n```",
        f"```text\n{SAYS.strip()}\n```",
        "## The map",
        *(element(kind) for kind in (MapDocument, Scope, Phase, MapStep, Lane)),
        f"`kind` is one of {_listed(LaneKind)}; `state` one of {_listed(State)}; `status` one of {_listed(Status)}.",
        *(element(kind) for kind in (Cell, Binding, Figure, Change, Worth, Score)),
        f"`provenance` is one of {_listed(Provenance)}; `scale` one of {_listed(Scale)}.",
        "## The persona",
        *(element(kind) for kind in (Persona, Quote)),
        "## The opportunity",
        element(Opportunity),
        f"`status` is one of {_listed(OpportunityStatus)}.",
        "## Read and saved",
        code(signature("sojourn.load_map", load_map)),
        doc(load_map),
        f"`sojourn.MapLoss`: {doc(MapLoss)} A [map](workspace.md#map) has `.save`.",
        "## Measures",
        BOUND,
        table(("measure", "says", "counts", "place", "options"), [*map(_measure, MEASURES), *map(_text, TEXTS)]),
        INSIGHTS,
        "## What is checked",
        CHECKED,
        "## Drafted again",
        AGAIN,
    )


def element(kind: type[Struct]) -> str:
    """What an element is, and each of its fields."""
    types, told = kind.__annotations__, FIELDS[kind]
    fields = msgspec.structs.fields(kind)
    rows = [(f"`{each.name}`", f"`{types[each.name]}`", _default(each), told[each.name]) for each in fields]
    return page(f"### {kind.__name__}", doc(kind), table(("field", "type", "default", "means"), rows))


def _measure(name: str) -> tuple[str, str, str, str, str]:
    kpi = MEASURES[name]
    places = ", ".join(place for place in PLACED if place in kpi.options)
    return f"`{name}`", definition(kpi), COUNTED.get(name, "customers"), places, options(kpi, PLACED)


def _text(name: str) -> tuple[str, str, str, str, str]:
    says, places, taken = TEXTS[name]
    return f"`{name}`", says, "comments" if name == COMMENT else "customers", places, taken


def _default(field: msgspec.structs.FieldInfo) -> str:
    """What holds where the field is left out; empty where that is nothing."""
    if field.required:
        return "needed"
    match field.default:
        case bool() as answer:
            return f"`{str(answer).lower()}`"
        case str() | int() as given if given:
            return f"`{given}`"
        case _:
            return ""


def _listed(words: object) -> str:
    return ", ".join(f"`{word}`" for word in get_args(words))
