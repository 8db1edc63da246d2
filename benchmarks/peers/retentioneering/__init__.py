"""How retentioneering is used."""
