"""What customers are worth: how often they will buy again (BG/NBD) and for how much (gamma-gamma).

Read in this order: purchases.py (what is known of each customer), fitting.py, buying.py and spending.py (the two
models), worth.py (both together, with ranges), figures.py (the measures made of them).
"""

from sojourn.measures.kpis.value.figures import KPIS

__all__ = ["KPIS"]
