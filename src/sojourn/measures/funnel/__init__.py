"""The funnel: records.py (asked and answered), asking.py, attempts.py over three kernels, merge.py, funnel.py."""
