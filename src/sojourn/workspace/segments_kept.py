"""Keep behavioural segments that were found: as an attribute of customers, and as personas that people edit."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from sojourn.documents.text import write_persona
from sojourn.insights.personas import FoundPersonas
from sojourn.insights.personas.documents import document_of
from sojourn.journeys.from_behaviour import BEHAVIOUR, ENDING
from sojourn.sources.customers import KNOWN
from sojourn.workspace.opened import Opened

IDENTIFIERS = """
select customer_id, first(kind order by kind, value) as kind, first(value order by kind, value) as value
from identifiers group by customer_id
"""
MOST, SECONDS = 1_000_000_000, 600


def keep(opened: Opened, found: FoundPersonas, attribute: str) -> tuple[Path, ...]:
    """Say of each customer in `attribute` to which segment it belongs, and write a file for each segment.

    A mark beside it says that it was made of behaviour: no effect is adjusted for it, nor does it count as a driver.
    A persona's file that is there stays as people left it.
    """
    members = {who: row.id for row in found.rows for who in found.customers(row.id)}
    known = opened.sql(IDENTIFIERS, MOST, SECONDS).to_pylist()
    rows = [
        {"kind": one["kind"], "value": one["value"], "name": name, "trait": trait}
        for one in known
        if one["customer_id"] in members
        for name, trait in ((attribute, members[one["customer_id"]]), (f"{attribute}{ENDING}", BEHAVIOUR))
    ]
    opened.log.add_traits(pa.Table.from_pylist(rows, KNOWN))
    folder = opened.path / "personas"
    folder.mkdir(exist_ok=True)
    paths = []
    for row in found.rows:
        path = folder / f"{row.id}.yaml"
        if not path.exists():
            write_persona(path, document_of(row, attribute))
        paths.append(path)
    return tuple(paths)
