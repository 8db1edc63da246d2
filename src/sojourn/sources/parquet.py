"""Parquet: read where it lies, by column."""

from __future__ import annotations

from pathlib import Path

from sojourn.sources.scratch import Scratch, escaped, literal
from sojourn.sources.table import Table


def open_parquet(opened: Scratch, path: Path) -> Table:
    """A Parquet file as a table; its own types are kept."""
    file = literal(escaped(path))
    relation = f"read_parquet({file})"
    rows = opened.rows(f"SELECT num_rows FROM parquet_file_metadata({file})")[0][0]
    return Table(relation, opened.columns(relation), expected_rows=int(rows))
