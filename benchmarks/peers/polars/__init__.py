"""How polars is used."""
