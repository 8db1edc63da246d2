"""DataFrames and Arrow data: pandas, polars, pyarrow, and whatever speaks the Arrow C stream protocol."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from sojourn.sources.documents import json_text
from sojourn.sources.scratch import Scratch
from sojourn.sources.table import Table


def is_frame(source: object) -> bool:
    """Whether a source can be had as Arrow data."""
    return hasattr(source, "__arrow_c_stream__") or hasattr(source, "collect_schema")


def open_frame(opened: Scratch, source: Any) -> Table:
    """A DataFrame as a table. Column names that differ only in case get a number, as SQL cannot tell them apart."""
    table = _named_apart(_arrow(source))
    opened.register("frame", table)
    return Table("frame", opened.columns("frame"), expected_rows=len(table))


def _arrow(source: Any) -> pa.Table:
    if hasattr(source, "collect_schema") and hasattr(source, "collect"):
        source = source.collect()
    if type(source).__module__.partition(".")[0] == "pandas":
        return _pandas(source)
    return source if isinstance(source, pa.Table) else pa.table(source)


def _pandas(frame: Any) -> pa.Table:
    """An index with a name is a column; cells that share no type become text."""
    if any(name is not None for name in frame.index.names):
        frame = frame.reset_index()
    arrays = [_series(frame.iloc[:, i]) for i in range(frame.shape[1])]
    return pa.Table.from_arrays(arrays, names=[str(name) for name in frame.columns])


def _series(series: Any) -> pa.Array | pa.ChunkedArray:
    try:
        return pa.array(series, from_pandas=True)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError):
        missing = series.isna()
        texts = [None if gone else _text(cell) for cell, gone in zip(series, missing, strict=True)]
        return pa.array(texts, pa.string())


def _text(cell: object) -> str:
    return json_text(cell) if isinstance(cell, dict | list | tuple) else str(cell)


def _named_apart(table: pa.Table) -> pa.Table:
    seen: set[str] = set()
    return table.rename_columns([apart(name, seen) for name in table.column_names])


def apart(name: str, seen: set[str]) -> str:
    """A name unlike those seen before, but for case; it is added to them."""
    unique, number = name, 2
    while unique.lower() in seen:
        unique, number = f"{name}_{number}", number + 1
    seen.add(unique.lower())
    return unique
