"""Foreign data in, event batches out: one file per format, and nothing else is known here."""

from sojourn.sources.customers import read_customers
from sojourn.sources.reading import Options, Reading, open_source

__all__ = ["Options", "Reading", "open_source", "read_customers"]
