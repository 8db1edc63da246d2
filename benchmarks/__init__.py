"""Speed of Sojourn on generated logs: `python -m benchmarks`, or `make bench`."""
