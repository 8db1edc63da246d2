"""What a load says of scores that nobody can have given: which column, how many, what would have been right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from sojourn.events.schema import SCORE_ENDS
from sojourn.sources.reasons import OFF_SCALE


def count_off_scale(rows: pa.RecordBatch | pa.Table) -> Counter[str]:
    """By kind of score, how many rows with a column `reason` were refused for it."""
    if "reason" not in rows.schema.names:
        return Counter()
    reasons = rows.column("reason")
    found = {kind: pc.sum(pc.equal(reasons, code)).as_py() or 0 for kind, code in OFF_SCALE.items()}
    return +Counter(found)


def off_scale_notes(file: str, column: str, counts: Mapping[str, int]) -> Iterator[str]:
    """One sentence for each kind of score; `file` and `column` are where they stand."""
    for kind, n in counts.items():
        lowest, highest = SCORE_ENDS[kind]
        rows, wait = ("1 row has", "waits") if n == 1 else (f"{n:,} rows have", "wait")
        yield (
            f'{file}, column "{column}": {rows} a score outside {lowest} to {highest}, the range of {kind}, and {wait} '
            f"among the rejects ({OFF_SCALE[kind]}). To take them in without a score, read the rejects again with no "
            'column as the score: --column score=, or columns={"score": None}'
        )
