"""The event log: one DuckDB file, append-only, every property kept."""
