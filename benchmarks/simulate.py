"""Time a simulated shop: `python -m benchmarks.simulate [CUSTOMERS]`, 100,000 customers unless told otherwise.

Exits with 1 where the mark is missed; with another number of customers it is shown and not held to.
"""

from __future__ import annotations

import resource
import sys
import time

from benchmarks.__main__ import line
from sojourn import simulate

CUSTOMERS = 100_000
SECONDS = 20.0
PEAK_GB = 2.0


def main(customers: int) -> int:
    """Simulate a year and print seconds, events and memory. Returns how many marks were missed."""
    begun = time.perf_counter()
    shop = simulate.shop(customers)
    seconds = time.perf_counter() - begun
    print(f"{shop.truth.customers:,} customers, {shop.truth.events:,} events, both tables and the truth")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e9 if sys.platform == "darwin" else 1e6)
    return line("simulate a year", seconds, SECONDS) + line("peak memory, GB", peak, PEAK_GB)


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else CUSTOMERS
    sys.exit(1 if main(size) and size == CUSTOMERS else 0)
