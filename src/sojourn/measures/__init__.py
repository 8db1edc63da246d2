"""One file per measure: its records, its kernel, its merge, its function."""
