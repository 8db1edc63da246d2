"""How chdb is used."""
