"""How duckdb is used."""
